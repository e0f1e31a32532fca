/** The frameworks an agency is judged by. */
import { api, ask } from "../../data/api";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { WATCHES } from "../../data/roles";
import { useRowKeys } from "../../shell/keys";
import { useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Page, When } from "../../ui/parts";
import { language, t } from "../../words";
import { address, only } from "./figures";

export default function Maturity() {
  const [agency, choice] = useAgency(WATCHES);
  const loaded = useLoad((signal) => ask(api.GET("/maturity", { signal, params: { query: only({ agency }) } })), [agency]);
  const items = loaded.value?.items;
  useRowKeys();
  return (
    <Page
      heading={t("place.maturity")}
      actions={
        <a class="btn btn-outline-secondary" href="/app/maturity/try">
          {t("try.heading")}
        </a>
      }
    >
      <p>{t("maturity-page.about")}</p>
      {choice && <div class="filters">{choice}</div>}
      <List
        of={loaded}
        rows={items}
        none={t("maturity-page.none")}
        caption={t("place.maturity")}
        rowKey={(one) => `${one.agency}/${one.framework}`}
        columns={[
          { heading: t("maturity-page.framework"), cell: (one) => <a href={address(`/app/maturity/${one.framework}`, { agency: one.agency })}>{one.names[language.value] ?? one.names.en ?? one.framework}</a> },
          { heading: t("account.agency"), cell: (one) => nameOf("agencies", one.agency) },
          { heading: t("maturity-page.version"), cell: (one) => one.version, number: true },
          { heading: t("maturity-page.since"), cell: (one) => <When at={one.in_force_from} day /> },
          { heading: t("maturity-page.judged"), cell: (one) => (one.snapshot ? <When at={one.snapshot.day} day /> : t("maturity-page.not-judged")) },
        ]}
      />
    </Page>
  );
}
