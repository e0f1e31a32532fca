/** Figures as they are asked for and told. Pure. */
import type { Schemas } from "../../data/api";

export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
export type Every = (typeof PERIODS)[number];
export const SLICES = ["office", "service", "channel", "segment", "queue"] as const;

const DAY_MS = 86_400_000;
const utc = (day: string) => new Date(`${day}T00:00:00Z`);
const iso = (date: Date) => date.toISOString().slice(0, 10);

/** The day so many days after it. */
export function daysAfter(day: string, days: number): string {
  return iso(new Date(utc(day).getTime() + days * DAY_MS));
}

/** The first day of the period that a day is in. */
export function firstOf(every: Every, day: string): string {
  const date = utc(day);
  if (every === "week") return daysAfter(day, -((date.getUTCDay() + 6) % 7));
  const month = every === "year" ? 0 : every === "quarter" ? date.getUTCMonth() - (date.getUTCMonth() % 3) : date.getUTCMonth();
  return every === "day" ? day : iso(new Date(Date.UTC(date.getUTCFullYear(), month, 1)));
}

/** The first day of the period so many periods before that of a day. */
export function back(every: Every, day: string, count: number): string {
  let first = firstOf(every, day);
  for (let i = 0; i < count; i++) first = firstOf(every, daysAfter(first, -1));
  return first;
}

/** As the contract writes a period: 2011-08-14, 2011-W33, 2011-08, 2011-Q3, 2011. */
export function periodOf(every: Every, day: string): string {
  const year = day.slice(0, 4);
  if (every === "week") {
    const thursday = daysAfter(firstOf("week", day), 3);
    const week = Math.ceil(((utc(thursday).getTime() - utc(`${thursday.slice(0, 4)}-01-01`).getTime()) / DAY_MS + 1) / 7);
    return `${thursday.slice(0, 4)}-W${String(week).padStart(2, "0")}`;
  }
  if (every === "quarter") return `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
  return every === "year" ? year : every === "month" ? day.slice(0, 7) : day;
}

/** The last period that is over. */
export function lastPeriod(every: Every, now: string): string {
  return periodOf(every, daysAfter(firstOf(every, now), -1));
}

/** How many of each period are shown when nothing else is asked for. */
const SHOWN: Record<Every, number> = { day: 30, week: 12, month: 12, quarter: 8, year: 5 };

type Query = Record<string, string | undefined>;
type Watched = Pick<Schemas["SignalFields"], "agency" | "every" | "periods" | "figure" | "target" | "rebase" | "trend" | "run" | (typeof SLICES)[number]>;

/** What the address says, without what it does not. every: "all" for all days together. */
export function figuresQuery(query: Query, agency: string | undefined, now: string): Query {
  const every = (query.every ?? "month") as Every | "all";
  const to = query.to || undefined;
  const from = query.from || (every === "all" ? undefined : back(every, to ?? now, SHOWN[every] - 1));
  const by = [...new Set([query.by, query.and].filter(Boolean))].join(",");
  return only({ agency, from, to, every: every === "all" ? undefined : every, by, ...slice(query) });
}

/** What a watched chart was asked for on a day: its last periods that had ended. */
export function watchedQuery(chart: Watched, day: string): Record<string, string> {
  const { agency, every, periods, figure, target, rebase, trend, run } = chart;
  return only({ agency, from: back(every, day, periods), to: daysAfter(firstOf(every, day), -1), every, figure: figure ?? undefined, target: target?.toString(), rebase: rebase.join(), trend: `${trend}`, run: `${run}`, ...slice(chart as never) });
}

/** The filters alone. */
export function slice(query: Query): Query {
  return only(Object.fromEntries(SLICES.map((name) => [name, query[name]])));
}

/** Without what is empty. */
export function only(query: Query): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

export function address(path: string, query: Query): string {
  const text = new URLSearchParams(only(query)).toString();
  return text ? `${path}?${text}` : path;
}

interface Found {
  rule: string;
  side: string;
  from: string;
  to: string;
}

/** What a chart found, in as few words as it takes: the same in periods one after the other is told once. periods: of all its points. */
export function together<T extends Found>(signals: readonly T[], periods: readonly string[]): T[] {
  const at = (period: string) => periods.indexOf(period);
  const told: T[] = [];
  for (const one of signals) {
    const last = told.findLastIndex((other) => other.rule === one.rule && other.side === one.side);
    const before = told[last];
    if (before && at(one.from) <= at(before.to) + 1) told[last] = { ...before, to: at(one.to) > at(before.to) ? one.to : before.to };
    else told.push(one);
  }
  return told;
}

export interface Scale {
  /** A unit of the catalogue of words. */
  unit: string;
  divisor: number;
}

/** One unit for all of these values, so that they can be compared: seconds become minutes, hours or days. */
export function scaleOf(unit: string, values: (number | null | undefined)[]): Scale {
  if (unit !== "seconds") return { unit, divisor: 1 };
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  if (most < 120) return { unit, divisor: 1 };
  if (most < 7_200) return { unit: "minutes", divisor: 60 };
  return most < 172_800 ? { unit: "hours", divisor: 3_600 } : { unit: "days", divisor: 86_400 };
}

/** Those that differ from the one before, and the last: what is between says nothing new. items: oldest first. */
export function turns<T>(items: T[], what: (item: T) => unknown): T[] {
  return items.filter((item, i) => i === 0 || i === items.length - 1 || JSON.stringify(what(item)) !== JSON.stringify(what(items[i - 1] as T)));
}

/** The measure that an indicator of a framework is counted like, when the catalogue has it. */
export function measureOf(indicator: string, catalogue: readonly string[]): string | undefined {
  const name = indicator.replaceAll("_", "-");
  const names: Record<string, string> = { opened: "cases-opened", closed: "cases-closed", complaints: "complaints-received", ideas: "improvements-proposed" };
  return [name, name.replace(/-share$/, ""), names[name]].find((one) => one !== undefined && catalogue.includes(one));
}
