/** One complaint: where it is on its ladder, until when, who answers, and what comes next. */
import { useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, newKey } from "../../data/api";
import { nameOf } from "../../data/desk";
import type { Fact } from "../../data/facts";
import { ANSWERS, TAKES_COMPLAINTS } from "../../data/roles";
import { may } from "../../data/session";
import { Button, Due, Empty, Facts, Page, Problem, Ref, Section, Table, Tag, When, Written } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, time, tn } from "../../words";
import { actsOf, type Whole } from "./complaint-acts";
import { Clocks, Reads } from "./complaint-clocks";
import { drawLadder, ladderOf, nextStage, stageName, subjectName, useLadders, type Ladder, type Ladders, type Rung } from "./ladder";
import { act, RecordPage, Timeline, timeFact } from "./record";

const load = (reference: string, signal?: AbortSignal): Promise<Whole> => ask(api.GET("/complaints/{reference}", { signal, params: { path: { reference } } }));

function factsOf(whole: Whole, ladders: Ladders): Fact[] {
  const ladder = ladderOf(ladders, whole.agency, whole.ladder);
  return [
    [t("complaint.status"), tn("complaint-state", whole.state)],
    [t("complaint.outcome"), tn("complaint-outcome", whole.outcome)],
    [t("complaint.stage"), stageName(ladder, whole.stage)],
    [t("complaint.answerer"), whole.answerer?.name ?? (whole.state === "open" ? t("complaint.nobody") : "")],
    [t("queue.name"), nameOf("queues", whole.queue, whole.agency)],
    [t("case.due"), whole.state === "open" ? time(whole.due_at) : "", <Due at={whole.due_at} />],
    [t("complaint.acknowledge-by"), time(whole.acknowledge_by), <Due at={whole.acknowledge_by} />],
    [t("voice.case"), whole.case, whole.case && <Ref reference={whole.case} />],
    [t("voice.customer"), whole.customer_name ?? (whole.customer ? String(whole.customer) : t("complaint.has-none")), whole.customer && <a href={`/app/customers/${whole.customer}`}>{whole.customer_name ?? whole.customer}</a>],
    [t("voice.service"), nameOf("services", whole.service, whole.agency)],
    [t("voice.office"), nameOf("offices", whole.office, whole.agency)],
    [t("voice.channel"), tn("channel", whole.channel)],
    timeFact(t("complaint.received"), whole.received_at),
    timeFact(t("complaint.happened-at"), whole.happened_at),
    timeFact(t("complaint.closed"), whole.closed_at),
    [t("complaint.about"), whole.about.map((one) => one.name).join(", ")],
    [t("voice.logged-by"), whole.logged_by?.name],
    [t("complaint.not-opened"), tn("not-opened", whole.not_opened)],
    [t("complaint.converted-to"), whole.converted_to, whole.converted_to && <Ref reference={whole.converted_to} />],
    [t("complaint.remedies"), whole.remedies.map((one) => `${one.what ?? ""} ${one.done_at ? "✓" : ""}`).join("; "), whole.remedies.length],
  ];
}

function RungItem({ rung }: { rung: Rung }) {
  const { been, planned, where } = rung;
  return (
    <li class={`rung rung-${where}`} aria-current={where === "here" ? "step" : undefined}>
      <strong>{rung.name}</strong> <Tag>{t(`rung.${where}`)}</Tag>
      {been ? (
        <>
          <Facts
            items={[
              [t("complaint.answerer"), been.answerer?.name ?? nameOf("queues", been.queue)],
              [t("complaint.begun"), <When at={been.started_at} />],
              [t(been.acknowledged_at ? "complaint.acknowledged-at" : "complaint.acknowledge-by"), been.acknowledged_at ? <When at={been.acknowledged_at} /> : where === "here" && been.acknowledge_by && <Due at={been.acknowledge_by} />],
              [t("complaint.answer-until"), where === "here" ? <Due at={been.due_at} /> : <When at={been.due_at} />],
              [t("complaint.extended-by"), been.extended > 0 && `${been.extended}: ${been.extension_reason ?? ""}`],
              [t("complaint.ended"), been.end && <>{[tn("stage-end", been.end), tn("complaint-outcome", been.outcome), time(been.ended_at)].filter(Boolean).join(", ")}</>],
              [t("complaint.send-by"), been.send_by && <When at={been.send_by} day />],
            ]}
          />
          <Written>{been.answer}</Written>
          {been.lesson && (
            <>
              <h3 class="small-head">{t("complaint.lesson")}</h3>
              <Written>{been.lesson}</Written>
            </>
          )}
        </>
      ) : (
        where === "ahead" &&
        planned && (
          <p class="mb-0">
            {tn("role", planned.answered_by)}
            {planned.answer && `, ${t(planned.from_acknowledgement ? "complaint.within-acknowledged" : "complaint.within", { time: planned.answer.text })}`}
          </p>
        )
      )}
    </li>
  );
}

