import { expect, test } from "vitest";
import { drawLadder, nextStage, type Ladder, type Stage } from "./ladder";

const LADDER = { stages: ["lead", "head", "reviewer"].map((code) => ({ code, name: code.toUpperCase() })) } as Ladder;
const stage = (code: string) => ({ stage: code, name: code.toUpperCase() }) as Stage;
const drawn = (open: boolean, ...codes: string[]) => drawLadder(LADDER, open, codes.map(stage)).map((rung) => `${rung.code}:${rung.where}`);

test("the whole ladder is drawn, with where it is", () => {
  expect(drawn(true, "lead")).toEqual(["lead:here", "head:ahead", "reviewer:ahead"]);
  expect(drawn(true, "lead", "head")).toEqual(["lead:past", "head:here", "reviewer:ahead"]);
  expect(drawn(false, "lead", "head")).toEqual(["lead:past", "head:past", "reviewer:ahead"]);
});

test("a serious one began above", () => {
  expect(drawn(true, "reviewer")).toEqual(["lead:passed-over", "head:passed-over", "reviewer:here"]);
});

test("a stage that the ladder no longer has stays where it was", () => {
  expect(drawn(true, "mayor", "head")).toEqual(["mayor:past", "head:here", "reviewer:ahead"]);
  expect(drawn(true, "head", "mayor")).toEqual(["head:past", "mayor:here"]);
});

test("without a ladder only what was is drawn; without stages all lies ahead", () => {
  expect(drawLadder(undefined, true, [stage("lead")]).map((rung) => rung.where)).toEqual(["here"]);
  expect(drawn(false)).toEqual(["lead:ahead", "head:ahead", "reviewer:ahead"]);
});

test("the stage after", () => {
  expect(nextStage(LADDER, "lead")?.code).toBe("head");
  expect(nextStage(LADDER, "reviewer")).toBeUndefined();
  expect(nextStage(LADDER, null)).toBeUndefined();
  expect(nextStage(undefined, "lead")).toBeUndefined();
});
