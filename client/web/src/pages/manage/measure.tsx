/** One measure: its figures by period and by up to two things, and its control chart. */
import { api, ask, type Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { today } from "../../data/desk";
import { useLoad } from "../../data/load";
import { ALL_CHANNELS, options, words } from "../../data/options";
import { WATCHES } from "../../data/roles";
import { DayFilter, Filter, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Button, Page, Section, type Column } from "../../ui/parts";
import { number, period, share, t, tn } from "../../words";
import { MeasureChart } from "./chart";
import { address, figuresQuery, PERIODS, scaleOf, type Scale, slice } from "./figures";
import { keyName } from "./keys";
import { Cell, figure, unitWord } from "./parts";

type Row = Schemas["MeasureCell"];
type Figures = Schemas["MeasureFigures"];
function columnsOf({ measure, by, agency, every }: Figures, scale: Scale): Column<Row>[] {
  const one = (heading: string, cell: Column<Row>["cell"]): Column<Row> => ({ heading, cell, number: true });
  const keys = by.map((dimension, i) => ({ heading: tn("dimension", dimension), cell: (cell: Row) => (cell.key.length ? keyName(dimension, cell.key[i] ?? null, agency) : i === 0 && t("report.total")) }));
  const has = new Set<string>(measure.figures);
  const told = (value: number | null | undefined) => <Cell>{value === null || value === undefined ? null : figure(value, scale)}</Cell>;
  const time = (name: "median" | "p90" | "p95") => one(`${t(`report.${name}`)}, ${unitWord(scale)}`, (cell) => told(cell[name]));
  return [
    ...(every ? [{ heading: t("report.period"), cell: (cell: Row) => <span class="period">{period(cell.period)}</span> }] : []),
    ...keys,
    ...(has.has("share") && !has.has("median")
      ? [one(tn("unit", measure.unit), (cell) => told(cell.share)), one(t("report.value"), (cell) => number(cell.value)), one(t("report.n"), (cell) => number(cell.n))]
      : has.has("median")
        ? [one(t("report.n"), (cell) => number(cell.n)), time("median"), time("p90"), time("p95")]
        : [one(tn("unit", measure.unit), (cell) => number(cell.value))]),
    ...(has.has("judged")
      ? [one(t("report.in-time"), (cell) => <Cell>{cell.judged ? share(cell.share) : null}</Cell>), one(t("report.judged"), (cell) => number(cell.judged))]
      : []),
  ];
}

function Filters({ measure, agency }: { measure: Schemas["Measure"] | undefined; agency?: string }) {
  const [query] = useQuery();
  const asked = figuresQuery(query, agency, today());
  const dimensions = words("dimension", measure?.dimensions ?? []);
  const has = (name: string) => measure?.dimensions.some((one) => one === name);
  return (
    <>
      <DayFilter name="from" label={t("manage.from")} fallback={asked.from} />
      <DayFilter name="to" label={t("manage.to")} fallback={today()} />
      <Filter name="every" label={t("manage.every")} fallback="month" options={[...words("period", PERIODS), { value: "all", label: t("manage.all-days") }]} />
      {dimensions.length > 0 && <Filter name="by" label={t("manage.by")} options={dimensions} empty={t("manage.not-split")} />}
      {query.by && dimensions.length > 1 && <Filter name="and" label={t("manage.and")} options={dimensions.filter((one) => one.value !== query.by)} empty={t("manage.not-split")} />}
      {has("office") && <Filter name="office" label={tn("dimension", "office")} options={options("offices", agency)} />}
      {has("service") && <Filter name="service" label={tn("dimension", "service")} options={options("services", agency)} />}
      {has("channel") && <Filter name="channel" label={tn("dimension", "channel")} options={words("channel", ALL_CHANNELS)} />}
      {has("segment") && <Filter name="segment" label={tn("dimension", "segment")} options={options("segments", agency)} />}
      {has("queue") && <Filter name="queue" label={tn("dimension", "queue")} options={options("queues", agency)} />}
    </>
  );
}

export default function Measure({ name }: { name: string }) {
  const [query] = useQuery();
  const [agency, choice] = useAgency(WATCHES);
  const asked = figuresQuery(query, agency, today());
  const about = useLoad((signal) => ask(api.GET("/measures", { signal })), []).value?.items.find((one) => one.name === name);
  const loaded = useLoad((signal) => ask(api.GET("/measures/{name}", { signal, params: { path: { name }, query: asked as never } })), [name, asked]);
  const found = loaded.value as Figures | undefined;
  const rows = found && [...found.cells, ...(found.by.length ? found.totals : [])];
  const scale = scaleOf(found?.measure.unit ?? "", rows?.flatMap((cell) => [cell.p95, cell.p90, cell.median]) ?? []);
  return (
    <Page
      heading={tn("measure", name)}
      actions={
        <>
          <a class="btn btn-outline-secondary" download href={address(`/api/v1/measures/${name}`, { ...asked, format: "csv" })}>
            {t("manage.csv")}
          </a>
          <Button onClick={() => print()}>{t("manage.print")}</Button>
        </>
      }
    >
      <p class="no-print">
        <a href="/app/measures">{t("place.measures")}</a>
      </p>
      {about && (
        <p class="help">
          {about.aim && t("measure-page.about", { aim: tn("aim", about.aim) })} {about.percentile_error > 0 && t("measure-page.percentiles", { share: share(about.percentile_error) })}{" "}
          {t("measure-page.counted", { what: [about.numerator, about.denominator].filter(Boolean).join(" / ") })}
        </p>
      )}
      <div class="filters">
        {choice}
        <Filters measure={about} agency={agency} />
      </div>
      <Section heading={t("measure-page.figures")}>
        <List of={loaded} rows={rows} none={t(Object.keys(slice(query)).length > 0 ? "measure-page.none-such" : "measure-page.none")} caption={tn("measure", name)} rowKey={(cell) => rows?.indexOf(cell) ?? 0} columns={found ? columnsOf(found, scale) : []} />
      </Section>
      <MeasureChart name={name} agency={agency} times={about?.kind === "times"} judged={about?.figures.includes("judged") ?? false} />
    </Page>
  );
}
