/** The figures of complaints that the codes ask for. */
import { useQuery } from "../../data/address";
import { api, ask, type Schemas } from "../../data/api";
import { useLoad } from "../../data/load";
import { DayFilter, Filters, useAgency } from "../../ui/filters";
import { Facts, Page, Problem, Section, Table, Waiting } from "../../ui/parts";
import { date, number, share, t } from "../../words";

type Kpis = Schemas["ComplaintKpis"];
type Stage = Kpis["stages"][number];
const SHARES = ["closed", "closed_in_time", "closed_without_extension", "acknowledged_in_time", "upheld", "partly_upheld", "not_upheld", "resolved_at_once", "extensions", "escalated_by_customer", "escalated_by_time"] as const;

/** "12 of 30 (40%)"; of nothing there is no share. */
const ofAll = (one: Schemas["Share"]): string =>
  one.percent === null ? t("kpi.of-nothing") : t("kpi.of", { numerator: number(one.numerator), denominator: number(one.denominator), share: share(one.percent / 100) });

const word = (name: (typeof SHARES)[number]) => t(`kpi.${name.replaceAll("_", "-")}` as "kpi.closed");

function StageTable({ stages }: { stages: Stage[] }) {
  const rows: { name: string; cell: (stage: Stage) => string }[] = [
    { name: t("kpi.begun"), cell: (stage) => number(stage.begun) },
    ...SHARES.map((one) => ({ name: word(one), cell: (stage: Stage) => ofAll(stage[one]) })),
    { name: t("kpi.mean"), cell: (stage) => number(stage.working_days.mean) },
    { name: t("kpi.median"), cell: (stage) => number(stage.working_days.median) },
  ];
  return (
    <Table
      caption={t("kpi.stages")}
      rows={rows}
      rowKey={(row) => row.name}
      columns={[{ heading: t("kpi.figure"), cell: (row) => row.name }, ...stages.map((stage) => ({ heading: t("kpi.stage", { stage: stage.stage }), cell: (row: (typeof rows)[number]) => row.cell(stage), number: true }))]}
    />
  );
}

export default function ComplaintKpis() {
  const [{ from, to }] = useQuery();
  const [agency, choice] = useAgency();
  const loaded = useLoad((signal) => ask(api.GET("/complaints/kpis", { signal, params: { query: { agency, from, to } } })), [agency, from, to]);
  const kpis = loaded.value;
  return (
    <Page heading={t("complaint.kpis")} actions={<a href="/app/complaints">{t("complaint.list")}</a>}>
      <Filters>
        {choice}
        <DayFilter name="from" label={t("kpi.from")} />
        <DayFilter name="to" label={t("kpi.to")} />
      </Filters>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {kpis && (
        <>
          <p>{from ? t("kpi.span", { from: date(kpis.from), to: date(kpis.to) }) : t("kpi.until", { to: date(kpis.to) })}</p>
          <Facts
            items={[
              [t("kpi.received"), number(kpis.received)],
              [t("kpi.per-population"), number(kpis.received_per_1000_population)],
              [t("kpi.per-cases"), number(kpis.received_per_1000_cases_closed)],
              [t("kpi.anonymous"), number(kpis.anonymous)],
              [t("kpi.not-opened"), number(kpis.not_opened)],
              [t("kpi.converted"), number(kpis.converted)],
              [t("kpi.withdrawn"), number(kpis.withdrawn)],
              [t("kpi.referred"), number(kpis.referred)],
              [t("kpi.lessons"), number(kpis.lessons)],
              [t("kpi.remedies"), ofAll(kpis.remedies)],
            ]}
          />
          <Section heading={t("kpi.stages")}>{kpis.stages.length > 0 ? <StageTable stages={kpis.stages} /> : <p>{t("kpi.no-stage")}</p>}</Section>
          {kpis.serious && (
            <Section heading={t("kpi.serious")}>
              <Facts
                items={[
                  [t("kpi.received"), number(kpis.serious.received)],
                  [t("kpi.open"), number(kpis.serious.open)],
                  [t("kpi.answered"), number(kpis.serious.answered)],
                  [t("kpi.referred"), number(kpis.serious.referred)],
                ]}
              />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}
