/** What is typed at the counter is sent, or waits: with it the customer, who is added first when they are new. */
import { api, ask, change, Failure, type Schemas } from "../../data/api";
import { wait } from "../../data/outbox";
import type { Waiting } from "../../data/store";

export interface Counter extends Pick<Waiting, "key" | "path" | "body" | "form" | "label"> {
  /** Of somebody new. */
  customer?: Schemas["CustomerFields"];
  /** What tells of the time when it is sent later. */
  late: object;
}

/** Its reference, if such has one; undefined: it waits. onCustomer: they are added, whatever comes of the rest. */
export async function sendOrWait(it: Counter, onCustomer: (made: Schemas["Customer"]) => void): Promise<{ reference?: string } | undefined> {
  let { body, form } = it;
  let customer = it.customer && { key: `c-${it.key}`, body: it.customer };
  try {
    if (customer) {
      const made = await ask(api.POST("/customers", { params: { header: change(customer.key) }, body: customer.body }));
      customer = undefined;
      body = { ...body, customer: made.id };
      form = form && { ...form, who: "known", customer: made.id };
      onCustomer(made);
    }
    return await ask(api.POST(it.path as "/cases", { params: { header: change(it.key) }, body: body as never }));
  } catch (fault) {
    if (!(fault instanceof Failure) || !fault.unreachable) throw fault;
    await wait({ key: it.key, path: it.path, body: { ...body, ...it.late }, customer, form, label: it.label });
    return undefined;
  }
}
