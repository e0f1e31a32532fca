/** The desk definition as the one who works here may see it: names for codes, and what forms offer. Loaded once a session. */
import { effect, signal } from "@preact/signals";
import { habits, language, preferredLanguage, type Language } from "../words";
import { api, ask, type Schemas } from "./api";
import { session } from "./session";

export type Desk = Schemas["Desk"];
export const desk = signal<Desk | undefined>(undefined);

/** The language that its names were asked for in. */
let asked: Language | undefined;

export async function loadDesk(wanted: Language = preferredLanguage()): Promise<void> {
  asked = wanted;
  desk.value = await ask(api.GET("/desk", { params: { query: { language: wanted } } }));
}

effect(() => {
  const now = language.value;
  if (asked && asked !== now) loadDesk(now).catch(() => undefined);
});

export type Lists = "agencies" | "offices" | "queues" | "segments" | "services";

/** The name of a code of an agency; the code when it is not known here. */
export function nameOf(list: Lists, code: string | null | undefined, agency?: string): string {
  if (!code) return "";
  const items = (desk.value?.[list] ?? []) as { code: string; name: string; agency?: string }[];
  return (items.find((item) => item.code === code && (!agency || !item.agency || item.agency === agency)) ?? { name: code }).name;
}

/** Several agencies: then it is said whose a thing is. */
export const several = (): boolean => (desk.value?.agencies.length ?? 0) > 1;

/** What was just said of somebody: until when they are away, null: they are there. */
export function isAway(user_name: string, away_until: string | null): void {
  if (desk.value) desk.value = { ...desk.value, staff: desk.value.staff.map((one) => (one.user_name === user_name ? { ...one, away_until } : one)) };
}

const zoneOf = (agency: string | undefined) => desk.value?.agencies.find((one) => one.code === agency)?.time_zone;

/** The day that it was where an agency is, wherever this browser is. */
export const dayOf = (at: string | Date, agency: string | undefined): string => new Date(at).toLocaleDateString("sv", { timeZone: zoneOf(agency) });

/** The day where one works. */
export const today = (): string => dayOf(new Date(), session.value?.agencies[0]?.code);

/** On paper it is the administration's own time, wherever this browser thinks it is. */
export function there(at: string | Date, agency: string, hours: boolean): string {
  return new Intl.DateTimeFormat(habits.value, { dateStyle: "medium", ...(hours && { timeStyle: "short" }), timeZone: zoneOf(agency) }).format(new Date(at));
}
