/** One queue: demand, capacity, activity and backlog by day, and what it would be like with more people or more to do. */
import { api, ask } from "../../data/api";
import { useQuery } from "../../data/address";
import { today } from "../../data/desk";
import { useLoad } from "../../data/load";
import { options } from "../../data/options";
import { WATCHES } from "../../data/roles";
import { DayFilter, Filter, useAgency } from "../../ui/filters";
import { Button, Empty, Help, Page, Problem, Section, Table, Waiting, When } from "../../ui/parts";
import { date, number, t } from "../../words";
import { daysAfter, only } from "./figures";
import { Cell, Lines } from "./parts";
import { Simulation } from "./simulation";

const SHOWN_DAYS = 55;
const HOUR = 60;
const told = (value: number | null) => <Cell why={t("capacity.unknown")}>{value === null ? null : number(value)}</Cell>;
const hours = (minutes: number | null) => told(minutes === null ? null : minutes / HOUR);

export default function Capacity() {
  const [query] = useQuery();
  const [agency, choice] = useAgency(WATCHES);
  const queues = options("queues", agency);
  const code = query.queue ?? queues[0]?.value ?? "";
  const asked = only({ agency, to: query.to, from: query.from ?? daysAfter(query.to ?? today(), -SHOWN_DAYS) });
  const loaded = useLoad(async (signal) => (code ? ask(api.GET("/queues/{code}/capacity", { signal, params: { path: { code }, query: asked } })) : undefined), [code, asked]);
  const found = loaded.value;
  const days = found?.days ?? [];
  const line = (name: "demand" | "capacity" | "activity" | "backlog") => ({ name: t(`capacity.${name}`), values: days.map((day) => (day[name] === null ? null : day[name] / HOUR)) });
  return (
    <Page heading={t("place.capacity")} actions={<Button onClick={() => print()}>{t("manage.print")}</Button>}>
      <p>{t("capacity.about")}</p>
      <div class="filters">
        {choice}
        <Filter name="queue" label={t("queue.name")} fallback={queues[0]?.value ?? ""} options={queues} />
        <DayFilter name="from" label={t("manage.from")} fallback={asked.from} />
        <DayFilter name="to" label={t("manage.to")} fallback={today()} />
      </div>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {queues.length === 0 && <Empty>{t("capacity.none")}</Empty>}
      {found && (
        <Section heading={found.name}>
          <Lines title={`${found.name}: ${t("capacity.hours")}`} labels={days.map((day) => date(day.day))} lines={[line("demand"), line("capacity"), line("activity"), line("backlog")]} />
          <Help summary={t("capacity.words")}>
            <p>{t("capacity.meaning")}</p>
          </Help>
          <Help summary={t("capacity.data")}>
            <Table
              caption={`${found.name}: ${t("capacity.hours")}`}
              rows={[...days].reverse()}
              rowKey={(day) => day.day}
              columns={[
                {
                  heading: t("capacity.day"),
                  cell: (day) => (
                    <>
                      <When at={day.day} day /> {!day.over && t("capacity.not-over")}
                    </>
                  ),
                },
                { heading: t("capacity.demand"), cell: (day) => hours(day.demand), number: true },
                { heading: t("capacity.capacity"), cell: (day) => hours(day.capacity), number: true },
                { heading: t("capacity.activity"), cell: (day) => hours(day.activity), number: true },
                { heading: t("capacity.backlog"), cell: (day) => hours(day.backlog), number: true },
                { heading: t("capacity.cases"), cell: (day) => told(day.cases), number: true },
              ]}
            />
          </Help>
        </Section>
      )}
      {found && <Simulation key={`${found.agency}/${found.queue}`} queue={found.queue} agency={found.agency} />}
    </Page>
  );
}
