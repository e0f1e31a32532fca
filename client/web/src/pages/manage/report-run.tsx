/** One run of a report: its files, to whom it went, whether everybody can see it, and what has changed since the edition before. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask, type Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { runName, type Texts, titleOf } from "../../data/reports";
import { may } from "../../data/session";
import { Form } from "../../ui/form";
import { Button, Dialog, Empty, Facts, faultOf, Page, Problem, Section, Select, Table, Tag, Text, Waiting, When } from "../../ui/parts";
import { say } from "../../ui/toast";
import { language as spoken, number, period, t, tn } from "../../words";
import { address } from "./figures";
import { keyName } from "./keys";
import { going, RunState, useAgain, useCancel, type Run } from "./run-state";

const FORMATS = ["html", "xlsx", "csv"] as const;
type Put = (run: Run) => void;

function Files({ run, languages }: { run: Run; languages: string[] }) {
  return (
    <Section heading={t("run.files")}>
      <Table
        caption={t("run.files")}
        rows={languages}
        rowKey={(language) => language}
        columns={[
          { heading: t("run.language"), cell: (language) => tn("language", language) },
          ...FORMATS.map((format) => ({
            heading: format.toUpperCase(),
            cell: (language: string) => <a href={address(`/api/v1/report-runs/${run.id}/file`, { format, language })}>{t("run.file", { format: format.toUpperCase(), language: tn("language", language) })}</a>,
          })),
        ]}
      />
      <p class="form-text">
        {t("run.same-bytes")} {t("report.digest")} <code>{run.digest}</code>
      </p>
    </Section>
  );
}

function Deliver({ run, recipients, put }: { run: Run; recipients: Schemas["Report"]["recipients"]; put: Put }) {
  const [recipient, setRecipient] = useState(recipients[0]?.code ?? "");
  if (recipients.length === 0) return <Empty>{t("run.no-recipients")}</Empty>;
  const send = async () => {
    put(await ask(api.POST("/report-runs/{id}/deliveries", { params: { path: { id: run.id } }, body: { recipient } })));
    say(t("run.sent"));
  };
  return (
    <Form submit={t("run.deliver")} onSend={send}>
      {(problem) => (
        <Select
          label={t("run.recipient")}
          hint={t("run.withheld")}
          value={recipient}
          onValue={setRecipient}
          options={recipients.map((one) => ({ value: one.code, label: `${one.name} (${tn("recipient", one.kind)}, ${one.format.toUpperCase()}, ${tn("language", one.language)})` }))}
          fault={faultOf(problem, "recipient")}
        />
      )}
    </Form>
  );
}

function Receipt({ id, put, onClose }: { id: number; put: Put; onClose: () => void }) {
  const [who, setWho] = useState("");
  const note = async () => {
    put(await ask(api.POST("/report-deliveries/{id}/receipt", { params: { path: { id } }, body: { confirmed_by: who } })));
    onClose();
  };
  return (
    <Dialog heading={t("run.receipt")} onClose={onClose}>
      <Form submit={t("run.note-receipt")} onSend={note} onCancel={onClose}>
        {(problem) => <Text label={t("run.confirmed-by")} value={who} onValue={setWho} fault={faultOf(problem, "confirmed_by")} />}
      </Form>
    </Dialog>
  );
}

function Deliveries({ run, put, decides }: { run: Run; put: Put; decides: boolean }) {
  const [noting, note] = useState<number | undefined>();
  if (run.deliveries.length === 0) return <p>{t("run.not-delivered")}</p>;
  return (
    <>
      <Table
        caption={t("run.deliveries")}
        rows={run.deliveries}
        rowKey={(one) => one.id}
        columns={[
          { heading: t("run.recipient"), cell: (one) => one.name },
          { heading: t("run.language"), cell: (one) => `${one.format.toUpperCase()}, ${tn("language", one.language)}` },
          { heading: t("reports.asked"), cell: (one) => one.asked_by?.name ?? t("reports.by-itself") },
          {
            heading: t("manage.state"),
            cell: (one) =>
              one.delivered_at ? (
                <>
                  {t("run.delivered")} <When at={one.delivered_at} />
                </>
              ) : one.failed_at ? (
                <>
                  {t("run.failed")} <When at={one.failed_at} /> {one.error}
                </>
              ) : (
                t("run.on-the-way")
              ),
          },
          {
            heading: t("run.receipt"),
            cell: (one) =>
              one.confirmed_at ? (
                <>
                  {one.confirmed_by}, <When at={one.confirmed_at} />
                </>
              ) : (
                decides && (
                  <Button small onClick={() => note(one.id)} aria-label={t("run.note-of", { name: one.name })}>
                    {t("run.note-receipt")}
                  </Button>
                )
              ),
          },
        ]}
      />
      {noting !== undefined && <Receipt id={noting} put={put} onClose={() => note(undefined)} />}
    </>
  );
}

function Publication({ run, put, decides }: { run: Run; put: Put; decides: boolean }) {
  const [asking, ask_] = useState(false);
  const path = { params: { path: { id: run.id } } };
  const move = async () => {
    put(await ask(run.published_at ? api.DELETE("/report-runs/{id}/publication", path) : api.POST("/report-runs/{id}/publication", { ...path, body: {} })));
    ask_(false);
  };
  const way = run.published_at ? "withdraw" : "publish";
  return (
    <Section heading={t("run.publication")}>
      <p>
        {run.published_at ? (
          <>
            {t("run.public-since")} <When at={run.published_at} />: <a href={`/published/${run.agency}/${run.report}/${run.period}`}>{t("run.public-page")}</a>
          </>
        ) : (
          t("run.not-public")
        )}
      </p>
      {decides && <Button onClick={() => ask_(true)}>{t(`run.${way}`)}</Button>}
      {asking && (
        <Dialog heading={t(`run.${way}`)} onClose={() => ask_(false)}>
          <p>{t(run.published_at ? "run.withdraw-sure" : "run.publish-sure")}</p>
          <Form submit={t(`run.${way}`)} danger={Boolean(run.published_at)} onSend={move} onCancel={() => ask_(false)}>
            {() => null}
          </Form>
        </Dialog>
      )}
    </Section>
  );
}

type Change = NonNullable<Run["changes"]>["changes"][number];

/** Names as the run froze them, whatever was renamed since. */
interface Frozen {
  sections: { code: string; texts: Texts; by: string[]; rows: { keys: { code: string | null; name: string | null }[] }[] }[];
}

