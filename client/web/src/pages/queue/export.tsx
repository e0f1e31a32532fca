/** A list as a file: all its pages, in the order shown. */
import { useEffect, useState } from "preact/hooks";
import { useWork } from "../../data/act";
import { nameOf } from "../../data/desk";
import { save } from "../../data/file";
import { Button, Dialog, dueGroup, Problem } from "../../ui/parts";
import { t, tn, type Word } from "../../words";
import { allOf, type Case, csvOf, fileNameOf, type Filter, getCases } from "./list";

function columns(now: number): [string, (one: Case) => string | null | undefined][] {
  return [
    [t("case.reference"), (one) => one.reference],
    [t("filter.status"), (one) => t(one.status === "closed" ? "filter.closed" : "filter.open")],
    [t("export.urgency"), (one) => (one.paused ? t("due.paused", { why: tn("pause", one.paused) }) : one.closed_at ? "" : t(`due.${dueGroup(one.due_at, now)}` as Word))],
    [t("case.due"), (one) => one.due_at],
    [t("case.service"), (one) => one.service_name],
    [t("case.subject"), (one) => one.subject],
    [t("account.agency"), (one) => nameOf("agencies", one.handling_agency)],
    [t("queue.name"), (one) => nameOf("queues", one.queue, one.handling_agency)],
    [t("filter.office"), (one) => nameOf("offices", one.office, one.agency)],
    [t("filter.handler"), (one) => one.handler?.name],
    [t("export.received"), (one) => one.received_at],
    [t("export.closed"), (one) => one.closed_at],
    [t("export.minutes"), (one) => String(one.worked_minutes)],
  ];
}

export function ExportDialog({ filter, me, onClose }: { filter: Filter; me: string; onClose: () => void }) {
  const [count, setCount] = useState(0);
  const [name, setName] = useState("");
  const { problem, run } = useWork();
  useEffect(() => {
    void run(async (stop) => {
      const now = new Date();
      const rows = await allOf(filter, me, getCases(stop), setCount, stop);
      if (stop.aborted) return;
      const made = columns(now.getTime());
      const file = fileNameOf(filter, now.toLocaleDateString("sv"));
      save(file, csvOf(made.map(([heading]) => heading), rows.map((one) => made.map(([, cell]) => cell(one) ?? ""))), "text/csv");
      setName(file);
    });
  }, []);
  return (
    <Dialog heading={t("export.heading")} onClose={onClose}>
      <Problem problem={problem} />
      {!name && !problem && <progress aria-label={t("export.heading")} />}
      <p role="status">{name ? t("export.done", { count, name }) : t("export.running", { count })}</p>
      <Button onClick={onClose}>{name || problem ? t("dialog.close") : t("form.cancel")}</Button>
    </Dialog>
  );
}
