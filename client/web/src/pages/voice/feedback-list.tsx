/** Suggestions and compliments, newest first. */
import { api, ask } from "../../data/api";
import { nameOf } from "../../data/desk";
import { options, ownAgencies, words } from "../../data/options";
import { ANSWERS, TAKES } from "../../data/roles";
import { may } from "../../data/session";
import { Ref, Tag, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { RegisterPage } from "./register";

const BRIEF = 120;
export const brief = (text: string | null): string => (text && text.length > BRIEF ? `${text.slice(0, BRIEF)}…` : (text ?? ""));

const ofMine = (list: "offices" | "services") => ownAgencies().flatMap((one) => options(list, one.value));
export const officeFilter = () => ({ name: "office", label: t("voice.office"), options: ofMine("offices") });
export const serviceFilter = () => ({ name: "service", label: t("voice.service"), options: ofMine("services") });
export const ownerFilter = () => (may(...ANSWERS) ? [{ name: "owner", label: t("voice.owner"), options: [{ value: "me", label: t("filter.me") }] }] : []);

export default function FeedbackList() {
  return (
    <RegisterPage
      heading={t("feedback.list")}
      list={(query, signal) => ask(api.GET("/feedback", { signal, params: { query } }))}
      rowKey={(one) => one.reference}
      empty={t("feedback.none")}
      add={{ path: "/app/feedback/new", word: t("feedback.new"), roles: TAKES }}
      filters={[
        ...ownerFilter(),
        { name: "state", label: t("complaint.status"), options: words("feedback-state", ["open", "answered", "closed"]) },
        { name: "kind", label: t("feedback.kind"), options: words("feedback-kind", ["suggestion", "compliment"]) },
        serviceFilter(),
        officeFilter(),
      ]}
      columns={[
        { heading: t("complaint.received"), cell: (one) => <When at={one.received_at} day /> },
        { heading: t("case.reference"), cell: (one) => <Ref about="feedback" reference={one.reference} /> },
        { heading: t("feedback.kind"), cell: (one) => tn("feedback-kind", one.kind) },
        { heading: t("complaint.status"), cell: (one) => <Tag>{tn("feedback-state", one.state)}</Tag> },
        { heading: t("feedback.text"), cell: (one) => <span dir="auto">{brief(one.text)}</span> },
        { heading: t("voice.service"), cell: (one) => nameOf("services", one.service, one.agency) },
        { heading: t("voice.owner"), cell: (one) => one.owner?.name },
      ]}
    />
  );
}
