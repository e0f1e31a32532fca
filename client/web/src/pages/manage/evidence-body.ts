/** What evidence says, as it is typed and as the contract takes it. Pure. */
import type { Schemas } from "../../data/api";

export type Field = Schemas["EvidenceKindList"]["items"][number]["fields"][number];
/** As typed. */
export type Typed = Record<string, string | boolean>;

interface Target {
  indicator: string;
  target: number;
  aim?: string;
}

/** A line each, "web_share 0.5", with "down" behind what is to fall. */
export function targetsText(value: unknown): string {
  return Array.isArray(value) ? (value as Target[]).map(({ indicator, target, aim }) => [indicator, target, aim === "down" ? aim : ""].join(" ").trim()).join("\n") : "";
}

export function targetsOf(text: string): Target[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([indicator]) => indicator)
    .map(([indicator = "", target, aim]) => ({ indicator, target: Number(target?.replace(",", ".")), ...(aim && { aim }) }));
}

/** What was typed as the contract takes it; what was left empty is not said. */
export function bodyFields(fields: Field[], typed: Typed): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, type } of fields) {
    const value = typed[name];
    if (type === "yes-no") body[name] = value === true;
    else if (value === undefined || value === "") continue;
    else if (type === "number" || type === "value") body[name] = Number(value);
    else body[name] = type === "targets" ? targetsOf(String(value)) : value;
  }
  return body;
}

/** What the daemon has, as it is typed. */
export function typedFields(fields: Field[], said: Record<string, unknown>): Typed {
  return Object.fromEntries(fields.flatMap(({ name, type }) => (said[name] === undefined ? [] : [[name, type === "targets" ? targetsText(said[name]) : type === "yes-no" ? said[name] === true : String(said[name])]])));
}
