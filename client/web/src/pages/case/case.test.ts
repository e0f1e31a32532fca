import { readFileSync } from "node:fs";
import { beforeAll, expect, test, vi } from "vitest";

beforeAll(() => vi.stubGlobal("addEventListener", () => undefined));
vi.mock("../../data/desk", () => ({ desk: { value: undefined }, nameOf: (_: string, code: string | null) => code ?? "" }));
vi.mock("../../data/session", () => ({ session: { value: undefined } }));
vi.mock("../../words", () => ({
  t: (key: string) => key,
  tn: (_: string, value: string) => value ?? "",
  time: (at: string) => at ?? "",
  language: { value: "en" },
}));

import { differences } from "../../data/facts";
import { bodyOf, SPECS, type Field } from "./acts";
import type { Around, Whole } from "./kinds";
import { neighbours } from "./neighbours";
import { nextAct, offers, questionFor } from "./offers";
import { factsOf } from "./stale";
import { earlier } from "./story";

const ME = { user_name: "me", name: "Me" };
const OTHER = { user_name: "other", name: "Other" };
const STEP = { step: "ask", name: "Ask", to: "waiting", closes: false, outcomes: [], open: true, why: null };
const CLOSING = { step: "finish", name: "Finish", to: "closed", closes: true, outcomes: ["done", "refused"], open: true, why: null };

function at(patch: Partial<Whole>, ...roles: string[]): Around {
  const kase = { reference: "AAAA-BBBB", version: 3, status: "open", state: "open", steps: [STEP, CLOSING], process: { code: "simple", states: [], steps: [], outcomes: [{ code: "done", name: "Done well", at_once: true }] }, tasks: [], clocks: [], open_tasks: 0, paused: null, handler: ME, closed_at: null, ...patch };
  return { kase: kase as unknown as Whole, me: "me", roles: new Set(roles) as Around["roles"], reopenDays: 30 };
}

test("who works a case is offered its first open step, and may do the rest", () => {
  const mine = at({}, "case-manager");
  expect(nextAct(mine)).toBe("step");
  expect(offers(mine)).toContain("hand-over");
  expect(offers(mine)).not.toContain("claim");
  expect(offers(mine)).not.toContain("resume");
  expect(nextAct(at({ steps: [{ ...STEP, open: false }, CLOSING] }, "case-manager"))).toBe("close");
});

test("what others work is not to be led from here", () => {
  const theirs = at({ handler: OTHER }, "case-manager");
  expect([...offers(theirs)].sort()).toEqual(["contact", "customer", "link", "note", "reply"]);
  expect(nextAct(theirs)).toBe("contact");
  expect(offers(at({ handler: OTHER }, "team-lead"))).toContain("assign");
});

test("what nobody works is claimed first, or assigned by who only leads", () => {
  expect(nextAct(at({ handler: null }, "case-manager"))).toBe("claim");
  expect(nextAct(at({ handler: null }, "team-lead"))).toBe("assign");
  expect(nextAct(at({ handler: null }, "front-desk"))).toBe("contact");
});

test("who may only look is offered nothing", () => {
  for (const role of ["auditor", "manager", "administrator"]) {
    expect([...offers(at({ handler: OTHER }, role))]).toEqual([]);
    expect(nextAct(at({ handler: OTHER }, role))).toBeUndefined();
  }
});

test("a pause ends by the step that leads out of it, or by itself", () => {
  expect(nextAct(at({ paused: "waiting-for-customer", state: "waiting" }, "case-manager"))).toBe("step");
  expect(nextAct(at({ paused: "court-proceedings" }, "case-manager"))).toBe("resume");
  expect(offers(at({ paused: "court-proceedings" }, "case-manager"))).not.toContain("pause");
});

test("where every step waits for the customer to hear of it, a reply comes next", () => {
  const blocked = [{ ...CLOSING, open: false }];
  expect(nextAct(at({ steps: blocked }, "case-manager"))).toBe("reply");
  expect(nextAct(at({ steps: blocked, open_tasks: 1 }, "case-manager"))).toBe("note");
});

