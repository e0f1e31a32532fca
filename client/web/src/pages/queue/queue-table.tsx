/** Queues with their counts, each count the way to what it counts. */
import type { Schemas } from "../../data/api";
import { Table } from "../../ui/parts";
import { number, t } from "../../words";

export type Queue = Schemas["Queues"]["items"][number];

export function QueueTable({ queues, caption }: { queues: Queue[]; caption: string }) {
  const of = (one: Queue) => new URLSearchParams({ agency: one.agency, queue: one.code }).toString();
  const count = (value: number, path: string) => (value ? <a href={path}>{number(value)}</a> : number(value));
  return (
    <Table
      caption={caption}
      rows={queues}
      rowKey={(one) => `${one.agency}/${one.code}`}
      columns={[
        { heading: t("queue.name"), cell: (one) => <a href={`/app/cases?${of(one)}`}>{one.name}</a> },
        { heading: t("queue.open"), cell: (one) => count(one.open, `/app/cases?${of(one)}`), number: true },
        { heading: t("queue.unassigned"), cell: (one) => count(one.unassigned, `/app/cases?${of(one)}&handler=nobody`), number: true },
        { heading: t("queue.overdue"), cell: (one) => count(one.overdue, `/app/cases?${of(one)}&due=overdue`), number: true },
        { heading: t("queue.soon"), cell: (one) => count(one.due_soon, `/app/cases?${of(one)}&due=soon`), number: true },
        { heading: t("queue.tasks"), cell: (one) => count(one.tasks, `/app/tasks?${of(one)}`), number: true },
        { heading: t("queue.complaints"), cell: (one) => count(one.complaints.open, `/app/complaints?${of(one)}`), number: true },
      ]}
    />
  );
}
