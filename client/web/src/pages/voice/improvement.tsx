/** One improvement: its state and the ways from it, what stands behind it, and the line for the public. */
import { api, ask, type Schemas } from "../../data/api";
import { dayOf, nameOf } from "../../data/desk";
import type { Fact } from "../../data/facts";
import { words } from "../../data/options";
import { ANSWERS, LEADS } from "../../data/roles";
import { may } from "../../data/session";
import { Ref, Section, Table, When, Written } from "../../ui/parts";
import { language, number, t, time, tn } from "../../words";
import { toChange, type Asked, type Values } from "./asked";
import { brief } from "./feedback-list";
import { improvementAsks } from "./improvement-asks";
import { RecordPage, Timeline, timeFact, type Act } from "./record";

type Whole = Schemas["ImprovementWhole"];

const load = (reference: string, signal?: AbortSignal): Promise<Whole> => ask(api.GET("/improvements/{reference}", { signal, params: { path: { reference } } }));

const factsOf = (whole: Whole): Fact[] => [
  [t("complaint.status"), tn("improvement-state", whole.state)],
  [t("improvement.since"), time(whole.state_at), <When at={whole.state_at} />],
  [t("improvement.refused-why"), whole.reason],
  [t("voice.owner"), whole.owner?.name ?? t("voice.nobody")],
  timeFact(t("case.due"), whole.due_at),
  [t("voice.office"), whole.office ? nameOf("offices", whole.office, whole.agency) : t("improvement.whole-agency")],
  [t("voice.service"), nameOf("services", whole.service, whole.agency)],
  [t("improvement.cost"), whole.cost === null ? "" : `${number(whole.cost)} ${whole.currency ?? ""}`],
  [t("improvement.indicator"), whole.indicator && [whole.indicator, tn("aim", whole.aim), number(whole.before), whole.after !== null && `→ ${number(whole.after)}`].filter(Boolean).join(" ")],
  [t("improvement.added-by"), whole.added_by?.name],
  timeFact(t("improvement.added-at"), whole.added_at),
  timeFact(t("improvement.published-at"), whole.published ? whole.published_at : null),
];

function actsOf(whole: Whole): Act<Whole>[] {
  const works = may(...ANSWERS);
  const ways = whole.moves.filter((one) => one.open);
  const asks: Asked[] = improvementAsks(whole.agency, false);
  const first: Values = { due_at: whole.due_at ? dayOf(whole.due_at, whole.agency) : "" };
  for (const { name } of asks) {
    const value = whole[name as keyof Whole] as unknown;
    if (name === "owner") first[name] = whole.owner?.user_name ?? "";
    else if (name !== "due_at") first[name] = value === null || value === undefined ? "" : String(value);
  }
  return [
    {
      verb: "move",
      word: t("improvement.move"),
      key: "m",
      asks: [
        { name: "to", as: "radio", label: t("improvement.to"), options: words("improvement-state", ways.map((one) => one.to)) },
        { name: "reason", as: "text", label: t("voice.reason"), only: (values) => !!ways.find((one) => one.to === values["to"])?.needs_reason },
      ],
      first: { to: ways.length === 1 ? (ways[0]?.to ?? "") : "" },
      offered: works && ways.length > 0,
      done: t("improvement.moved"),
    },
    { verb: "change", word: t("improvement.change"), asks, first, patch: true, body: (values) => toChange(asks, first, values), offered: works, done: t("improvement.changed") },
    {
      verb: "links",
      word: t("improvement.link"),
      asks: [
        { name: "kind", as: "radio", label: t("improvement.basis"), options: words("basis", ["complaint", "case", "figure", "document"]) },
        { name: "target", label: t("improvement.target"), hint: t("improvement.target-hint") },
        { name: "note", label: t("improvement.note"), optional: true },
      ],
      first: { kind: "complaint" },
      offered: works,
      done: t("improvement.linked"),
    },
    {
      verb: "publish",
      word: t(whole.published ? "improvement.publish-change" : "improvement.publish"),
      why: t("improvement.publish-why"),
      asks: [
        { name: "published", as: "check", label: t("improvement.is-shown") },
        { name: "line", label: t("improvement.line"), hint: t("improvement.line-hint") },
        { name: "language", label: t("improvement.language"), hint: t("improvement.language-hint"), optional: true },
      ],
      first: { published: "yes", line: whole.line ?? "", language: whole.language ?? language.value },
      body: ({ published, line, language: of }) => ({ published: published === "yes", ...(line && { line }), ...(of && { language: of }) }),
      offered: may(...LEADS) && whole.state !== "idea",
      done: t("improvement.publish-done"),
    },
  ];
}

function Behind({ whole }: { whole: Whole }) {
  const target = (one: Whole["links"][number]) => (one.kind === "case" || one.kind === "complaint" ? <Ref about={one.kind} reference={one.target} /> : <span dir="auto">{one.target}</span>);
  return (
    <Section heading={t("improvement.behind")}>
      {whole.links.length === 0 && whole.feedback.length === 0 && <p>{t("improvement.nothing-behind")}</p>}
      {whole.links.length > 0 && (
        <Table
          caption={t("improvement.behind")}
          rows={whole.links}
          rowKey={(one) => one.kind + one.target}
          columns={[
            { heading: t("improvement.basis"), cell: (one) => tn("basis", one.kind) },
            { heading: t("improvement.target"), cell: target },
            { heading: t("improvement.note"), cell: (one) => <span dir="auto">{one.note}</span> },
            { heading: t("improvement.added-by"), cell: (one) => one.by?.name },
          ]}
        />
      )}
      {whole.feedback.length > 0 && (
        <Table
          caption={t("feedback.list")}
          rows={whole.feedback}
          rowKey={(one) => one.reference}
          columns={[
            { heading: t("case.reference"), cell: (one) => <Ref about="feedback" reference={one.reference} /> },
            { heading: t("feedback.kind"), cell: (one) => tn("feedback-kind", one.kind) },
            { heading: t("complaint.status"), cell: (one) => tn("feedback-state", one.state) },
            { heading: t("feedback.text"), cell: (one) => <span dir="auto">{brief(one.text)}</span> },
          ]}
        />
      )}
    </Section>
  );
}

export default function Improvement({ reference }: { reference: string }) {
  return (
    <RecordPage<Whole> kind="improvements" reference={reference} load={load} heading={(whole) => whole.title} facts={factsOf} acts={actsOf}>
      {(whole) => (
        <>
          {whole.description && <Section heading={t("improvement.description")}><Written>{whole.description}</Written></Section>}
          {whole.line && (
            <Section heading={t(whole.published ? "improvement.line" : "improvement.line-hidden")}>
              <Written>{whole.line}</Written>
            </Section>
          )}
          {whole.moves.some((one) => !one.open) && (
            <Section heading={t("improvement.closed-ways")}>
              <ul>
                {whole.moves.filter((one) => !one.open).map((one) => (
                  <li key={one.to}>
                    {tn("improvement-state", one.to)}: {one.why}
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Behind whole={whole} />
          <Timeline events={whole.events} />
        </>
      )}
    </RecordPage>
  );
}
