/** Tasks with what to do with each: take it, or answer it. */
import type { Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import { session } from "../../data/session";
import { Button, Due, Ref, Table, When, Written } from "../../ui/parts";
import { number, t } from "../../words";

export type Task = Schemas["TaskPage"]["items"][number];

export function TaskTable({ tasks, caption, onTake, onAnswer }: { tasks: Task[]; caption: string; onTake?: (task: Task) => void; onAnswer?: (task: Task) => void }) {
  const me = session.value?.staff.user_name;
  const action = (task: Task) => {
    if (task.assignee && task.assignee.user_name !== me) return task.assignee.name;
    const [word, act] = task.assignee ? (["tasks.answer-one", onAnswer] as const) : (["cases.take", onTake] as const);
    return act ? (
      <Button small onClick={() => act(task)} aria-label={`${t(word)}: ${task.reference}`}>
        {t(word)}
      </Button>
    ) : (
      ""
    );
  };
  const some = tasks.some(action);
  return (
    <Table
      caption={caption}
      rows={tasks}
      rowKey={(task) => task.id}
      columns={[
        { heading: t("tasks.asked"), cell: (task) => <When at={task.opened_at} day /> },
        { heading: t("tasks.case-due"), cell: (task) => <Due at={task.due_at} /> },
        { heading: t("case.reference"), cell: (task) => <Ref reference={task.reference} /> },
        {
          heading: t("tasks.question"),
          cell: (task) => (
            <>
              <strong>{task.service_name}</strong> <span dir="auto">{task.subject}</span>
              <Written>{task.question}</Written>
            </>
          ),
        },
        { heading: t("tasks.by"), cell: (task) => task.opened_by?.name },
        { heading: t("queue.name"), cell: (task) => nameOf("queues", task.queue) },
        { heading: t("tasks.expected"), cell: (task) => task.expected_minutes > 0 && number(task.expected_minutes), number: true },
        ...(some ? [{ heading: t("tasks.what"), cell: action }] : []),
      ]}
    />
  );
}
