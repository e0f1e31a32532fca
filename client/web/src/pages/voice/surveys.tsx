/** Invitations to surveys and what was answered, newest first. */
import { useState } from "preact/hooks";
import { api, ask } from "../../data/api";
import { nameOf } from "../../data/desk";
import { CHANNELS, words } from "../../data/options";
import { ENTERS } from "../../data/roles";
import { Ref, Tag, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { officeFilter, serviceFilter } from "./feedback-list";
import { RegisterPage } from "./register";

export const KINDS = ["customer", "staff", "mystery-visit"] as const;

export default function Surveys() {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  return (
    <RegisterPage
      heading={t("survey.list")}
      list={async (query, signal) => {
        const page = await ask(api.GET("/surveys", { signal, params: { query } }));
        setNames((was) => new Map([...was, ...page.items.map((one) => [one.survey, one.name] as const)]));
        return page;
      }}
      rowKey={(one) => one.reference}
      empty={t("survey.none")}
      add={{ path: "/app/surveys/new", word: t("survey.enter"), roles: ENTERS }}
      others={[...names].map(([code, name]) => (
        <a key={code} href={`/app/surveys/results/${code}`}>
          {t("survey.results", { name })}
        </a>
      ))}
      filters={[
        { name: "state", label: t("complaint.status"), options: words("survey-state", ["invited", "answered"]) },
        { name: "kind", label: t("feedback.kind"), options: words("survey-kind", KINDS) },
        { name: "survey", label: t("survey.survey"), options: [...names].map(([value, label]) => ({ value, label })) },
        { name: "delivery", label: t("survey.delivery"), options: words("channel", CHANNELS) },
        serviceFilter(),
        officeFilter(),
      ]}
      columns={[
        { heading: t("case.reference"), cell: (one) => <Ref about="survey" reference={one.reference} /> },
        { heading: t("survey.survey"), cell: (one) => one.name },
        { heading: t("complaint.status"), cell: (one) => <Tag>{tn("survey-state", one.state)}</Tag> },
        { heading: t("survey.delivery"), cell: (one) => tn("channel", one.delivery) },
        { heading: t("survey.sent-at"), cell: (one) => (one.state === "invited" && !one.sent_at ? t("survey.to-send") : <When at={one.sent_at} day />) },
        { heading: t("survey.expires"), cell: (one) => (one.state === "invited" ? <When at={one.expires_at} day /> : null) },
        { heading: t("feedback.answered-at"), cell: (one) => <When at={one.answered_at} day /> },
        { heading: t("voice.service"), cell: (one) => nameOf("services", one.service, one.agency) },
        { heading: t("voice.office"), cell: (one) => nameOf("offices", one.office, one.agency) },
      ]}
    />
  );
}
