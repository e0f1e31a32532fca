/** Complaints that one may see, by when their answer is due. */
import { useQuery } from "../../data/address";
import { api, ask } from "../../data/api";
import { desk } from "../../data/desk";
import { named, words } from "../../data/options";
import { ANSWERS, TAKES_COMPLAINTS, WATCHES } from "../../data/roles";
import { agenciesWith, may, session } from "../../data/session";
import { Due, Ref, Tag } from "../../ui/parts";
import { t, tn } from "../../words";
import { ladderOf, stageName, subjectName, useLadders } from "./ladder";
import { RegisterPage } from "./register";

export default function Complaints() {
  const agencies = session.value?.agencies.map((one) => one.code) ?? [];
  const [query] = useQuery();
  const ladders = useLadders(agencies);
  const subjects = Object.values(ladders).flatMap((some) => some.flatMap((ladder) => ladder.subjects));
  const mine = desk.value?.queues.filter((one) => agencies.includes(one.agency));
  return (
    <RegisterPage
      heading={t("complaint.list")}
      live="complaint"
      list={(query, signal) => ask(api.GET("/complaints", { signal, params: { query } }))}
      rowKey={(one) => one.reference}
      due={query["status"] ? undefined : (one) => one.due_at}
      empty={t("complaint.none")}
      add={{ path: "/app/complaints/new", word: t("complaint.new"), roles: TAKES_COMPLAINTS }}
      others={may(...WATCHES) && <a href="/app/complaints/kpis">{t("complaint.kpis")}</a>}
      filters={[
        { name: "status", label: t("complaint.status"), empty: t("complaint.open"), options: words("complaint-show", ["closed", "all"]) },
        ...(agenciesWith(...ANSWERS).length > 0 ? [{ name: "answerer", label: t("complaint.answerer"), options: [{ value: "me", label: t("filter.me") }] }] : []),
        { name: "unassigned", label: t("complaint.taken"), options: [{ value: "true", label: t("complaint.unassigned") }] },
        { name: "due", label: t("case.due"), options: [{ value: "overdue", label: t("due.overdue") }] },
        { name: "subject", label: t("complaint.subject"), options: named(subjects) },
        { name: "queue", label: t("queue.name"), options: named(mine) },
      ]}
      columns={[
        { heading: t("case.due"), cell: (one) => (one.state === "open" ? <Due at={one.due_at} /> : tn("complaint-state", one.state)) },
        { heading: t("case.reference"), cell: (one) => <Ref about="complaint" reference={one.reference} /> },
        {
          heading: t("complaint.subject"),
          cell: (one) => (
            <>
              {subjectName(ladders, one.agency, one.subject)} {one.serious && <Tag strong>{t("complaint.serious")}</Tag>}
            </>
          ),
        },
        { heading: t("complaint.stage"), cell: (one) => stageName(ladderOf(ladders, one.agency, one.ladder), one.stage) },
        { heading: t("complaint.answerer"), cell: (one) => one.answerer?.name ?? (one.state === "open" && <Tag>{t("complaint.nobody")}</Tag>) },
        { heading: t("complaint.acknowledge-by"), cell: (one) => one.acknowledge_by && <Due at={one.acknowledge_by} /> },
      ]}
    />
  );
}
