/** What a choice offers: words of the contract, and what the desk definition has. */
import { date, t, tn } from "../words";
import type { Schemas } from "./api";
import { desk, type Lists } from "./desk";
import { agenciesWith, session, type Role } from "./session";

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

/** How people come or are reached. */
export const CHANNELS = ["counter", "phone", "email", "letter", "web", "chat", "mobile-office"] as const satisfies Schemas["Channel"][];
export const ALL_CHANNELS = [...CHANNELS, "api"] as const satisfies Schemas["Channel"][];

/** Values of a list of the catalogue, in words. */
export const words = (list: string, values: readonly string[]): Option[] => values.map((value) => ({ value, label: tn(list, value) }));

/** Values that have no other words. */
export const asTheyAre = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));

export const named = (items: readonly { code: string; name: string }[] | undefined): Option[] => [...new Map(items?.map((one) => [one.code, one.name]))].map(([value, label]) => ({ value, label }));

/** Of the desk definition: those of an agency, and those that serve it; without one all. */
export function options(list: Lists, agency?: string): Option[] {
  const items = (desk.value?.[list] ?? []) as { code: string; name: string; agency?: string; serves?: string[] }[];
  return named(items.filter((one) => !agency || !one.agency || one.agency === agency || one.serves?.includes(agency)));
}

/** The name of somebody, and until when they are away. */
const withAway = ({ name, away_until }: { name: string; away_until: string | null }) => (away_until ? `${name} (${t("absence.until", { day: date(away_until) })})` : name);

/** The same of somebody whom a case names. */
export const nameNow = ({ user_name, name }: Schemas["Person"]): string => withAway(desk.value?.staff.find((one) => one.user_name === user_name) ?? { name, away_until: null });

/** Staff of an agency, or of several, by name; with one of these roles, where any is named: then it is to give them something, and who
 * is away is told. */
export function people(agencies: string | readonly string[] | undefined, ...any: Role[]): Option[] {
  const of = [agencies].flat();
  const found = (desk.value?.staff ?? []).filter((one) => of.includes(one.agency) && (any.length === 0 || one.roles.some((role) => any.includes(role))));
  return named(found.map((one) => ({ code: one.user_name, name: any.length ? withAway(one) : one.name }))).sort((a, b) => a.label.localeCompare(b.label));
}

/** Agencies in which one works; with one of these roles, where they are named. */
export function ownAgencies(roles?: readonly Role[]): Option[] {
  const codes = roles && agenciesWith(...roles);
  return named(session.value?.agencies.filter((one) => !codes || codes.includes(one.code)));
}
