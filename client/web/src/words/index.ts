/** All words of the client. Catalogues are flat lists of ICU messages, a file an area; values.json has the
 * words for values of the contract. A test compares them with each other and with the sources. */
import { computed, signal } from "@preact/signals";
import { IntlMessageFormat } from "intl-messageformat";
import bg from "virtual:words/bg";
import en from "virtual:words/en";

export type Word =
  | keyof typeof import("./en/admin.json")
  | keyof typeof import("./en/case.json")
  | keyof typeof import("./en/common.json")
  | keyof typeof import("./en/complaint.json")
  | keyof typeof import("./en/desk.json")
  | keyof typeof import("./en/manage.json")
  | keyof typeof import("./en/maturity.json")
  | keyof typeof import("./en/personal.json")
  | keyof typeof import("./en/queue.json")
  | keyof typeof import("./en/values.json")
  // What the daemon has for its charts and reports (vite.config.ts).
  | keyof typeof import("../../../../config/words/en.json");
type Values = Record<string, string | number | Date | boolean | null | undefined>;

/** Each in its own words, for who looks for theirs. */
export const languages = { en: "English", bg: "Български" } as const;
export type Language = keyof typeof languages;
const addresses: Record<Language, string> = { en, bg };

export const language = signal<Language>("en");
/** Messages that take values come parsed (vite.config.ts). */
type Message = Exclude<ConstructorParameters<typeof IntlMessageFormat>[0], string>;
const catalogue = signal<Record<string, string | Message>>({});
const made = new Map<string, IntlMessageFormat>();

const KEPT = "onestop.language";

export function isLanguage(code: string | null | undefined): code is Language {
  return code !== null && code !== undefined && code in languages;
}

/** What somebody chose here, else what the browser asks for, else English. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((one) => one.slice(0, 2)).find(isLanguage) ?? "en";
}

export async function speak(chosen: Language, keep = false): Promise<void> {
  const answer = await fetch(addresses[chosen]);
  const words = (await answer.json()) as Record<string, string | Message>;
  made.clear();
  catalogue.value = words;
  language.value = chosen;
  document.documentElement.lang = chosen;
  if (keep) localStorage.setItem(KEPT, chosen);
}

export function t(key: Word, values?: Values): string {
  const text = catalogue.value[key];
  if (text === undefined) return key;
  if (typeof text === "string") return text;
  let format = made.get(key);
  if (!format) {
    format = new IntlMessageFormat(text, habits.value);
    made.set(key, format);
  }
  return String(format.format(values));
}

/** A word for a value of the contract, such as tn("channel", "phone"); the value itself when there is none. */
export function tn(list: string, value: string | null | undefined): string {
  if (value === null || value === undefined) return "";
  const word = catalogue.value[`${list}.${value}`];
  return typeof word === "string" ? word : value;
}

/** Whose habits dates are written in: English as in Europe, the day before the month and 24 hours. */
const habitsOf = (spoken: Language): string => (spoken === "en" ? "en-GB" : spoken);
export const habits = computed(() => habitsOf(language.value));
const DATE = { dateStyle: "medium" } as const;
const TIME = { ...DATE, timeStyle: "short" } as const;
const dates = computed(() => new Intl.DateTimeFormat(habits.value, DATE));
const times = computed(() => new Intl.DateTimeFormat(habits.value, TIME));
const relative = computed(() => new Intl.RelativeTimeFormat(language.value, { numeric: "auto" }));
const numbers = computed(() => new Intl.NumberFormat(language.value, { maximumFractionDigits: 1 }));

const languagesNamed = computed(() => new Intl.DisplayNames(language.value, { type: "language" }));

/** A language by its code, in the words of who reads. */
export const languageName = (code: string | null | undefined): string => (code ? (languagesNamed.value.of(code) ?? code) : "");
export const date = (at: string | number | Date | null | undefined) => (at ? dates.value.format(new Date(at)) : "");
export const time = (at: string | number | Date | null | undefined) => (at ? times.value.format(new Date(at)) : "");
const months = computed(() => new Intl.DateTimeFormat(habits.value, { month: "long", year: "numeric", timeZone: "UTC" }));
/** A period as the contract writes it: a month or a day in words. */
export function period(text: string | null | undefined): string {
  if (!text) return "";
  if (/^\d{4}-\d\d$/.test(text)) return months.value.format(new Date(text));
  return /^\d{4}-\d\d-\d\d$/.test(text) ? date(text) : text;
}
export const number = (value: number | null | undefined) => (value === null || value === undefined ? "" : numbers.value.format(value));
export const share = (value: number | null | undefined) =>
  value === null || value === undefined ? "" : `${number(value * 100)}\u00a0%`;

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "in 3 days", "2 hours ago". */
export function fromNow(at: string | number | Date, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return relative.value.format(Math.trunc(seconds / length), unit);
}
