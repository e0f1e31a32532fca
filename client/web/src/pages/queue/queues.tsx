/** What waits in each queue; for who leads the work, who holds what and what is stuck. */
import { useQuery } from "../../data/address";
import { api, ask } from "../../data/api";
import { useChanges } from "../../data/live";
import { useLoad } from "../../data/load";
import { nameNow } from "../../data/options";
import { agenciesWith } from "../../data/session";
import { Changes, Empty, Help, Page, Problem, Section, Select, Table, Waiting } from "../../ui/parts";
import { number, t } from "../../words";
import { CaseTable } from "./case-table";
import { allOf, getCases, holdingsOf, isStuck, NOBODY } from "./list";
import { QueueTable, type Queue } from "./queue-table";

/** Cases that who-holds-what looks at, at most; they come by due time, so what is overdue is among them. */
const MOST = 2000;
const STUCK_SHOWN = 20;

export default function Queues() {
  const loaded = useLoad((signal) => ask(api.GET("/queues", { signal })), []);
  const changes = useChanges(() => true, []);
  const items = loaded.value?.items ?? [];
  const led = items.filter((one) => agenciesWith("team-lead").includes(one.agency) && one.open > 0);
  return (
    <Page heading={t("place.queues")}>
      <Changes count={changes.count} onShow={() => (changes.forget(), loaded.reload())} />
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} rows={10} />
      {loaded.value && (items.length ? <QueueTable queues={items} caption={t("place.queues")} /> : <Empty>{t("queues.none")}</Empty>)}
      {led.length > 0 && <Held queues={led} />}
    </Page>
  );
}

function Held({ queues }: { queues: Queue[] }) {
  const [query, setQuery] = useQuery();
  const id = (one: Queue) => `${one.agency}/${one.code}`;
  const most = queues.toSorted((a, b) => b.overdue - a.overdue || b.open - a.open)[0] as Queue;
  const queue = queues.find((one) => id(one) === query.held) ?? most;
  const filter = { agency: queue.agency, queue: queue.code };
  const loaded = useLoad(
    async (signal) => {
      const rows = await allOf(filter, "", getCases(signal), () => undefined, signal, MOST);
      return { rows, now: Date.now() };
    },
    [id(queue)],
  );
  const found = loaded.value;
  const stuck = found?.rows.filter((one) => isStuck(one, found.now)) ?? [];
  const list = `/app/cases?${new URLSearchParams(filter)}`;
  return (
    <>
      <Section heading={t("held.heading")}>
        <div class="filters">
          <Select label={t("queue.name")} value={id(queue)} onValue={(held) => setQuery({ held })} options={queues.map((one) => ({ value: id(one), label: one.name }))} />
        </div>
        <Problem problem={loaded.problem} again={loaded.reload} />
        <Waiting slow={loaded.slow} />
        {found && (
          <>
            {found.rows.length >= MOST && <p class="form-text">{t("held.most", { count: MOST })}</p>}
            <Table
              caption={t("held.heading")}
              rows={holdingsOf(found.rows, found.now)}
              rowKey={(one) => one.who?.user_name ?? ""}
              columns={[
                { heading: t("filter.handler"), cell: (one) => <a href={`${list}&handler=${one.who?.user_name ?? NOBODY}`}>{one.who ? nameNow(one.who) : t("filter.nobody")}</a> },
                { heading: t("queue.open"), cell: (one) => number(one.open), number: true },
                { heading: t("queue.overdue"), cell: (one) => number(one.overdue), number: true },
                { heading: t("queue.soon"), cell: (one) => number(one.soon), number: true },
                { heading: t("held.paused"), cell: (one) => number(one.paused), number: true },
                { heading: t("held.stuck"), cell: (one) => number(one.stuck), number: true },
              ]}
            />
          </>
        )}
      </Section>
      {found && (
        <Section heading={t("stuck.heading", { count: stuck.length })} actions={<a href={`${list}&due=overdue&select=1`}>{t("stuck.reassign")}</a>}>
          <Help summary={t("stuck.what")}>{t("stuck.help")}</Help>
          {stuck.length ? <CaseTable caption={t("held.stuck")} cases={stuck.slice(0, STUCK_SHOWN)} handler /> : <Empty>{t("stuck.none")}</Empty>}
        </Section>
      )}
    </>
  );
}
