/** A case was changed by somebody else while one typed: what is different. */
import type { Whole } from "./kinds";

export const COMPARED = ["state", "handler", "case_manager", "queue", "handling_agency", "due_at", "paused", "outcome", "open_tasks"] as const;
export type Compared = (typeof COMPARED)[number];

const plain = (value: Whole[Compared]): string => (value === null ? "" : typeof value === "object" ? value.name : String(value));

/** Each field that is different: as it was when it was read, as it is now. */
export function differences(was: Whole, now: Whole): { field: Compared; was: string; now: string }[] {
  return COMPARED.map((field) => ({ field, was: plain(was[field]), now: plain(now[field]) })).filter((one) => one.was !== one.now);
}
