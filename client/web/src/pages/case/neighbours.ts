/** The list that one came from: its order stands in the session of the browser. */
const KEPT = "onestop.list";

export interface Neighbours {
  before?: string;
  after?: string;
  /** Counted from 1; 0: it is in no list. */
  at: number;
  of: number;
}

export function neighbours(reference: string, kept: string | null = sessionStorage.getItem(KEPT)): Neighbours {
  let list: unknown = [];
  try {
    list = JSON.parse(kept ?? "[]");
  } catch {
    // Nothing that a list wrote.
  }
  const references = Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
  const at = references.indexOf(reference);
  return at < 0 ? { at: 0, of: 0 } : { before: references[at - 1], after: references[at + 1], at: at + 1, of: references.length };
}
