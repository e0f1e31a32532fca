/** What could not be sent waits here, in a list that is shown, and is sent once when the daemon is reached again: each entry keeps
 * its idempotency key, so that a try whose answer was lost does no harm. */
import { signal } from "@preact/signals";
import { api, ask, change, csrf, Failure, problemOf, reachable } from "./api";
import { session, whoAmI } from "./session";
import { store, type Waiting } from "./store";

export const waiting = signal<Waiting[]>([]);
/** Sent since the page was loaded: what became of it. */
export const sent = signal<{ key: string; path: Waiting["path"]; label: string; reference?: string }[]>([]);

const AGAIN_MS = 5_000;

export async function refreshWaiting(): Promise<void> {
  const user = session.value?.staff.user_name;
  const all = user ? await (await store()).getAllFromIndex("waiting", "user", user) : [];
  waiting.value = all.sort((a, b) => a.at.localeCompare(b.at));
}

export async function wait(entry: Omit<Waiting, "user" | "at">): Promise<void> {
  const user = session.value?.staff.user_name ?? "";
  await (await store()).put("waiting", { ...entry, user, at: new Date().toISOString() });
  await refreshWaiting();
}

export async function drop(key: string): Promise<void> {
  await (await store()).delete("waiting", key);
  await refreshWaiting();
}

/** What was refused is tried once more. */
export async function retry(entry: Waiting): Promise<void> {
  const { problem: _, ...again } = entry;
  await (await store()).put("waiting", again);
  await sendWaiting();
}

/** Whether another try may go well without anybody changing it. */
function passes(fault: Failure): boolean {
  const { status } = fault.problem;
  return status === 0 || status === 401 || status === 429 || status >= 500 || fault.is("forged") || fault.is("must-change-password");
}

async function sendOne(waits: Waiting): Promise<void> {
  const db = await store();
  let entry = waits;
  try {
    if (entry.customer) {
      const { customer, ...rest } = entry;
      const made = await ask(api.POST("/customers", { params: { header: change(customer.key) }, body: customer.body }));
      entry = { ...rest, body: { ...rest.body, customer: made.id }, form: rest.form && { ...rest.form, who: "known", customer: made.id } };
      await db.put("waiting", entry);
    }
    const done = (await ask(
      // Each of them takes a body of its own kind and answers with what it made.
      api.POST(entry.path as "/cases", { params: { header: change(entry.key) }, body: entry.body as never }),
    )) as { reference?: string };
    await db.delete("waiting", entry.key);
    sent.value = [...sent.value, { key: entry.key, path: entry.path, label: entry.label, reference: done.reference }];
  } catch (fault) {
    if (!(fault instanceof Failure) || passes(fault)) throw fault; // later
    await db.put("waiting", { ...entry, problem: fault.problem });
  }
}

/** Sends what waits, oldest first, from one window only. */
export async function sendWaiting(): Promise<void> {
  if (!session.value) return;
  await navigator.locks.request("onestop-outbox", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await refreshWaiting();
    try {
      if (!csrf.value) await whoAmI();
      for (const entry of waiting.value) if (!entry.problem) await sendOne(entry);
    } catch (fault) {
      problemOf(fault); // again later
    } finally {
      await refreshWaiting();
    }
  });
}

export function keepSending(): void {
  addEventListener("online", () => void sendWaiting());
  reachable.subscribe((there) => there && waiting.peek().length > 0 && void sendWaiting());
  setInterval(() => waiting.peek().some((entry) => !entry.problem) && void sendWaiting(), AGAIN_MS);
  session.subscribe((found) => void (found ? refreshWaiting().then(sendWaiting) : (waiting.value = [])));
}