function ChangeTable({ caption, rows, frozen }: { caption: string; rows: Change[]; frozen: Frozen | undefined }) {
  const sectionOf = (one: Change) => frozen?.sections.find(({ code }) => code === one.section);
  const named = (one: Change) =>
    one.keys?.map((key, i) => sectionOf(one)?.rows.map((row) => row.keys[i]).find((there) => there?.code === key)?.name ?? keyName(sectionOf(one)?.by[i], key || null)).join(" · ");
  const told = (value: number | null) => (value === null ? t("report.withheld") : number(value));
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(one) => rows.indexOf(one)}
      columns={[
        { heading: t("report.section"), cell: (one) => titleOf(sectionOf(one)?.texts) ?? one.section },
        ...(rows.some((one) => tn("measure", one.measure) !== caption) ? [{ heading: t("report.measure"), cell: (one: Change) => tn("measure", one.measure) }] : []),
        { heading: t("report.change-of"), cell: (one) => named(one) || t("report.total") },
        ...(rows.some((one) => one.period) ? [{ heading: t("report.period"), cell: (one: Change) => <span class="period">{period(one.period)}</span> }] : []),
        { heading: t("report.figure"), cell: (one) => tn("figure", one.figure) },
        { heading: t("report.from"), cell: (one) => told(one.from), number: true },
        { heading: t("report.to"), cell: (one) => told(one.to), number: true },
      ]}
    />
  );
}

