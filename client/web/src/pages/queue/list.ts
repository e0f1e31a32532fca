/** What lists of cases are made of: what the address asks for, pages with one's own first, groups by due time, figures and the file. */
import { api, ask, type Schemas } from "../../data/api";
import type { paths } from "../../data/api.d";
import { dueGroup, type DueGroup } from "../../ui/parts";

export type Case = Schemas["Case"];
export type Question = NonNullable<paths["/cases"]["get"]["parameters"]["query"]>;
const NAMES = ["agency", "office", "queue", "service", "handler", "due", "status", "customer"] as const;
export type Filter = Partial<Record<(typeof NAMES)[number], string>>;
/** In the place of a user name in an address. */
export const NOBODY = "nobody";
export const ME = "me";

/** What an address asks for. Queue, handler and due are of open cases only. */
export function filterOf(query: Record<string, string | undefined>): Filter {
  const filter: Filter = {};
  for (const name of NAMES) if (query[name]) filter[name] = query[name];
  if (query.unassigned === "true") filter.handler = NOBODY;
  if (filter.due !== "overdue" && filter.due !== "soon") delete filter.due;
  if (filter.status !== "closed" && filter.status !== "all") delete filter.status;
  if (!/^[1-9]\d{0,17}$/.test(filter.customer ?? "")) delete filter.customer;
  if (isOpenOnly(filter)) return filter;
  const { queue: _, handler: __, due: ___, ...rest } = filter;
  return rest;
}

/** Open cases come by due time; others newest first. */
export function isOpenOnly(filter: Filter): boolean {
  return !filter.status && !filter.customer;
}

export function questionOf({ handler, customer, due, status, ...rest }: Filter): Question {
  return {
    ...rest,
    ...(handler === NOBODY ? { unassigned: "true" } : handler ? { handler } : {}),
    ...(due ? { due: due as "overdue" | "soon" } : {}),
    ...(status ? { status: status as "closed" | "all" } : {}),
    ...(customer ? { customer: Number(customer) } : {}),
  };
}

/** What one person works is listed across agencies and queues: what is not of those asked for is left out here. */
export function keeps({ handler, agency, queue }: Filter, one: Case): boolean {
  if (!handler || handler === NOBODY) return true;
  return (!queue || one.queue === queue) && (!agency || one.agency === agency || one.handling_agency === agency);
}

export interface CasePage {
  items: Case[];
  next: string | null;
}
export type Get = (question: Question) => Promise<CasePage>;

export const getCases =
  (signal?: AbortSignal): Get =>
  (query) =>
    ask(api.GET("/cases", { signal, params: { query } }));

/** With no handler asked for, one's own come first. */
export function isMineFirst(filter: Filter): boolean {
  return !filter.handler && isOpenOnly(filter);
}

/** A page of a list; me: empty when whose they are does not matter. The cursor says whose cases the page goes on with: "m" mine, "o" those of others, then the daemon's own. */
export async function pageOf(filter: Filter, me: string, cursor: string | undefined, limit: number, get: Get): Promise<CasePage> {
  const ask = async (asked: Filter, from?: string): Promise<CasePage> => {
    const page = await get({ ...questionOf(asked), limit, cursor: from || undefined });
    return { items: page.items.filter((one) => keeps(asked, one)), next: page.next };
  };
  if (!me || !isMineFirst(filter)) return ask(filter, cursor);
  const others = async (from?: string): Promise<CasePage> => {
    const page = await ask(filter, from);
    return { items: page.items.filter((one) => one.handler?.user_name !== me), next: page.next && `o${page.next}` };
  };
  if (cursor?.startsWith("o")) return others(cursor.slice(1));
  const mine = ask({ ...filter, handler: ME }, cursor?.slice(1));
  const [own, rest] = await Promise.all([mine, cursor ? undefined : others()]);
  if (own.next) return { items: own.items, next: `m${own.next}` };
  const after = rest ?? (await others());
  return { items: [...own.items, ...after.items], next: after.next };
}

