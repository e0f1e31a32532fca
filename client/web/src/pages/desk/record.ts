/** A customer's record as a form has it, and back: only what was changed is sent. */
import type { Schemas } from "../../data/api";

export interface Typed {
  name: string;
  phone: string;
  email: string;
  address: string;
  language: string;
  channel: string;
  segment: string;
  /** A line each: "kind: value". */
  identifiers: string;
}
export type Field = keyof Typed;
export const FIELDS: Field[] = ["name", "phone", "email", "address", "language", "channel", "segment", "identifiers"];
type Told = Pick<Schemas["CustomerRecord"], "name" | "phone" | "email" | "address" | "language" | "channel" | "segment" | "identifiers">;

export const BLANK: Typed = { name: "", phone: "", email: "", address: "", language: "", channel: "", segment: "", identifiers: "" };

export function asTyped(record: Told): Typed {
  return {
    name: record.name ?? "",
    phone: record.phone ?? "",
    email: record.email ?? "",
    address: record.address ?? "",
    language: record.language ?? "",
    channel: record.channel ?? "",
    segment: record.segment ?? "",
    identifiers: record.identifiers.map((one) => `${one.kind}: ${one.value}`).join("\n"),
  };
}

/** A line without a kind has none: the daemon says so. */
function identifiers(text: string): Schemas["Identifier"][] {
  return text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => {
      const at = line.indexOf(":");
      return at < 0 ? { kind: "", value: line.trim() } : { kind: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
    });
}

export const changed = (before: Typed, now: Typed): Field[] => FIELDS.filter((field) => before[field].trim() !== now[field].trim());

/** The body that brings these fields. */
export function body(fields: Field[], now: Typed): Schemas["CustomerChange"] {
  return Object.fromEntries(fields.map((field) => [field, field === "identifiers" ? identifiers(now.identifiers) : field === "name" ? now.name.trim() : now[field].trim() || null]));
}

/** What two people changed at the same time, field by field as it is not alike; mine: undefined where only the other one did. */
export function clash(before: Typed, theirs: Typed, mine: Typed): { field: Field; theirs: string; mine: string | undefined }[] {
  return changed(theirs, mine).map((field) => ({ field, theirs: theirs[field], mine: before[field] === mine[field] ? undefined : mine[field] }));
}

/** What one typed oneself, on what is there now. */
export function onto(before: Typed, theirs: Typed, mine: Typed): Typed {
  return { ...theirs, ...Object.fromEntries(changed(before, mine).map((field) => [field, mine[field]])) };
}
