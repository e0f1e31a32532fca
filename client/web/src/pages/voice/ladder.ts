/** Ladders of complaints, as the charter of the agency tells them to everybody. */
import type { Schemas } from "../../data/api";
import { charterOf } from "../../data/charter";
import { useLoad } from "../../data/load";
import { language } from "../../words";

export type Ladder = Schemas["CharterLadder"];
export type Planned = Ladder["stages"][number];
export type Stage = Schemas["ComplaintStage"];

const kept = new Map<string, Promise<Ladder[]>>();

/** Those of an agency; none when it shows no charter. */
export function laddersOf(agency: string): Promise<Ladder[]> {
  const key = `${agency}:${language.value}`;
  let ladders = kept.get(key);
  if (!ladders) {
    ladders = charterOf(agency).then((charter) => {
      if (!charter) kept.delete(key);
      return charter?.ladders ?? [];
    });
    kept.set(key, ladders);
  }
  return ladders;
}

export type Ladders = Record<string, Ladder[]>;

export function useLadders(agencies: string[]): Ladders {
  const wanted = [...new Set(agencies)].sort();
  return useLoad(async () => Object.fromEntries(await Promise.all(wanted.map(async (agency) => [agency, await laddersOf(agency)] as const))), [wanted, language.value]).value ?? {};
}

export const ladderOf = (ladders: Ladders, agency: string, code: string): Ladder | undefined => ladders[agency]?.find((one) => one.code === code);
export const stageName = (ladder: Ladder | undefined, code: string | null): string => ladder?.stages.find((one) => one.code === code)?.name ?? code ?? "";
export const subjectName = (ladders: Ladders, agency: string, code: string | null): string =>
  ladders[agency]?.flatMap((one) => one.subjects).find((one) => one.code === code)?.name ?? code ?? "";

/** The stage after this one. */
export function nextStage(ladder: Ladder | undefined, code: string | null): Planned | undefined {
  const at = ladder?.stages.findIndex((one) => one.code === code) ?? -1;
  return at < 0 ? undefined : ladder?.stages[at + 1];
}

export interface Rung {
  code: string;
  name: string;
  /** past: it was there; here: it is there; ahead: it may come; passed-over: it began above. */
  where: "past" | "here" | "ahead" | "passed-over";
  been?: Stage;
  planned?: Planned;
}

/** The whole ladder from its first stage, with what came of those it was at. A complaint goes by the ladder as it was when it
 * began; a stage that today's no longer has stands where it was. */
export function drawLadder(ladder: Ladder | undefined, open: boolean, stages: Stage[]): Rung[] {
  const reached = new Set(stages.map((one) => one.stage));
  const last = stages.at(-1);
  const been: Rung[] = stages.map((one) => ({
    code: one.stage,
    name: one.name,
    where: open && one === last ? "here" : "past",
    been: one,
    planned: ladder?.stages.find((planned) => planned.code === one.stage),
  }));
  const plan = ladder?.stages ?? [];
  const first = plan.findIndex((one) => one.code === stages[0]?.stage);
  const end = plan.findIndex((one) => one.code === last?.stage);
  const rest = (from: number, to: number, where: Rung["where"]): Rung[] =>
    plan.slice(from, to).flatMap((planned) => (reached.has(planned.code) ? [] : [{ code: planned.code, name: planned.name, where, planned }]));
  if (end < 0) return stages.length > 0 ? been : rest(0, plan.length, "ahead");
  return [...rest(0, Math.max(first, 0), "passed-over"), ...been, ...rest(end + 1, plan.length, "ahead")];
}
