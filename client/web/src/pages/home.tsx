/** Where the day begins: for each role what is to be done next. */
import { type Day, loadDay, ROWS_OF_DAY } from "../data/day";
import { useChanges } from "../data/live";
import { useLoad } from "../data/load";
import { COUNTER, OVERSEES, WORKS } from "../data/roles";
import { may } from "../data/session";
import { Ask } from "../ui/ask";
import { Changes, Empty, Page, Problem, Section, Waiting } from "../ui/parts";
import { number, t } from "../words";
import { CaseTable } from "./queue/case-table";
import { isStuck } from "./queue/list";
import { QueueTable } from "./queue/queue-table";
import { FirstRun, Lead, Newest, Oversight } from "./queue/start";
import { TaskTable } from "./queue/task-table";

/** What is one's own, as far as there is any. */
function Figures({ mine }: { mine: Day["queues"]["mine"] }) {
  const figures = [
    ["home.open", mine.open, "/app/cases?handler=me", may(...WORKS)],
    ["home.overdue", mine.overdue, "/app/cases?handler=me&due=overdue"],
    ["home.soon", mine.due_soon, "/app/cases?handler=me&due=soon"],
    ["home.tasks", mine.tasks, "/app/tasks", may("professional")],
    ["home.complaints", mine.complaints.open, "/app/complaints?answerer=me"],
    ["home.notices", mine.notices, "/app/notices"],
  ] as const;
  return (
    <ul class="figures">
      {figures
        .filter(([, count, , always]) => count > 0 || always)
        .map(([word, count, path]) => (
          <li key={word}>
            <a href={path}>
              <strong>{number(count)}</strong> {t(word, { count })}
            </a>
          </li>
        ))}
    </ul>
  );
}

function Start({ day: { queues, mine, waiting, tasks, overdue, isNew } }: { day: Day }) {
  const now = Date.now();
  const stuck = overdue?.filter((one) => isStuck(one, now)).slice(0, ROWS_OF_DAY);
  // To pick from; who leads sees all of them.
  const shown = may(...WORKS) ? queues.items.filter((one) => (may("team-lead") ? one.open + one.tasks + one.complaints.open > 0 : one.unassigned > 0)) : [];
  return (
    <>
      {isNew && <FirstRun />}
      {may(...COUNTER) && (
        <div class="filters">
          <Ask />
          <a class="btn btn-primary" href="/app/log">
            {t("home.log")}
          </a>
        </div>
      )}
      <Figures mine={queues.mine} />
      {tasks && (
        <Section heading={t("place.tasks")} actions={<a href="/app/tasks">{t("home.all-tasks")}</a>}>
          {tasks.length ? <TaskTable caption={t("place.tasks")} tasks={tasks} /> : <Empty>{t("tasks.none")}</Empty>}
        </Section>
      )}
      {mine && (
        <Section heading={t("home.next")}>{mine.length ? <CaseTable caption={t("home.next")} cases={mine} /> : <Empty action={<a href="/app/queues">{t("home.pick")}</a>}>{t("home.nothing")}</Empty>}</Section>
      )}
      {waiting && (
        <Section heading={t("home.waiting")}>{waiting.length ? <CaseTable caption={t("home.waiting")} cases={waiting} handler /> : <Empty>{t("home.nobody-waits")}</Empty>}</Section>
      )}
      {stuck && stuck.length > 0 && (
        <Section heading={t("held.stuck")} actions={<a href="/app/queues">{t("held.heading")}</a>}>
          <CaseTable caption={t("held.stuck")} cases={stuck} handler />
        </Section>
      )}
      {may("team-lead") && <Lead />}
      {shown.length > 0 && (
        <Section heading={t(may("team-lead") ? "place.queues" : "home.to-pick")} actions={<a href="/app/queues">{t("home.pick")}</a>}>
          <QueueTable queues={shown} caption={t("place.queues")} />
        </Section>
      )}
      {may("manager") && <Newest />}
      {may(...OVERSEES) && <Oversight />}
    </>
  );
}

export default function Home() {
  const loaded = useLoad(loadDay, []);
  const changes = useChanges(() => true, []);
  return (
    <Page heading={t("home.heading")}>
      <Changes count={changes.count} onShow={() => (changes.forget(), loaded.reload())} />
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {loaded.value && <Start day={loaded.value} />}
    </Page>
  );
}
