/** What several forms of the registers ask alike: agency, office, service, channel, staff. */
import { desk } from "../../data/desk";
import { agenciesWith, session, type Role } from "../../data/session";
import { t, tn } from "../../words";
import { choices, named, type Asked, type Option, type Values } from "./asked";

export const CHANNELS = ["counter", "phone", "web", "email", "letter", "chat", "mobile-office"] as const;

const own = (roles: Role[]) => (desk.value?.agencies ?? []).filter((one) => agenciesWith(...roles).includes(one.code));
export const homeAgency = (values: Values, roles: Role[]): string => values["agency"] || (own(roles)[0]?.code ?? "");

export const services = (agency: string): Option[] => named(desk.value?.services.filter((one) => one.agency === agency));
export const offices = (agency: string): Option[] => named(desk.value?.offices.filter((one) => one.agency === agency || one.serves.includes(agency)));

export function people(agency: string, ...any: Role[]): Option[] {
  return (desk.value?.staff ?? [])
    .filter((one) => one.agency === agency && (any.length === 0 || one.roles.some((role) => any.includes(role))))
    .map((one) => ({ value: one.user_name, label: one.name }));
}

export const askChannel = (): Asked => ({ name: "channel", as: "choice", label: t("voice.channel"), options: choices(CHANNELS, (one) => tn("channel", one)) });

/** Of which agency, for whom works for several. */
export const askAgency = (roles: Role[]): Asked[] => (own(roles).length > 1 ? [{ name: "agency", as: "choice", label: t("voice.agency"), options: named(own(roles)), always: true }] : []);

/** Where it came in, for whom may say so for several offices. */
export function askOffice(agency: string, optional = false): Asked[] {
  const mine = session.value?.offices.filter((one) => one.agency === agency) ?? [];
  const options = mine.length > 0 ? named(mine) : offices(agency);
  return options.length > 1 || optional ? [{ name: "office", as: "choice", label: t("voice.office"), options, optional }] : [];
}

export const askService = (agency: string): Asked => ({ name: "service", as: "choice", label: t("voice.service"), optional: true, options: services(agency) });
