/** The catalogue, in the words that people use. */
import { api, ask } from "../../data/api";
import { several } from "../../data/desk";
import { useLoad } from "../../data/load";
import { options } from "../../data/options";
import { useRowKeys } from "../../shell/keys";
import { Filter } from "../../ui/filters";
import { List } from "../../ui/list";
import { Page } from "../../ui/parts";
import { language, t } from "../../words";
import { agencyOf, feeInWords } from "./choices";
import { useSearch } from "./search";

export default function Services() {
  const { query, q, field } = useSearch(t("service.find"));
  useRowKeys();
  const { agency } = query;
  const loaded = useLoad((signal) => ask(api.GET("/services", { signal, params: { query: { ...(q && { q }), ...(agency && { agency }) } } })), [q, agency]);
  return (
    <Page heading={t("place.services")}>
      <div class="filters">
        {field}
        {several() && <Filter name="agency" label={t("account.agency")} options={options("agencies")} />}
      </div>
      <List
        of={loaded}
        rows={loaded.value?.items}
        none={t("service.found-none")}
        next={<a href="/app/services">{t("service.show-all")}</a>}
        caption={t("place.services")}
        rowKey={(one) => `${one.agency}/${one.code}`}
        columns={[
          { heading: t("case.service"), cell: (one) => <a href={`/app/services/${one.code}?agency=${one.agency}`}>{one.name}</a> },
          ...(several() ? [{ heading: t("account.agency"), cell: (one: { agency: string }) => agencyOf(one.agency) }] : []),
          { heading: t("service.description"), cell: (one) => one.description },
          { heading: t("service.fee"), cell: (one) => feeInWords(one.fee, language.value) },
        ]}
      />
    </Page>
  );
}
