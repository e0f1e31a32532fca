/** Finds customers, by anything that they say of themselves. */
import { api, ask } from "../../data/api";
import { usePages } from "../../data/pages";
import { useRowKeys } from "../../shell/keys";
import { Empty, More, Page, Problem, Table, Waiting } from "../../ui/parts";
import { number, t } from "../../words";
import { languageName } from "./language";
import { agencyOf, several } from "./choices";
import { useSearch } from "./search";

export default function Customers() {
  const { q, field } = useSearch(t("customer.find"), true);
  useRowKeys();
  const found = usePages(
    async (cursor, signal) => (q.length < 2 ? { items: [], next: null } : ask(api.GET("/customers", { signal, params: { query: { q, ...(cursor && { cursor }) } } }))),
    [q],
  );
  return (
    <Page
      heading={t("place.customers")}
      actions={
        <a class="btn btn-outline-secondary" href="/app/customers/new">
          {t("customer.add")}
        </a>
      }
    >
      <div class="filters">{field}</div>
      <Problem problem={found.problem} />
      <Waiting slow={found.slow} />
      {q.length < 2 && <p class="help">{t("customer.find-how")}</p>}
      {q.length >= 2 && found.items?.length === 0 && !found.problem && (
        <Empty action={<a href={`/app/customers/new?name=${encodeURIComponent(q)}`}>{t("customer.add")}</a>}>{t("customer.found-none", { text: q })}</Empty>
      )}
      {!!found.items?.length && (
        <>
          <Table
            caption={t("place.customers")}
            rows={found.items}
            rowKey={(one) => one.id}
            columns={[
              { heading: t("customer.name"), cell: (one) => <a href={`/app/customers/${one.id}`}>{one.name ?? t("customer.nameless")}</a> },
              { heading: t("customer.phone"), cell: (one) => one.phone },
              { heading: t("customer.email"), cell: (one) => one.email },
              { heading: t("customer.identifiers"), cell: (one) => one.identifiers.join(", ") },
              { heading: t("customer.language"), cell: (one) => languageName(one.language) },
              ...(several() ? [{ heading: t("account.agency"), cell: (one: { agency: string }) => agencyOf(one.agency) }] : []),
              { heading: t("customer.open"), cell: (one) => number(one.open_cases), number: true },
            ]}
          />
          <More more={found.more} onMore={found.loadMore} />
        </>
      )}
    </Page>
  );
}