/** All of a list, page by page; tell: how many there are so far. Ends early when stopped. */
export async function allOf(filter: Filter, me: string, get: Get, tell: (count: number) => void, stop: AbortSignal, most = Infinity): Promise<Case[]> {
  const all: Case[] = [];
  let cursor: string | undefined;
  do {
    const page: CasePage = await pageOf(filter, me, cursor, 200, get);
    all.push(...page.items);
    tell(all.length);
    cursor = page.next ?? undefined;
  } while (cursor && !stop.aborted && all.length < most);
  return all;
}

export type Whose = "mine" | "others" | "all";
export interface Group {
  whose: Whose;
  /** Not there: what is not listed by due time. */
  due?: DueGroup;
  rows: Case[];
}

/** Rows in their order, cut where whose or how urgent they are changes. */
export function groupsOf(rows: readonly Case[], filter: Filter, me: string, now: number): Group[] {
  const groups: Group[] = [];
  const split = isMineFirst(filter) && rows.some((one) => one.handler?.user_name === me);
  for (const one of rows) {
    const whose = !split ? "all" : one.handler?.user_name === me ? "mine" : "others";
    const due = isOpenOnly(filter) ? dueGroup(one.due_at, now) : undefined;
    const last = groups.at(-1);
    if (last && last.whose === whose && last.due === due) last.rows.push(one);
    else groups.push({ whose, due, rows: [one] });
  }
  return groups;
}

export type Reason = { word: "why.reopened" | "why.rung" | "why.tasks" | "why.untouched"; count: number };

/** Why a case is to be looked at, beside its due time. */
export function reasonsOf(one: Case): Reason[] {
  const reasons: Reason[] = [];
  // At 100 the due time says it.
  if (one.rung > 0 && one.rung < 100) reasons.push({ word: "why.rung", count: one.rung });
  if (one.reopenings > 0) reasons.push({ word: "why.reopened", count: one.reopenings });
  if (one.open_tasks > 0) reasons.push({ word: "why.tasks", count: one.open_tasks });
  else if (one.status === "open" && one.worked_minutes === 0) reasons.push({ word: "why.untouched", count: 0 });
  return reasons;
}

/** Overdue, and nobody has booked a minute on it or brought anybody in. */
export function isStuck(one: Case, now: number): boolean {
  return one.status === "open" && !one.paused && !!one.due_at && new Date(one.due_at).getTime() < now && one.worked_minutes === 0 && one.open_tasks === 0;
}

export interface Holding {
  who: Case["handler"];
  open: number;
  overdue: number;
  soon: number;
  paused: number;
  stuck: number;
}

/** Who holds what of open cases; who has most that is overdue first, nobody before all. */
export function holdingsOf(rows: readonly Case[], now: number): Holding[] {
  const found = new Map<string, Holding>();
  for (const one of rows) {
    const key = one.handler?.user_name ?? "";
    let sum = found.get(key);
    if (!sum) found.set(key, (sum = { who: one.handler, open: 0, overdue: 0, soon: 0, paused: 0, stuck: 0 }));
    const group = dueGroup(one.due_at, now);
    sum.open++;
    if (group === "critical" || group === "overdue") sum.overdue++;
    if (group === "soon") sum.soon++;
    if (one.paused) sum.paused++;
    if (isStuck(one, now)) sum.stuck++;
  }
  return [...found.values()].sort((a, b) => Number(!!a.who) - Number(!!b.who) || b.overdue - a.overdue || b.open - a.open);
}

/** A table as a file for a spreadsheet (RFC 4180). What a spreadsheet would take for a formula is made text. */
export function csvOf(headings: string[], rows: string[][]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${[headings, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** What is in a file, by its name: "cases_city_queue-permits_due-overdue_2026-11-22.csv". */
export function fileNameOf(filter: Filter, day: string): string {
  const parts = NAMES.flatMap((name) => (filter[name] ? [name === "agency" ? filter[name] : `${name}-${filter[name]}`] : []));
  return `${["cases", ...parts, day].join("_").replace(/[^\w.-]/g, "-")}.csv`;
}
