/** The register of improvements: problems raised, ideas, and what becomes of them. */
import { api, ask } from "../../data/api";
import { nameOf } from "../../data/desk";
import { words } from "../../data/options";
import { TAKES_COMPLAINTS } from "../../data/roles";
import { Due, Ref, Tag } from "../../ui/parts";
import { t, tn } from "../../words";
import { officeFilter, ownerFilter, serviceFilter } from "./feedback-list";
import { RegisterPage } from "./register";

const STATES = ["idea", "accepted", "planned", "costed", "doing", "done", "refused"] as const;

export default function Improvements() {
  return (
    <RegisterPage
      heading={t("improvement.list")}
      list={(query, signal) => ask(api.GET("/improvements", { signal, params: { query } }))}
      rowKey={(one) => one.reference}
      empty={t("improvement.none")}
      add={{ path: "/app/improvements/new", word: t("improvement.new"), roles: TAKES_COMPLAINTS }}
      filters={[
        ...ownerFilter(),
        { name: "state", label: t("complaint.status"), options: words("improvement-state", STATES) },
        { name: "due", label: t("case.due"), options: words("improvement-due", ["overdue", "soon", "any"]) },
        { name: "published", label: t("improvement.line"), options: words("improvement-shown", ["true", "false"]) },
        serviceFilter(),
        officeFilter(),
      ]}
      columns={[
        { heading: t("case.reference"), cell: (one) => <Ref about="improvement" reference={one.reference} /> },
        { heading: t("improvement.title"), cell: (one) => <span dir="auto">{one.title}</span> },
        { heading: t("complaint.status"), cell: (one) => <Tag>{tn("improvement-state", one.state)}</Tag> },
        { heading: t("case.due"), cell: (one) => (one.state === "done" || one.state === "refused" ? null : one.due_at && <Due at={one.due_at} />) },
        { heading: t("voice.owner"), cell: (one) => one.owner?.name },
        { heading: t("voice.office"), cell: (one) => (one.office ? nameOf("offices", one.office, one.agency) : t("improvement.whole-agency")) },
        { heading: t("improvement.line"), cell: (one) => one.published && t("improvement-shown.true") },
      ]}
    />
  );
}
