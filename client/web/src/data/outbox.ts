/** What could not be sent waits here, in a list that is shown, and is sent once when the daemon is reached again: each entry keeps
 * its idempotency key, so that a try whose answer was lost does no harm. */
import { signal } from "@preact/signals";
import { api, ask, change, Failure, reachable } from "./api";
import { session } from "./session";
import { store, type Waiting } from "./store";

export const waiting = signal<Waiting[]>([]);
/** Sent since the page was loaded: what became of it. */
export const sent = signal<{ key: string; label: string; reference?: string }[]>([]);

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

async function sendOne(entry: Waiting): Promise<void> {
  const db = await store();
  try {
    const done = (await ask(
      // Each of them takes a body of its own kind and answers with what it made.
      api.POST(entry.path as "/cases", { params: { header: change(entry.key) }, body: entry.body as never }),
    )) as { reference?: string };
    await db.delete("waiting", entry.key);
    sent.value = [...sent.value, { key: entry.key, label: entry.label, reference: done.reference }];
  } catch (fault) {
    if (!(fault instanceof Failure)) throw fault;
    const status = fault.problem.status;
    if (status === 0 || status === 401 || status === 403 || status === 429 || status >= 500) throw fault; // later
    await db.put("waiting", { ...entry, problem: fault.problem.detail });
  }
}

/** Sends what waits, oldest first, from one window only. */
export async function sendWaiting(): Promise<void> {
  if (!session.value) return;
  await navigator.locks.request("onestop-outbox", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await refreshWaiting();
    try {
      for (const entry of waiting.value) if (!entry.problem) await sendOne(entry);
    } catch (fault) {
      if (!(fault instanceof Failure)) throw fault;
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
