/** What is typed on the page that logs a case, and the requests that it becomes. */
import type { Schemas } from "../../data/api";

export interface WhoFields {
  /** known: customer; new: name, phone, email; none: anonymous. */
  who: "" | "known" | "new" | "none";
  whoText: string;
  customer: number;
  name: string;
  phone: string;
  email: string;
}

export interface Entry extends WhoFields {
  service: string;
  agency: string;
  serviceName: string;
  channel: string;
  subject: string;
  details: string;
  language: string;
  settled: boolean;
  outcome: string;
  minutes: string;
}

export const NOBODY: WhoFields = { who: "", whoText: "", customer: 0, name: "", phone: "", email: "" };
export const EMPTY: Entry = {
  ...NOBODY,
  service: "",
  agency: "",
  serviceName: "",
  channel: "counter",
  subject: "",
  details: "",
  language: "",
  settled: false,
  outcome: "",
  minutes: "",
};

const orNull = (text: string) => text.trim() || null;

/** A customer who is new: what was typed to find them begins their record. */
export function newCustomer(typed: string): WhoFields {
  const mail = typed.includes("@");
  const digits = !mail && /^[+\d][\d\s()/-]{4,}$/.test(typed);
  return { who: "new", whoText: typed, customer: 0, name: mail || digits ? "" : typed, phone: digits ? typed : "", email: mail ? typed : "" };
}

export function customerBody(entry: Pick<Entry, "agency" | "name" | "phone" | "email" | "language">): Schemas["CustomerFields"] {
  return {
    ...(entry.agency && { agency: entry.agency }),
    name: entry.name.trim(),
    phone: orNull(entry.phone),
    email: orNull(entry.email),
    language: orNull(entry.language),
  };
}

export function caseBody(entry: Entry, office: string): Schemas["CaseLog"] {
  return {
    service: entry.service,
    agency: orNull(entry.agency),
    office: orNull(office),
    channel: entry.channel as Schemas["Channel"],
    customer: entry.customer || null,
    subject: entry.subject.trim(),
    details: orNull(entry.details),
    language: orNull(entry.language),
    ...(entry.settled && { outcome: orNull(entry.outcome), minutes: entry.minutes === "" ? null : Number(entry.minutes) }),
  };
}

/** The fields that are missing, so that nobody waits for the network to hear it. */
export function missing(entry: Entry): ("who" | "name" | "service" | "subject" | "outcome")[] {
  const gaps: ReturnType<typeof missing> = [];
  if (entry.who === "") gaps.push("who");
  if (entry.who === "new" && !entry.name.trim()) gaps.push("name");
  if (!entry.service) gaps.push("service");
  if (!entry.subject.trim()) gaps.push("subject");
  if (entry.settled && !entry.outcome.trim()) gaps.push("outcome");
  return gaps;
}
