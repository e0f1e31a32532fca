import { expect, test } from "vitest";
import { bodyFields, targetsOf, targetsText, typedFields, type Field } from "./evidence-body";

const field = (name: string, type: Field["type"]): Field => ({ name, type, required: false });
const fields = [field("what", "word"), field("hours", "number"), field("before", "value"), field("results_focused", "yes-no"), field("indicators", "targets")];

test("what is typed becomes what the contract takes, and back", () => {
  const typed = { what: "time", hours: "8", before: "0.25", results_focused: true, indicators: "web_share 0.5\nladder_stuck 0 down" };
  const body = { what: "time", hours: 8, before: 0.25, results_focused: true, indicators: targetsOf(typed.indicators) };
  expect(bodyFields(fields, typed)).toEqual(body);
  expect(typedFields(fields, body)).toEqual(typed);
});

test("what is left empty is not said; yes or no always is", () => {
  expect(bodyFields(fields, { what: "", hours: "" })).toEqual({ results_focused: false });
  expect(typedFields(fields, { what: "time" })).toEqual({ what: "time" });
});

test("targets are a line each", () => {
  expect(targetsOf(" web_share  0,5 \n\nladder_stuck 0 down")).toEqual([
    { indicator: "web_share", target: 0.5 },
    { indicator: "ladder_stuck", target: 0, aim: "down" },
  ]);
  expect(targetsText(undefined)).toBe("");
});
