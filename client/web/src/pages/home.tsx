/** Where the day begins: what is mine and due, what waits in the queues. */
import { api, ask } from "../data/api";
import { may } from "../data/session";
import { useLoad } from "../data/load";
import { useChanges } from "../data/live";
import { Changes, Due, Empty, Page, Problem, Ref, Section, Table, Waiting } from "../ui/parts";
import { notices } from "../shell/frame";
import { number, t } from "../words";

export default function Home() {
  const loaded = useLoad(
    async (signal) => {
      const [queues, mine] = await Promise.all([
        ask(api.GET("/queues", { signal })),
        ask(api.GET("/cases", { signal, params: { query: { handler: "me", limit: 20 } } })),
      ]);
      notices.value = queues.mine.notices;
      return { queues, mine };
    },
    [],
  );
  const changes = useChanges(() => true, []);
  const show = () => (changes.forget(), loaded.reload());
  const found = loaded.value;
  return (
    <Page heading={t("home.heading")}>
      <Changes count={changes.count} onShow={show} />
      <Problem problem={loaded.problem} />
      <Waiting slow={loaded.slow} />
      {found && (
        <>
          <ul class="figures">
            {(
              [
                ["home.open", found.queues.mine.open, "/app/cases?handler=me"],
                ["home.overdue", found.queues.mine.overdue, "/app/cases?handler=me&due=overdue"],
                ["home.soon", found.queues.mine.due_soon, "/app/cases?handler=me&due=soon"],
                ["home.tasks", found.queues.mine.tasks, "/app/tasks"],
                ["home.complaints", found.queues.mine.complaints.open, "/app/complaints?answerer=me"],
                ["home.notices", found.queues.mine.notices, "/app/notices"],
              ] as const
            ).map(([word, count, path]) => (
              <li key={word}>
                <a href={path}>
                  <strong>{number(count)}</strong> {t(word)}
                </a>
              </li>
            ))}
          </ul>
          {may("front-desk", "case-manager", "team-lead") && (
            <p>
              <a class="btn btn-primary" href="/app/log">
                {t("home.log")}
              </a>
            </p>
          )}
          <Section heading={t("home.next")}>
            {found.mine.items.length === 0 ? (
              <Empty action={<a href="/app/queues">{t("home.pick")}</a>}>{t("home.nothing")}</Empty>
            ) : (
              <Table
                caption={t("home.next")}
                rows={found.mine.items}
                rowKey={(one) => one.reference}
                columns={[
                  { heading: t("case.due"), cell: (one) => <Due at={one.due_at} paused={one.paused} /> },
                  { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} /> },
                  { heading: t("case.service"), cell: (one) => one.service_name },
                  { heading: t("case.subject"), cell: (one) => one.subject },
                ]}
              />
            )}
          </Section>
          <Section heading={t("home.queues")}>
            <Table
              caption={t("home.queues")}
              rows={found.queues.items}
              rowKey={(one) => `${one.agency}/${one.code}`}
              columns={[
                { heading: t("queue.name"), cell: (one) => <a href={`/app/cases?agency=${one.agency}&queue=${one.code}`}>{one.name}</a> },
                { heading: t("queue.open"), cell: (one) => number(one.open), number: true },
                { heading: t("queue.unassigned"), cell: (one) => number(one.unassigned), number: true },
                { heading: t("queue.overdue"), cell: (one) => number(one.overdue), number: true },
                { heading: t("queue.soon"), cell: (one) => number(one.due_soon), number: true },
              ]}
            />
          </Section>
        </>
      )}
    </Page>
  );
}
