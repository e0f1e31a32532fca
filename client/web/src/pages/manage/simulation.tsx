/** "What if": the weeks to come of a queue, simulated by the daemon while it tells how far it is. Leaving the page ends it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask, Failure, type Problem as Told, type Schemas, unreachable } from "../../data/api";
import { useDraft } from "../../data/draft";
import { Form } from "../../ui/form";
import { Button, Facts, faultOf, Section, Table, Text, When } from "../../ui/parts";
import { date, number, share, t } from "../../words";
import { Lines } from "./parts";
import { listen } from "./stream";

type Result = Schemas["SimulationResult"];
type Figures = Schemas["SimulationFigures"];
type Spread = Schemas["SimulationSpread"];
const FORM = { weeks: "12", staff: "0", demand: "1", seed: "" };
const hours = (minutes: number | null) => (minutes === null ? t("capacity.unknown") : number(minutes / 60));

/** Never one number alone: the middle, and between what most runs lie. */
function spread(of: Spread, told: (value: number) => string): string {
  return of ? `${told(of.median)} (${told(of.p10)} – ${told(of.p90)})` : t("manage.of-nothing");
}

function Weeks({ result }: { result: Result }) {
  const one = (name: string, cell: (week: Figures) => string) => ({ heading: name, cell, number: true });
  const line = (name: string, which: "p10" | "median" | "p90") => ({ name, values: result.weeks.map((week) => (week.backlog ? week.backlog[which] / 60 : null)) });
  return (
    <>
      <Facts
        items={[
          [t("simulation.chance"), share(result.all.demand_exceeds_capacity)],
          [t("capacity.backlog"), spread(result.all.backlog, hours)],
          [t("simulation.in-time"), spread(result.all.in_time, share)],
          [t("simulation.people"), number(result.people)],
          [t("simulation.begin"), t("simulation.hours-of", { hours: number(result.begin.backlog / 60), cases: result.begin.cases })],
          [t("simulation.runs"), number(result.runs)],
          [t("simulation.seed"), String(result.seed)],
          [t("simulation.drawn"), `${date(result.history.from)} – ${date(result.history.to)}`],
        ]}
      />
      <Lines
        title={t("simulation.backlog")}
        labels={result.weeks.map((week) => date(week.from))}
        lines={[line(t("simulation.middle"), "median"), line(t("simulation.low"), "p10"), line(t("simulation.high"), "p90")]}
      />
      <p class="form-text">{t("simulation.brackets")}</p>
      <Table
        caption={t("simulation.weeks")}
        rows={result.weeks}
        rowKey={(week) => week.from ?? ""}
        columns={[
          { heading: t("simulation.week"), cell: (week) => <When at={week.from} day /> },
          one(t("capacity.demand"), (week) => spread(week.demand, hours)),
          one(t("capacity.capacity"), (week) => hours(week.capacity)),
          one(t("capacity.backlog"), (week) => spread(week.backlog, hours)),
          one(t("simulation.in-time"), (week) => spread(week.in_time, share)),
          one(t("simulation.chance"), (week) => share(week.demand_exceeds_capacity)),
        ]}
      />
    </>
  );
}

function Backtest({ of }: { of: Result["backtest"] }) {
  if (!of) return <p>{t("simulation.no-backtest")}</p>;
  const { forecast, happened } = of;
  const rows: [string, string, string][] = [
    [t("simulation.arrivals"), spread(forecast.arrivals, number), number(happened.arrivals)],
    [t("capacity.demand"), spread(forecast.demand, hours), hours(happened.demand)],
    [t("capacity.capacity"), hours(forecast.capacity), hours(happened.capacity)],
    [t("capacity.backlog"), spread(forecast.backlog, hours), hours(happened.backlog)],
    [t("simulation.in-time"), spread(forecast.in_time, share), happened.in_time === null ? t("manage.of-nothing") : share(happened.in_time)],
  ];
  return (
    <>
      <p>{t("simulation.tested", { from: date(of.from), to: date(of.to) })}</p>
      <Table
        caption={t("simulation.backtest")}
        rows={rows}
        rowKey={([name]) => name}
        columns={[
          { heading: t("report.figure"), cell: ([name]) => name },
          { heading: t("simulation.forecast"), cell: ([, forecast]) => forecast, number: true },
          { heading: t("simulation.happened"), cell: ([, , happened]) => happened, number: true },
        ]}
      />
    </>
  );
}

export function Simulation({ queue, agency }: { queue: string; agency: string }) {
  const draft = useDraft(`simulation:${agency}/${queue}`, FORM);
  const stop = useRef<AbortController | undefined>(undefined);
  const [made, setMade] = useState<Schemas["SimulationProgress"] | undefined>();
  const [result, setResult] = useState<Result | undefined>();
  const [ended, setEnded] = useState(false);
  useEffect(() => () => stop.current?.abort(), []);
  const run = async () => {
    const { weeks, staff, demand, seed } = draft.value.value;
    const mine = new AbortController();
    stop.current = mine;
    setResult(undefined);
    setEnded(false);
    setMade({ made: 0, runs: 1 });
    try {
      const body = { queue, agency, weeks: Number(weeks), staff: Number(staff), demand: Number(demand), seed: seed === "" ? null : Number(seed) };
      const stream = await ask(api.POST("/simulations", { body, parseAs: "stream", signal: mine.signal }));
      await listen(stream as unknown as ReadableStream<Uint8Array>, ({ event, data }) => {
        if (event === "progress") setMade(JSON.parse(data) as Schemas["SimulationProgress"]);
        else if (event === "result") setResult(JSON.parse(data) as Result);
        else if (event === "problem") throw new Failure(JSON.parse(data) as Told);
      });
    } catch (fault) {
      if (mine.signal.aborted) setEnded(true);
      else throw fault instanceof Failure ? fault : unreachable();
    } finally {
      setMade(undefined);
    }
  };
  const field = (name: keyof typeof FORM, fault: Told | undefined, more: object) => (
    <Text type="number" label={t(`simulation.${name}`)} value={draft.value.value[name]} onValue={(value) => draft.set({ [name]: value })} fault={faultOf(fault, name)} {...more} />
  );
  return (
    <>
      <Section heading={t("simulation.heading")}>
        <p>{t("simulation.about")}</p>
        <div class="no-print">
          <Form submit={t("simulation.run")} onSend={run}>
            {(fault) => (
              <div class="filters">
                {field("weeks", fault, { min: 1, max: 104 })}
                {field("staff", fault, { min: -100, max: 100 })}
                {field("demand", fault, { min: 0, max: 10, step: 0.05 })}
                {field("seed", fault, { min: 0, optional: true })}
              </div>
            )}
          </Form>
        </div>
        {made && (
          <p>
            <progress value={made.made} max={made.runs} aria-label={t("simulation.progress")} /> {t("simulation.made", { made: made.made, runs: made.runs })}{" "}
            <Button small onClick={() => stop.current?.abort()}>
              {t("form.cancel")}
            </Button>
          </p>
        )}
        <p role="status" class="form-text">{ended ? t("simulation.ended") : result && t("simulation.done")}</p>
        {result && <Weeks result={result} />}
      </Section>
      {result && (
        <Section heading={t("simulation.backtest")}>
          <Backtest of={result.backtest} />
        </Section>
      )}
    </>
  );
}
