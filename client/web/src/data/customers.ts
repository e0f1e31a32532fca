/** Customers as a field finds them: by name, number, phone or e-mail; and their records at other agencies. */
import type { Option } from "../ui/pick";
import { t } from "../words";
import { api, ask, Failure, type Schemas } from "./api";
import { nameOf, several } from "./desk";

export type Found = Schemas["CustomerFound"];
type Whole = Pick<Schemas["CustomerWhole"], "id" | "agency" | "name" | "phone" | "email" | "language">;

const told = (one: Found) => [several() && nameOf("agencies", one.agency), one.phone, one.email, ...one.identifiers].filter(Boolean).join(" · ");

export async function findCustomers(text: string, signal: AbortSignal): Promise<Option<Found>[]> {
  const found = await ask(api.GET("/customers", { signal, params: { query: { q: text, limit: 8 } } }));
  return found.items.map((one) => ({
    id: one.id,
    name: one.name ?? t("customer.nameless"),
    more: `${told(one)} · ${t("customer.open-count", { count: one.open_cases })}`,
    value: one,
  }));
}

/** Who asks for something of another agency than the one that knows them: their number there, or what adds them there. */
export async function asCustomerOf(agency: string, { name, phone, email, language }: Whole): Promise<number | Schemas["CustomerFields"]> {
  const by = phone ?? email;
  const added = { agency, name: name ?? "", phone, email, language };
  if (!by) return added;
  try {
    const { items } = await ask(api.GET("/customers", { params: { query: { q: by, limit: 20 } } }));
    return items.find((one) => one.agency === agency && one.name === name)?.id ?? added;
  } catch (fault) {
    if (fault instanceof Failure && fault.unreachable) return added; // nobody can be asked: it goes on without
    throw fault;
  }
}
