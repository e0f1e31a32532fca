/** The desk definition: what was applied when and by whom, and a new one. */
import { api, ask } from "../../data/api";
import { usePages } from "../../data/pages";
import { OVERSEES } from "../../data/roles";
import { may } from "../../data/session";
import { useAgency } from "../../ui/filters";
import { Empty, More, Page, Problem, Section, Table, Waiting, When } from "../../ui/parts";
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
        <Problem problem={pages.problem} />
        <Waiting slow={pages.slow} />
        {pages.items?.length === 0 && <Empty>{t("definition.none")}</Empty>}
        {pages.items && pages.items.length > 0 && (
          <Table
            caption={t("definition.versions")}
            rows={pages.items}
            rowKey={(one) => one.number}
            columns={[
              { heading: t("definition.version"), cell: (one) => <a href={`/app/desk/${one.number}?agency=${agency}`}>{t("definition.number", { number: String(one.number) })}</a> },
              { heading: t("definition.applied"), cell: (one) => <When at={one.applied_at} /> },
              { heading: t("definition.by"), cell: (one) => one.applied_by?.name ?? t("definition.operator") },
            ]}
          />
        )}
        <More more={pages.more} onMore={pages.loadMore} />
      </Section>
    </Page>
  );
}
