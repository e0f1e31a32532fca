/** Customers as a field finds them: by name, number, phone or e-mail. */
import type { Option } from "../ui/pick";
import { t } from "../words";
import { api, ask, type Schemas } from "./api";

export type Found = Schemas["CustomerFound"];

const masked = (one: Found) => [one.phone, one.email, ...one.identifiers].filter(Boolean).join(" · ");

export async function findCustomers(text: string, signal: AbortSignal): Promise<Option<Found>[]> {
  const found = await ask(api.GET("/customers", { signal, params: { query: { q: text, limit: 8 } } }));
  return found.items.map((one) => ({
    id: one.id,
    name: one.name ?? t("customer.nameless"),
    more: `${masked(one)} · ${t("customer.open-count", { count: one.open_cases })}`,
    value: one,
  }));
}
