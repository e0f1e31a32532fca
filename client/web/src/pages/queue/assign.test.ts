import { expect, test } from "vitest";
import { Failure } from "../../data/api";
import { type Given, giveAll } from "./assign";
import type { Case } from "./list";

const cases = ["A", "B", "C"].map((reference) => ({ reference, version: 1 }) as Case);
const fault = (status: number) => new Failure({ type: "urn:onestop:problem:stale", title: "", status, detail: "" });

async function run(give: (one: Case) => Promise<Case>, stop = new AbortController()) {
  const told: Given[] = [];
  await giveAll(cases, give, (given) => told.push(given), stop.signal);
  return told.map((one) => [one.case.reference, one.case.version, one.problem?.status]);
}

test("what fails is told of its case, and the others go on", async () => {
  expect(await run(async (one) => (one.reference === "B" ? Promise.reject(fault(412)) : { ...one, version: 2 }))).toEqual([
    ["A", 2, undefined],
    ["B", 1, 412],
    ["C", 2, undefined],
  ]);
});

test("nothing more is tried when the daemon is not reached", async () => {
  expect(await run(() => Promise.reject(fault(0)))).toEqual([["A", 1, 0]]);
});

test("it ends between two cases when it is stopped", async () => {
  const stop = new AbortController();
  expect(await run(async (one) => (stop.abort(), one), stop)).toHaveLength(1);
});
