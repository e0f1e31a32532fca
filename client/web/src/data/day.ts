/** What is to be done next by who works here: what the first page shows, and the number of their notices. */
import { signal } from "@preact/signals";
import { api, ask, problemOf } from "./api";
import { WORKS } from "./roles";
import { may, session } from "./session";

/** Rows of each list of the day; the whole of it is one step away. */
export const ROWS_OF_DAY = 10;

/** Notices that were not seen. */
export const notices = signal(0);

async function askForDay(stop?: AbortSignal) {
  const cases = (query: object) => ask(api.GET("/cases", { signal: stop, params: { query: { limit: ROWS_OF_DAY, ...query } } }));
  const works = may(...WORKS);
  const desk = session.value?.grants.find((grant) => grant.role === "front-desk");
  const [queues, mine, waiting, tasks, overdue, any] = await Promise.all([
    ask(api.GET("/queues", { signal: stop })),
    works ? cases({ handler: "me" }) : undefined,
    // Who waits longest, for who is asked for it at the counter.
    !works && may("front-desk") ? cases({ agency: desk?.agency, office: desk?.office ?? undefined, due: "overdue" }) : undefined,
    may("professional") ? ask(api.GET("/tasks", { signal: stop, params: { query: { limit: ROWS_OF_DAY } } })) : undefined,
    may("team-lead") ? cases({ due: "overdue", limit: 100 }) : undefined,
    may("administrator") ? cases({ status: "all", limit: 1 }) : undefined,
  ]);
  notices.value = queues.mine.notices;
  return { queues, mine: mine?.items, waiting: waiting?.items, tasks: tasks?.items, overdue: overdue?.items, isNew: any?.items.length === 0 };
}

export type Day = Awaited<ReturnType<typeof askForDay>>;

let ahead: Promise<Day> | undefined;

/** Who opens the client waits for their day: it is asked for as soon as it is known who that is, before anything can be drawn. */
export function beginDay(): void {
  ahead = askForDay();
  ahead.catch(() => undefined); // told by who shows it
}

export function loadDay(stop: AbortSignal): Promise<Day> {
  const begun = ahead;
  ahead = undefined;
  return begun ?? askForDay(stop);
}

export async function countNotices(): Promise<void> {
  try {
    notices.value = (await ask(api.GET("/queues"))).mine.notices;
  } catch (fault) {
    problemOf(fault); // the number stays as it was
  }
}
