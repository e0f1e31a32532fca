/** Finds customers, by anything that they say of themselves. */
import { api, ask } from "../../data/api";
import { several } from "../../data/desk";
import { usePages } from "../../data/pages";
import { useRowKeys } from "../../shell/keys";
import { List } from "../../ui/list";
import { Page } from "../../ui/parts";
import { languageName, number, t } from "../../words";
import { agencyOf } from "./choices";
import { useSearch } from "./search";

/** At first: who looks for somebody types on, and does not wait for rows. */
const FOUND = 10;

export default function Customers() {
  const { q, field } = useSearch(t("customer.find"), true);
  useRowKeys();
  const found = usePages(
    async (cursor, signal) => (q.length < 2 ? { items: [], next: null } : ask(api.GET("/customers", { signal, params: { query: { q, limit: FOUND, ...(cursor && { cursor }) } } }))),
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
      {q.length < 2 && <p class="help">{t("customer.find-how")}</p>}
      <List
        of={found}
        rows={q.length < 2 ? undefined : found.items}
        none={t("customer.found-none", { text: q })}
        next={<a href={`/app/customers/new?name=${encodeURIComponent(q)}`}>{t("customer.add")}</a>}
        caption={t("place.customers")}
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
    </Page>
  );
}
