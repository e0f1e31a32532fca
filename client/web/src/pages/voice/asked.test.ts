import { expect, test } from "vitest";
import { toBody, toChange, type Asked } from "./asked";

const ASKED: Asked[] = [
  { name: "text", as: "text", label: "" },
  { name: "amount", as: "number", label: "" },
  { name: "due_at", as: "day", label: "" },
  { name: "about", as: "people", label: "" },
  { name: "accepted", as: "check", label: "", only: (values) => values["kind"] === "suggestion" },
];

test("a body holds what was answered, in its own kind", () => {
  const body = toBody(ASKED, { text: " wet floor ", amount: "2,5", due_at: "2026-03-01", about: "ana,boris", accepted: "yes", kind: "suggestion" });
  expect(body).toEqual({ text: "wet floor", amount: 2.5, due_at: new Date("2026-03-01T23:59:59").toISOString(), about: ["ana", "boris"], accepted: true });
});

test("what is empty or not asked is left out", () => {
  expect(toBody(ASKED, { text: "  ", about: "", accepted: "yes", kind: "compliment" })).toEqual({});
});

test("a change tells what differs, and what was taken away as null", () => {
  expect(toChange(ASKED, { text: "old", amount: "3", about: "ana" }, { text: "new", amount: "3", about: "" })).toEqual({ text: "new", about: null });
});
