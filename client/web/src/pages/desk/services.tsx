/** The catalogue, in the words that people use. */
import { api, ask } from "../../data/api";
import { desk } from "../../data/desk";
import { useLoad } from "../../data/load";
import { useRowKeys } from "../../shell/keys";
import { Empty, Page, Problem, Select, Table, Waiting } from "../../ui/parts";
import { language, t } from "../../words";
import { agencyOf, feeInWords, several } from "./choices";
import { useSearch } from "./search";

export default function Services() {
  const { query, setQuery, q, field } = useSearch(t("service.find"));
  useRowKeys();
  const { agency } = query;
  const { value, problem, slow } = useLoad((signal) => ask(api.GET("/services", { signal, params: { query: { ...(q && { q }), ...(agency && { agency }) } } })), [q, agency]);
  return (
    <Page heading={t("place.services")}>
      <div class="filters">
        {field}
        {several() && (
          <Select
            label={t("account.agency")}
            empty={t("service.all")}
            value={agency ?? ""}
            onValue={(chosen) => setQuery({ agency: chosen })}
            options={(desk.value?.agencies ?? []).map((one) => ({ value: one.code, label: one.name }))}
          />
        )}
      </div>
      <Problem problem={problem} />
      <Waiting slow={slow} />
      {value?.items.length === 0 && <Empty action={<a href="/app/services">{t("service.show-all")}</a>}>{t("service.found-none")}</Empty>}
      {!!value?.items.length && (
        <>
          <Table
            caption={t("place.services")}
            rows={value.items}
            rowKey={(one) => `${one.agency}/${one.code}`}
            columns={[
              { heading: t("case.service"), cell: (one) => <a href={`/app/services/${one.code}?agency=${one.agency}`}>{one.name}</a> },
              ...(several() ? [{ heading: t("account.agency"), cell: (one: { agency: string }) => agencyOf(one.agency) }] : []),
              { heading: t("service.description"), cell: (one) => one.description },
              { heading: t("service.fee"), cell: (one) => feeInWords(one.fee, language.value) },
            ]}
          />
        </>
      )}
    </Page>
  );
}
