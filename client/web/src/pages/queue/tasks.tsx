/** Tasks of professionals: mine, and those of my queues that nobody has taken. */
import { useState } from "preact/hooks";
import { useQuery } from "../../data/address";
import { useAct } from "../../data/act";
import { api, ask, change } from "../../data/api";
import { nameOf } from "../../data/desk";
import { useDraft } from "../../data/draft";
import { useChanges } from "../../data/live";
import { usePages } from "../../data/pages";
import { session } from "../../data/session";
import { useKey } from "../../shell/keys";
import { Form } from "../../ui/form";
import { Area, Changes, Dialog, Empty, faultOf, More, Page, Problem, Section, Text, Waiting, Written } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t } from "../../words";
import { type Task, TaskTable } from "./task-table";
import { useTries } from "./tries";

function Answer({ task, onClose, onDone }: { task: Task; onClose: () => void; onDone: () => void }) {
  const draft = useDraft(`task:${task.id}`, { answer: "", minutes: "" });
  const { answer, minutes } = draft.value.value;
  const send = async () => {
    const body = { answer, ...(minutes.trim() ? { minutes: Number(minutes) } : {}) };
    await ask(api.POST("/tasks/{id}/answer", { params: { path: { id: task.id }, header: change(draft.key()) }, body }));
    draft.clear();
    say(t("tasks.answered", { reference: task.reference }));
    onDone();
  };
  return (
    <Dialog heading={t("tasks.answer-heading", { reference: task.reference })} onClose={onClose} wide>
      <Written>{task.question}</Written>
      <Form onSend={send} submit={t("tasks.send")} onCancel={onClose}>
        {(problem) => (
          <>
            <Area label={t("tasks.answer")} rows={8} value={answer} onValue={(value) => draft.set({ answer: value })} fault={faultOf(problem, "answer")} />
            <Text
              label={t("tasks.minutes")}
              hint={task.expected_minutes > 0 && t("tasks.minutes-hint", { count: task.expected_minutes })}
              inputMode="numeric"
              optional
              value={minutes}
              onValue={(value) => draft.set({ minutes: value.replace(/\D/g, "") })}
              fault={faultOf(problem, "minutes")}
            />
          </>
        )}
      </Form>
    </Dialog>
  );
}

export default function Tasks() {
  const [{ agency, queue }] = useQuery();
  const pages = usePages((cursor, signal) => ask(api.GET("/tasks", { signal, params: { query: { agency, queue, cursor, limit: 100 } } })), [agency, queue]);
  const [answering, answer] = useState<Task | undefined>();
  const [problem, act] = useAct();
  const key = useTries();
  const changes = useChanges((one) => /^(brought-in|task-)/.test(one.kind), []);
  const me = session.value?.staff.user_name;
  const items = pages.items ?? [];
  const mine = items.filter((task) => task.assignee?.user_name === me);
  const others = items.filter((task) => task.assignee?.user_name !== me);
  const take = (task: Task) =>
    act(async () => {
      await ask(api.POST("/tasks/{id}/claim", { params: { path: { id: task.id }, header: change(key(String(task.id))) }, body: {} }));
      say(t("tasks.taken", { reference: task.reference }));
      pages.reload();
    });
  useKey("a", t("tasks.answer-first"), mine[0] && (() => answer(mine[0])));
  return (
    <Page heading={t("place.tasks")}>
      {queue && (
        <p>
          {t("tasks.of-queue", { name: nameOf("queues", queue, agency) })} <a href="/app/tasks">{t("tasks.all")}</a>
        </p>
      )}
      <Changes count={changes.count} onShow={() => (changes.forget(), pages.reload())} />
      <Problem problem={problem ?? pages.problem} />
      <Waiting slow={pages.slow} />
      {pages.items && (
        <>
          <Section heading={t("tasks.mine")}>{mine.length ? <TaskTable caption={t("tasks.mine")} tasks={mine} onAnswer={answer} /> : <Empty>{t(others.length ? "tasks.none-mine" : "tasks.none")}</Empty>}</Section>
          {others.length > 0 && (
            <Section heading={t("tasks.others")}>
              <TaskTable caption={t("tasks.others")} tasks={others} onTake={(task) => void take(task)} />
            </Section>
          )}
        </>
      )}
      <More of={pages} />
      {answering && <Answer key={answering.id} task={answering} onClose={() => answer(undefined)} onDone={() => (answer(undefined), pages.reload())} />}
    </Page>
  );
}
