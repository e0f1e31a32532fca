/** Control charts: the daemon's picture, what it says in words, and its figures. */
import type { ComponentChildren } from "preact";
import { api, ask } from "../../data/api";
import { useQuery } from "../../data/address";
import { useLoad } from "../../data/load";
import { words } from "../../data/options";
import { Filter } from "../../ui/filters";
import { Help, Problem, Section, Table, Waiting } from "../../ui/parts";
import { language, period, t, tn, type Word } from "../../words";
import { address, only, PERIODS, scaleOf, slice, together } from "./figures";
import { Cell, figure, unitWord } from "./parts";

const signalName = (rule: string, side: string) => tn("chart.signal", `${rule}.${side}`);

/** The chart of a measure, as the address says. */
export function MeasureChart({ name, agency, times, judged }: { name: string; agency?: string; times: boolean; judged: boolean }) {
  const [query] = useQuery();
  const asked = only({ agency, from: query.from, to: query.to, every: query.points ?? "week", figure: times ? query.figure : undefined, target: query.target, rebase: query.rebase, ...slice(query) });
  return (
    <ControlChart name={name} asked={asked}>
      <div class="filters">
        <Filter name="points" label={t("manage.every")} fallback="week" options={words("period", PERIODS)} />
        {times && <Filter name="figure" label={t("report.figure")} fallback="median" options={words("chart-figure", ["median", "p90", "p95", ...(judged ? ["in-time"] : [])])} />}
      </div>
    </ControlChart>
  );
}

/** asked: what of the measure, in the words of the contract. */
export function ControlChart({ name, asked, children }: { name: string; asked: Record<string, string>; children?: ComponentChildren }) {
  const loaded = useLoad((signal) => ask(api.GET("/measures/{name}/chart", { signal, params: { path: { name }, query: { ...asked, format: "json" } as never } })), [name, asked]);
  const found = loaded.value as Exclude<typeof loaded.value, string>;
  const signals = found ? together(found.signals, found.points.map((point) => point.period)) : [];
  const scale = scaleOf(found?.unit ?? "", found?.points.map((point) => point.value) ?? []);
  const unit = tn("unit", scale.unit);
  const told = (value: number | null) => (value === null ? t("manage.of-nothing") : `${figure(value, scale)}${scale.unit === "share" ? "" : ` ${unitWord(scale)}`}`);
  return (
    <Section
      heading={t("chart-part.heading")}
      actions={
        <a class="btn btn-outline-secondary btn-sm" download={`${name}.svg`} href={address(`/api/v1/measures/${name}/chart`, { ...asked, format: "svg", language: language.value })}>
          {t("chart-part.picture")}
        </a>
      }
    >
      {children}
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {found && (
        <>
          <img
            class="chart"
            src={address(`/api/v1/measures/${name}/chart`, { ...asked, format: "svg", language: language.value })}
            alt={t("chart-part.alt", { name: tn("measure", name), count: found.signals.length })}
          />
          <h3>{t("chart-part.signals")}</h3>
          {found.segments.every((one) => !one.judged) ? (
            <p>{t("chart.too-few")}</p>
          ) : found.signals.length === 0 ? (
            <p>{t("chart.no-signals")}</p>
          ) : (
            <ul>
              {[...new Set(signals.map((one) => signalName(one.rule, one.side)))].map((name) => (
                <li key={name}>
                  {name}:{" "}
                  {signals
                    .filter((one) => signalName(one.rule, one.side) === name)
                    .map((one) => period(one.from) + (one.to === one.from ? "" : ` – ${period(one.to)}`))
                    .join(", ")}
                </li>
              ))}
            </ul>
          )}
          {found.segments
            .filter((one) => one.judged)
            .map((one) => (
              <p key={one.from}>{t("chart.limits", { from: period(one.from), to: period(one.to), mean: told(one.mean), lower: told(one.lower), upper: told(one.upper) })}</p>
            ))}
          {found.assurance && <p>{t(`chart.assurance.${found.assurance}` as Word, { target: told(found.target) })}</p>}
          <Help summary={t("chart-part.data")}>
            <Table
              caption={t("chart-part.data")}
              rows={found.points}
              rowKey={(point) => point.period}
              columns={[
                { heading: t("report.period"), cell: (point) => period(point.period) },
                { heading: unit, cell: (point) => <Cell>{point.value === null ? null : figure(point.value, scale)}</Cell>, number: true },
                { heading: t("chart.signal"), cell: (point) => point.rule && point.side && signalName(point.rule, point.side) },
              ]}
            />
          </Help>
        </>
      )}
    </Section>
  );
}
