/** What a form asks, as a table, and the body that the answers make. */
import type { Option } from "../../data/options";

export type Values = Record<string, string>;

export interface Asked {
  /** Of the body. */
  name: string;
  /** line when nothing is said. day: a date, meant until its end; moment: with the time; people: user names. */
  as?: "line" | "text" | "number" | "day" | "moment" | "check" | "radio" | "choice" | "people";
  label: string;
  hint?: string;
  optional?: boolean;
  options?: Option[];
  /** A choice that cannot be left open; the first is made for who chooses nothing. */
  always?: boolean;
  /** Asked only then. */
  only?: (values: Values) => boolean;
}

function told(as: Asked["as"], value: string): unknown {
  switch (as) {
    case "number":
      return Number(value.replace(",", "."));
    case "check":
      return value === "yes";
    case "day":
      return new Date(`${value}T23:59:59`).toISOString();
    case "moment":
      return new Date(value).toISOString();
    case "people":
      return value.split(",");
    default:
      return value;
  }
}

/** What was answered; what was left empty, or is not asked, is left out. */
export function toBody(asked: Asked[], values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, as, only } of asked) {
    const value = (values[name] ?? "").trim();
    if (value !== "" && (!only || only(values))) body[name] = told(as, value);
  }
  return body;
}

/** Only what differs from what was there; null: taken away. */
export function toChange(asked: Asked[], before: Values, values: Values): Record<string, unknown> {
  const differing = asked.filter(({ name }) => (values[name] ?? "").trim() !== (before[name] ?? ""));
  const body = toBody(differing, values);
  for (const { name } of differing) if (!(name in body)) body[name] = null;
  return body;
}
