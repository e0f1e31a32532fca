/** The desk definition: what was applied when and by whom, and a new one. */
import { api, ask } from "../../data/api";
import { usePages } from "../../data/pages";
import { OVERSEES } from "../../data/roles";
import { may } from "../../data/session";
import { useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Page, Section, When } from "../../ui/parts";
import { t } from "../../words";
import { Apply } from "./desk-apply";

export default function DeskVersions() {
  const [agency, choice] = useAgency(OVERSEES);
  const pages = usePages((cursor, signal) => ask(api.GET("/desk/versions", { signal, params: { query: { agency, cursor } } })), [agency]);
  return (
    <Page heading={t("place.desk")}>
      <p>{t("definition.about")}</p>
      {may("administrator") && <Apply onApplied={pages.reload} />}
      <Section heading={t("definition.versions")} actions={choice}>
        <List
          of={pages}
          rows={pages.items}
          none={t("definition.none")}
          caption={t("definition.versions")}
          rowKey={(one) => one.number}
          columns={[
            { heading: t("definition.version"), cell: (one) => <a href={`/app/desk/${one.number}?agency=${agency}`}>{t("definition.number", { number: String(one.number) })}</a> },
            { heading: t("definition.applied"), cell: (one) => <When at={one.applied_at} /> },
            { heading: t("definition.by"), cell: (one) => one.applied_by?.name ?? t("definition.operator") },
          ]}
        />
      </Section>
    </Page>
  );
}