function LadderList({ whole, ladder }: { whole: Whole; ladder: Ladder | undefined }) {
  const next = whole.state === "open" && nextStage(ladder, whole.stage);
  return (
    <Section heading={ladder?.name ?? t("complaint.ladder")}>
      <ol class="ladder">
        {drawLadder(ladder, whole.state === "open", whole.stages).map((rung) => (
          <RungItem key={rung.code} rung={rung} />
        ))}
        <li class={`rung rung-${whole.state === "referred" ? "here" : "ahead"}`}>
          <strong>{t("complaint.ombudsman")}</strong> <span dir="auto">{whole.ombudsman}</span>
        </li>
      </ol>
      {next && <p>{t("complaint.moves-up", { stage: next.name })}</p>}
      {whole.ask_until && <p>{t("complaint.ask-until", { when: time(whole.ask_until) })}</p>}
      {whole.told && (
        <>
          <h3 class="small-head">{t("complaint.told")}</h3>
          <Written>{whole.told}</Written>
        </>
      )}
    </Section>
  );
}

function Remedies({ whole, reload, open }: { whole: Whole; reload: () => void; open: (verb: string) => void }) {
  const [problem, run] = useAct();
  const finish = (id: number) =>
    run(async () => {
      await act("complaints", whole, "remedies/done", { remedy: id }, newKey());
      say(t("complaint.remedy-finished"));
      reload();
    });
  return (
    <Section heading={t("complaint.remedies")}>
      <Problem problem={problem} />
      {whole.remedies.length === 0 ? (
        <Empty action={may(...ANSWERS) && whole.state !== "not-opened" && <Button onClick={() => open("remedies")}>{t("complaint.remedy-add")}</Button>}>{t("complaint.no-remedy")}</Empty>
      ) : (
        <Table
          caption={t("complaint.remedies")}
          rows={whole.remedies}
          rowKey={(one) => one.id}
          columns={[
            { heading: t("complaint.remedy-what"), cell: (one) => <span dir="auto">{one.what}</span> },
            { heading: t("voice.owner"), cell: (one) => one.owner?.name },
            { heading: t("case.due"), cell: (one) => (one.done_at ? <When at={one.due_at} day /> : <Due at={one.due_at} />) },
            {
              heading: t("complaint.remedy-done"),
              cell: (one) =>
                one.done_at ? (
                  <>
                    <When at={one.done_at} day /> {one.done_by?.name}
                  </>
                ) : (
                  may(...TAKES_COMPLAINTS) && (
                    <Button small onClick={() => void finish(one.id)}>
                      {t("complaint.remedy-is-done")}
                    </Button>
                  )
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

type Letter = Whole["letters"][number];

/** A letter alone on the page, for paper. */
function LetterPage({ letter, whole, onBack, reload }: { letter: Letter; whole: Whole; onBack: () => void; reload: () => void }) {
  const [problem, run] = useAct();
  const printed = () =>
    run(async () => {
      await ask(api.POST("/complaints/{reference}/letters/printed", { params: { path: { reference: whole.reference } }, body: { letter: letter.id } }));
      say(t("complaint.printed"));
      reload();
      onBack();
    });
  return (
    <Page
      heading={letter.subject ?? t("complaint.letter")}
      actions={
        <>
          <Button kind="primary" onClick={() => window.print()}>
            {t("voice.print")}
          </Button>
          {letter.state === "waiting" && may(...ANSWERS) && <Button onClick={() => void printed()}>{t("complaint.is-printed")}</Button>}
          <Button onClick={onBack}>{t("voice.back")}</Button>
        </>
      }
    >
      <Problem problem={problem} />
      <div lang={letter.language ?? undefined}>
        <Written>{letter.address}</Written>
        <Written>{letter.body}</Written>
      </div>
    </Page>
  );
}

function Letters({ whole, onOpen }: { whole: Whole; onOpen: (letter: Letter) => void }) {
  if (whole.letters.length === 0) return null;
  return (
    <Section heading={t("complaint.letters")}>
      <Table
        caption={t("complaint.letters")}
        rows={whole.letters}
        rowKey={(one) => one.id}
        columns={[
          { heading: t("complaint.letter"), cell: (one) => one.subject },
          { heading: t("complaint.status"), cell: (one) => tn("outbox-state", one.state) },
          { heading: t("complaint.written-at"), cell: (one) => <When at={one.created_at} /> },
          {
            heading: t("complaint.letter-open"),
            cell: (one) => (
              <Button small onClick={() => onOpen(one)}>
                {t("complaint.letter-open")}
              </Button>
            ),
          },
        ]}
      />
    </Section>
  );
}

type Event = Whole["events"][number];

const eventMore = (event: Event) => [
  event.answerer && ` → ${event.answerer.name}`,
  event.outcome && ` (${tn("complaint-outcome", event.outcome)})`,
  event.escalated_by && ` (${tn("escalated-by", event.escalated_by)})`,
  event.due_at && `, ${t("complaint.until", { when: time(event.due_at) })}`,
];

export default function Complaint({ reference }: { reference: string }) {
  const [agency, setAgency] = useState<string | undefined>();
  const [letter, setLetter] = useState<Letter | undefined>();
  const ladders = useLadders(agency ? [agency] : []);
  const loadIt = async (which: string, signal?: AbortSignal) => {
    const whole = await load(which, signal);
    setAgency(whole.agency);
    return whole;
  };
  return (
    <RecordPage<Whole>
      kind="complaints"
      reference={reference}
      load={loadIt}
      heading={(whole) => t("complaint.heading", { reference, subject: subjectName(ladders, whole.agency, whole.subject) || t("complaint.no-subject") })}
      facts={(whole) => factsOf(whole, ladders)}
      acts={(whole) => (letter ? [] : actsOf(whole, ladderOf(ladders, whole.agency, whole.ladder)))}
      links={(whole) => (
        <>
          <a href={`/app/complaints/${reference}/receipt`}>{t("complaint.receipt")}</a>
          {whole.state !== "open" && may(...ANSWERS) && <a href={`/app/improvements/new?complaint=${reference}&office=${whole.office ?? ""}`}>{t("improvement.new")}</a>}
        </>
      )}
      instead={(whole, reload) => letter && <LetterPage letter={letter} whole={whole} reload={reload} onBack={() => setLetter(undefined)} />}
    >
      {(whole, reload, open) => (
        <>
          {whole.serious && (
            <p class="bar">
              <strong>{t("complaint.serious")}.</strong> {t("complaint.serious-help")}
            </p>
          )}
          <Section heading={t("complaint.text")}>{whole.text ? <Written>{whole.text}</Written> : <p>{t("complaint.erased")}</p>}</Section>
          <LadderList whole={whole} ladder={ladderOf(ladders, whole.agency, whole.ladder)} />
          <Remedies whole={whole} reload={reload} open={open} />
          <Letters whole={whole} onOpen={setLetter} />
          <Clocks reference={reference} version={whole.version} />
          {whole.serious && may("auditor") && <Reads reference={reference} />}
          <Timeline events={whole.events} more={eventMore} />
        </>
      )}
    </RecordPage>
  );
}
