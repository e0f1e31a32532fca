/** What the codes of a process are called: of a case as it says itself, in lists by the desk. */
import type { Schemas } from "./api";
import { desk } from "./desk";

type Words = Schemas["ProcessWords"];

/** The name of a state, step or outcome; of one that the process has no more, its code made readable. */
export function saidOf(process: Words | null | undefined, list: "states" | "steps" | "outcomes", code: string | null | undefined): string {
  const plain = (code ?? "").replace(/-/g, " ");
  return process?.[list].find((one) => one.code === code)?.name ?? plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
}

/** The process of new cases of a service. */
export function processOf(service: string, agency: string) {
  const code = desk.value?.services.find((one) => one.code === service && one.agency === agency)?.process;
  return desk.value?.processes?.find((one) => one.code === code && one.agency === agency);
}
