/** What is promised, and what has come of it. */
import { useQuery } from "../../data/address";
import { api, ask, type Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import { words } from "../../data/options";
import { usePages } from "../../data/pages";
import { Filters, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { type Column, Page, Section, Table, When } from "../../ui/parts";
import { number, share, t, tn } from "../../words";

type Standard = Schemas["StandardBrief"];
type Judged = Schemas["JudgedOrNull"];
const KINDS = ["processing", "acknowledgement", "first-response", "counter-wait", "phone-answer", "punctuality", "conduct", "satisfaction", "right-first-time"] as const;
const SECONDS_IN_MINUTE = 60;

/** "7 working days": seconds where no unit is said, told as minutes when they are that many. */
function amount({ unit, amount: of }: Standard): string {
  if (of === null) return "";
  if (unit) return t(`span.${unit}`, { count: of });
  return of >= SECONDS_IN_MINUTE ? t("span.minutes", { count: of / SECONDS_IN_MINUTE }) : t("span.seconds", { count: of });
}

function Came({ of, target }: { of: Judged; target: number }) {
  if (!of) return <>{t("standard.not-counted")}</>;
  if (of.n === null) return <>{t("survey.withheld")}</>;
  if (of.share === null) return <>{t("kpi.of-nothing")}</>;
  return (
    <>
      {of.share < target ? (
        <strong class="due-overdue" title={t("standard.below")}>
          {share(of.share / 100)} <span class="visually-hidden">{t("standard.below")}</span>
        </strong>
      ) : (
        share(of.share / 100)
      )}{" "}
      <span class="form-text whole">{t("standard.of", { met: number(of.met), n: number(of.n) })}</span>
    </>
  );
}

const applies = (one: Standard): string =>
  [one.services.map((code) => nameOf("services", code, one.agency)), one.channels.map((code) => tn("channel", code)), one.segments.map((code) => nameOf("segments", code, one.agency))]
    .map((names) => names.join(", "))
    .filter(Boolean)
    .join("; ") || t("standard.all");

export default function Standards() {
  const [{ kind }] = useQuery();
  const [agency, choice] = useAgency(undefined, { all: true });
  const wanted = KINDS.find((one) => one === kind);
  const pages = usePages((cursor, signal) => ask(api.GET("/standards", { signal, params: { query: { agency, kind: wanted, ...(cursor && { cursor }) } } })), [agency, wanted]);
  const columns: Column<Standard>[] = [
    { heading: t("standard.name"), cell: (one) => (one.asks ? <a href={`/app/surveys/results/${one.asks.survey}?agency=${one.agency}`}>{one.name}</a> : one.name) },
    { heading: t("feedback.kind"), cell: (one) => tn("standard-kind", one.kind) },
    { heading: t("standard.promise"), cell: (one) => amount(one) },
    { heading: t("standard.target"), cell: (one) => share(one.target_percent / 100), number: true },
    { heading: t("standard.month"), cell: (one) => <Came of={one.month} target={one.target_percent} /> },
    { heading: t("standard.quarter"), cell: (one) => <Came of={one.quarter} target={one.target_percent} /> },
    { heading: t("standard.for"), cell: applies },
    { heading: t("standard.from"), cell: (one) => <When at={one.in_force_from} day /> },
    { heading: t("standard.published"), cell: (one) => tn("yes-no", one.published ? "yes" : "no") },
  ];
  return (
    <Page heading={t("standard.list")}>
      <Filters filters={[{ name: "kind", label: t("feedback.kind"), options: words("standard-kind", KINDS) }]}>{choice}</Filters>
      <List of={pages} rows={pages.items} none={t("standard.none")} caption={t("standard.list")} columns={columns} rowKey={(one) => one.code}>
        {(rows) =>
          [...new Set(rows.map((one) => one.agency))].map((of) => (
            <Section key={of} heading={nameOf("agencies", of)}>
              <Table caption={nameOf("agencies", of)} rows={rows.filter((one) => one.agency === of)} rowKey={(one) => one.code} columns={columns} />
            </Section>
          ))
        }
      </List>
    </Page>
  );
}
