/** What several forms of the registers ask alike: agency, office, service, channel. */
import { CHANNELS, named, options, ownAgencies, words } from "../../data/options";
import { session, type Role } from "../../data/session";
import { t } from "../../words";
import type { Asked, Values } from "./asked";

export const homeAgency = (values: Values, roles: Role[]): string => values["agency"] || (ownAgencies(roles)[0]?.value ?? "");

export const askChannel = (): Asked => ({ name: "channel", as: "choice", label: t("voice.channel"), options: words("channel", CHANNELS) });

/** Of which agency, for whom works for several. */
export const askAgency = (roles: Role[]): Asked[] => (ownAgencies(roles).length > 1 ? [{ name: "agency", as: "choice", label: t("account.agency"), options: ownAgencies(roles), always: true }] : []);

/** Where it came in, for whom may say so for several offices. */
export function askOffice(agency: string, optional = false): Asked[] {
  const mine = session.value?.offices.filter((one) => one.agency === agency) ?? [];
  const offices = mine.length > 0 ? named(mine) : options("offices", agency);
  return offices.length > 1 || optional ? [{ name: "office", as: "choice", label: t("voice.office"), options: offices, optional }] : [];
}

export const askService = (agency: string): Asked => ({ name: "service", as: "choice", label: t("voice.service"), optional: true, options: options("services", agency) });