/** What is long, behind its summary; paper has all of it. */
function Folded({ summary, children }: { summary: string; children: ComponentChildren }) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    let was = false;
    const turn = ({ type }: Event) => {
      const details = ref.current as HTMLDetailsElement;
      const before = type === "beforeprint";
      if (before) was = details.open;
      details.open = before || was;
    };
    addEventListener("beforeprint", turn);
    addEventListener("afterprint", turn);
    return () => {
      removeEventListener("beforeprint", turn);
      removeEventListener("afterprint", turn);
    };
  }, []);
  return (
    <details ref={ref}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** More changes than this are folded away, by measure: first it is told which measures they are of. */
const SEEN = 15;

function Changed({ run }: { run: Run }) {
  const rows = run.changes?.changes ?? [];
  const some = rows.length > 0;
  const frozen = useLoad(
    async (signal) => (some ? ((await ask(api.GET("/report-runs/{id}/file", { signal, params: { path: { id: run.id }, query: { format: "json" } } }))) as unknown as { figures: Frozen }).figures : undefined),
    [run.id, some],
  ).value;
  if (run.before === null) return null;
  const names = [...new Set(rows.map((one) => tn("measure", one.measure)))];
  return (
    <Section heading={t("report.changes")}>
      <p>
        <a href={`/app/reports/runs/${run.before}`}>{t("run.before")}</a>{" "}
        {run.changes && t("run.changed", { count: run.changes.count })}
      </p>
      {rows.length > SEEN
        ? names.map((name) => {
            const its = rows.filter((one) => tn("measure", one.measure) === name);
            return (
              <Folded key={name} summary={`${name} (${number(its.length)})`}>
                <ChangeTable caption={name} rows={its} frozen={frozen} />
              </Folded>
            );
          })
        : rows.length > 0 && <ChangeTable caption={t("report.changes")} rows={rows} frozen={frozen} />}
    </Section>
  );
}

export default function ReportRun({ id: text }: { id: string }) {
  const id = Number(text);
  const loaded = useLoad((signal) => ask(api.GET("/report-runs/{id}", { signal, params: { path: { id } } })), [id]);
  const reports = useLoad((signal) => ask(api.GET("/reports", { signal })), []);
  const run = loaded.value;
  const [problem, cancel] = useCancel(loaded.reload);
  const underWay = run && (going(run) || run.deliveries.some((one) => !one.delivered_at && !one.failed_at));
  useAgain(underWay, loaded.reload);
  const report = run && reports.value?.items.find((one) => one.code === run.report && one.agency === run.agency);
  const decides = may("manager", "administrator");
  const languages = report ? report.texts.map((one) => one.language) : [];
  return (
    <Page
      heading={run ? runName(run, reports.value?.items) : t("run.heading")}
      actions={
        run && (
          <>
            {going(run) && <Button onClick={() => cancel(run.id)}>{t("reports.cancel")}</Button>}
            <Button onClick={() => print()}>{t("manage.print")}</Button>
            {run.edition !== null && languages.length > 0 && (
              <a class="btn btn-primary" href={address(`/api/v1/report-runs/${run.id}/file`, { format: "html", language: languages.includes(spoken.value) ? spoken.value : languages[0] })}>
                {t("run.read")}
              </a>
            )}
          </>
        )
      }
    >
      <p class="no-print">
        <a href="/app/reports">{t("place.reports")}</a>
      </p>
      <Problem problem={loaded.problem ?? problem} />
      <Waiting slow={loaded.slow && !run} />
      {run && (
        <>
          <p role="status">
            <Tag>
              <RunState run={run} />
            </Tag>{" "}
            {tn("report-step", run.doing) || run.error}
          </p>
          <Facts
            items={[
              [t("account.agency"), nameOf("agencies", run.agency)],
              [t("manage.from"), <When at={run.from} day />],
              [t("manage.to"), <When at={run.to} day />],
              [t("reports.edition"), number(run.edition)],
              [t("run.same-as"), run.same_as && <a href={`/app/reports/runs/${run.same_as}`}>{t("run.that")}</a>],
              [t("reports.asked"), run.asked_by?.name ?? t("reports.by-itself")],
              [t("reports.when"), <When at={run.asked_at} />],
              [t("run.ended"), run.ended_at && <When at={run.ended_at} />],
              [t("run.cancelled-by"), run.cancelled_by?.name],
            ]}
          />
          {run.edition !== null && (
            <>
              <Files run={run} languages={languages} />
              <Changed run={run} />
              <Publication run={run} put={loaded.put} decides={decides} />
              <Section heading={t("run.deliveries")}>
                <Deliveries run={run} put={loaded.put} decides={decides} />
                {decides && report && (
                  <div class="no-print">
                    <Deliver run={run} recipients={report.recipients} put={loaded.put} />
                  </div>
                )}
              </Section>
            </>
          )}
        </>
      )}
    </Page>
  );
}