test("a closed case is opened again for as long as its agency allows", () => {
  const closed = (days: number) => at({ status: "closed", steps: [], closed_at: new Date(Date.now() - days * 86_400_000).toISOString() }, "case-manager");
  expect(offers(closed(29))).toContain("reopen");
  expect(offers(closed(31))).not.toContain("reopen");
  expect(offers(closed(1))).not.toContain("hand-over");
});

test("a question is for whom it was put to, else for any professional", () => {
  const task = (id: number, assignee: unknown, state = "open") => ({ id, assignee, state });
  const tasks = [task(1, null, "answered"), task(2, null), task(3, ME)] as Whole["tasks"];
  expect(questionFor(at({ tasks }, "professional"))?.id).toBe(3);
  expect(questionFor(at({ tasks: tasks.slice(0, 2) }, "professional"))?.id).toBe(2);
  expect(questionFor(at({ tasks: tasks.slice(0, 2) }, "case-manager"))).toBeUndefined();
  expect(nextAct(at({ tasks, handler: OTHER }, "professional"))).toBe("answer");
});

test("a body holds what was typed, and what begins chosen", () => {
  const fields: Field[] = [
    { name: "body", kind: "text" },
    { name: "visible", kind: "check", optional: true },
    { name: "minutes", kind: "number", optional: true },
    { name: "target", kind: "choice", local: true, value: "queue" },
  ];
  expect(bodyOf(fields, { body: " said " })).toEqual({ body: "said" });
  expect(bodyOf(fields, { body: "", visible: "true", minutes: "0" })).toEqual({ body: "", visible: true, minutes: 0 });
  const of = at({}, "case-manager");
  expect(bodyOf(SPECS.step.fields(of, {}), {})).toEqual({ step: "ask" });
  expect(SPECS.close.fields(of, {})[0]?.options?.map((one) => one.value)).toEqual(["done", "refused"]);
  expect(bodyOf(SPECS["hand-over"].fields(of, { target: "to" }), { target: "to", queue: "left", to: "other", reason: "r" })).toEqual({ to: "other", reason: "r" });
});

test("what can be taken back is, to whom it was", () => {
  expect(SPECS.assign.undo?.(at({ handler: OTHER }))).toEqual({ path: "assign", body: { to: "other" } });
  expect(SPECS.assign.undo?.(at({ handler: null }))).toBeUndefined();
  expect(SPECS.pause.undo?.(at({}))?.path).toBe("resume");
  expect(SPECS.note.undo).toBeUndefined();
});

test("what is different between two versions", () => {
  const was = at({}).kase;
  expect(differences(factsOf(was), factsOf({ ...was, handler: OTHER, state: "waiting" } as Whole))).toEqual([
    { name: "state", was: "Open", is: "Waiting" },
    { name: "handler", was: "Me", is: "Other" },
  ]);
});

test("pages of events end at the first", () => {
  expect(earlier(151)).toEqual({ cursor: 100, limit: 50 });
  expect(earlier(21)).toEqual({ cursor: 0, limit: 20 });
  expect(earlier(1)).toBeUndefined();
});

test("neighbours in the list that one came from", () => {
  expect(neighbours("B", '["A","B","C"]')).toEqual({ before: "A", after: "C", at: 2, of: 3 });
  expect(neighbours("A", '["A"]')).toEqual({ before: undefined, after: undefined, at: 1, of: 1 });
  for (const kept of [null, "{", "{}", '["A", 7]']) expect(neighbours("B", kept)).toEqual({ at: 0, of: 0 });
});

test("every kind of event has its sentence", () => {
  const contract = readFileSync(new URL("../../data/api.d.ts", import.meta.url), "utf8");
  const kinds = [...(/EventKind: ([^;]*);/.exec(contract)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map((match) => match[1]);
  expect(kinds.length).toBeGreaterThan(50);
  const words = JSON.parse(readFileSync(new URL("../../words/en/case.json", import.meta.url), "utf8")) as Record<string, string>;
  expect(kinds.filter((kind) => !words[`case-story.${kind}`])).toEqual([]);
});
