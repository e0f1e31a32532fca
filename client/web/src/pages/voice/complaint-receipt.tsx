/** What somebody who complains takes home: reference, who answers until when, and what can be done after that. */
import { api, ask, type Schemas } from "../../data/api";
import { nameOf, there } from "../../data/desk";
import { useLoad } from "../../data/load";
import { useKey } from "../../shell/keys";
import { Button, Facts, Page, Problem, Section, Waiting } from "../../ui/parts";
import { t, tn } from "../../words";
import { ladderOf, nextStage, stageName, subjectName, useLadders } from "./ladder";
import { taken } from "./receipt-kept";

type Complaint = Schemas["Complaint"];

function Receipt({ about }: { about: Complaint }) {
  const ladders = useLadders([about.agency]);
  const ladder = ladderOf(ladders, about.agency, about.ladder);
  // Of a serious one nothing more is told than that it is there: it begins where all such do.
  const at = about.stage ?? (about.serious ? (ladder?.serious_begin_at ?? null) : null);
  const stage = ladder?.stages.find((one) => one.code === at);
  const next = nextStage(ladder, at);
  return (
    <div class="receipt">
      <p class="receipt-reference">
        {t("case.reference")} <strong class="reference">{about.reference}</strong>
      </p>
      <Facts
        items={[
          [t("receipt.agency"), nameOf("agencies", about.agency)],
          [t("complaint.received"), there(about.received_at, about.agency, true)],
          [t("complaint.subject"), subjectName(ladders, about.agency, about.subject)],
          [t("voice.case"), about.case],
          [t("voice.office"), nameOf("offices", about.office, about.agency)],
        ]}
      />
      {about.state === "open" ? (
        <Section heading={t("complaint.next-step")}>
          <ol>
            {about.acknowledge_by && <li>{t("complaint.told-acknowledge", { when: there(about.acknowledge_by, about.agency, false) })}</li>}
            <li>
              {about.due_at
                ? t("complaint.told-answer", { stage: stageName(ladder, at), when: there(about.due_at, about.agency, false) })
                : [stageName(ladder, at), stage?.answer && t(stage.from_acknowledgement ? "complaint.within-acknowledged" : "complaint.within", { time: stage.answer.text })].filter(Boolean).join(": ")}
            </li>
            {next && <li>{t("complaint.told-next", { stage: next.name })}</li>}
            {ladder && <li>{t("complaint.told-end", { who: ladder.ombudsman })}</li>}
          </ol>
        </Section>
      ) : (
        <p>{tn("complaint-state", about.state)}</p>
      )}
    </div>
  );
}

export default function ComplaintReceipt({ reference }: { reference: string }) {
  const kept = taken.value?.reference === reference ? taken.value : undefined;
  const loaded = useLoad<Complaint>(async (signal) => kept ?? ask(api.GET("/complaints/{reference}", { signal, params: { path: { reference } } })), [reference]);
  const print = () => window.print();
  useKey("p", t("voice.print"), print);
  return (
    <Page
      heading={t("complaint.receipt")}
      actions={
        <>
          <Button kind="primary" onClick={print}>
            {t("voice.print")} <kbd aria-hidden="true">p</kbd>
          </Button>
          {!loaded.value?.serious && <a class="btn btn-outline-secondary" href={`/app/complaints/${reference}`}>{t("complaint.to", { reference })}</a>}
          <a class="btn btn-outline-secondary" href="/app/complaints/new">{t("complaint.another")}</a>
        </>
      }
    >
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {loaded.value && <Receipt about={loaded.value} />}
    </Page>
  );
}
