/** What is known of a record, fact by fact, and what somebody else changed of it. */
import type { ComponentChildren } from "preact";

/** Its name, its words, and how it is drawn when that is more. */
export type Fact = [name: string, words: string | null | undefined, drawn?: ComponentChildren];

export interface Difference {
  name: string;
  was: string;
  is: string;
}

export function differences(before: Fact[], after: Fact[]): Difference[] {
  const was = new Map(before.map(([name, words]) => [name, words ?? ""]));
  const is = new Map(after.map(([name, words]) => [name, words ?? ""]));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, was: was.get(name) ?? "", is: is.get(name) ?? "" }))
    .filter((one) => one.was !== one.is);
}
