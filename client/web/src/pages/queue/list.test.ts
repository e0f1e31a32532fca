import { expect, test } from "vitest";
import { allOf, type Case, csvOf, fileNameOf, filterOf, groupsOf, holdingsOf, isStuck, pageOf, type Question, questionOf, reasonsOf } from "./list";

const NOW = Date.parse("2026-03-10T10:00:00Z");
const HOUR = 3_600_000;
const ana = { user_name: "ana", name: "Ana" };
const ben = { user_name: "ben", name: "Ben" };
let made = 0;

function kase(hours: number | null, handler: typeof ana | null = null, more: Partial<Case> = {}): Case {
  return {
    reference: `R${++made}`, version: 1, status: "open", state: "new", outcome: null, subject: null, customer: null, agency: "city", service: "cafe",
    service_name: "Café", office: "hall", channel: "counter", segment: null, queue: "permits", handling_agency: "city", case_manager: handler, handler,
    received_at: "2026-03-01T08:00:00Z", opened_at: "2026-03-01T08:00:00Z", due_at: hours === null ? null : new Date(NOW + hours * HOUR).toISOString(),
    closed_at: null, paused: null, rung: 0, expected_minutes: 60, worked_minutes: 0, open_tasks: 0, reopenings: 0, external_id: null, ...more,
  } as Case;
}

/** Answers as the daemon does, two rows a page. */
function daemon(all: Case[], asked: Question[] = []) {
  return async (question: Question) => {
    asked.push(question);
    const fit = all.filter((one) => !question.handler || one.handler?.user_name === (question.handler === "me" ? "ana" : question.handler));
    const from = Number(question.cursor ?? 0);
    return { items: fit.slice(from, from + 2), next: from + 2 < fit.length ? String(from + 2) : null };
  };
}

test("an address asks for what the contract knows, and for nothing else", () => {
  expect(filterOf({ queue: "permits", due: "soon", status: "open", customer: "x", page: "3", office: "" })).toEqual({ queue: "permits", due: "soon" });
  expect(filterOf({ unassigned: "true" })).toEqual({ handler: "nobody" });
  expect(filterOf({ status: "closed", queue: "permits", handler: "me", due: "overdue", service: "cafe" })).toEqual({ status: "closed", service: "cafe" });
  expect(filterOf({ customer: "12", handler: "me" })).toEqual({ customer: "12" });
});

test("nobody's are asked for in the contract's words", () => {
  expect(questionOf({ handler: "nobody", due: "overdue" })).toEqual({ unassigned: "true", due: "overdue" });
  expect(questionOf({ handler: "me", customer: "7", status: "all" })).toEqual({ handler: "me", customer: 7, status: "all" });
});

test("mine come first, then those of others, each once", async () => {
  const all = [kase(-30, ben), kase(-20, ana), kase(1, null), kase(5, ana), kase(9, ana), kase(50, ben)];
  const references: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOf({}, "ana", cursor, 2, daemon(all));
    references.push(page.items.map((one) => one.reference));
    cursor = page.next ?? undefined;
  } while (cursor);
  const [a, b, c, d, e, f] = all.map((one) => one.reference);
  expect(references.flat()).toEqual([b, d, e, a, c, f]);
});

test("who has none sees those of others at once", async () => {
  const all = [kase(-30, ben), kase(1, null)];
  expect((await pageOf({}, "cora", undefined, 2, async (asked) => (asked.handler ? { items: [], next: null } : daemon(all)(asked)))).items).toEqual(all);
});

test("what one person works is narrowed to the queue asked for", async () => {
  const all = [kase(1, ben), kase(2, ben, { queue: "roads" })];
  expect((await pageOf({ handler: "ben", queue: "roads" }, "ana", undefined, 2, daemon(all))).items).toEqual([all[1]]);
});

test("a list of closed ones is asked for as it is", async () => {
  const asked: Question[] = [];
  await pageOf({ status: "closed" }, "ana", undefined, 50, daemon([], asked));
  expect(asked).toEqual([{ status: "closed", limit: 50, cursor: undefined }]);
});

test("all pages are read, counted, and can be stopped", async () => {
  const all = Array.from({ length: 5 }, (_, i) => kase(i, ben));
  const counts: number[] = [];
  expect(await allOf({ handler: "ben" }, "ana", daemon(all), (n) => counts.push(n), new AbortController().signal)).toEqual(all);
  expect(counts).toEqual([2, 4, 5]);
  const stop = new AbortController();
  expect(await allOf({ handler: "ben" }, "ana", daemon(all), () => stop.abort(), stop.signal)).toHaveLength(2);
});

test("groups are cut by whose and how urgent, in the order of the rows", () => {
  const rows = [kase(-1, ana), kase(200, ana), kase(-130, ben), kase(-1), kase(2), kase(23), kase(25), kase(null)];
  const shape = (filter: Parameters<typeof groupsOf>[1], me: string) => groupsOf(rows, filter, me, NOW).map((one) => [one.whose, one.due, one.rows.length]);
  expect(shape({}, "ana")).toEqual([
    ["mine", "overdue", 1],
    ["mine", "later", 1],
    ["others", "critical", 1],
    ["others", "overdue", 1],
    ["others", "soon", 2],
    ["others", "later", 1],
    ["others", "none", 1],
  ]);
  expect(shape({}, "cora").map(([whose]) => whose)).not.toContain("mine");
  expect(shape({ status: "all" }, "ana")).toEqual([["all", undefined, 8]]);
});

test("what is stuck: overdue, not paused, nothing booked, nobody brought in", () => {
  expect(isStuck(kase(-1), NOW)).toBe(true);
  for (const other of [kase(1), kase(-1, null, { worked_minutes: 5 }), kase(-1, null, { open_tasks: 1 }), kase(null, null, { paused: "court-proceedings" })])
    expect(isStuck(other, NOW)).toBe(false);
});

test("who holds what: nobody first, then who has most overdue", () => {
  const rows = [kase(-1, ana), kase(3, ana), kase(90, ana), kase(-1, ben, { worked_minutes: 9 }), kase(-200, ben), kase(9), kase(null, ana, { paused: "court-proceedings" })];
  expect(holdingsOf(rows, NOW)).toEqual([
    { who: null, open: 1, overdue: 0, soon: 1, paused: 0, stuck: 0 },
    { who: ben, open: 2, overdue: 2, soon: 0, paused: 0, stuck: 1 },
    { who: ana, open: 4, overdue: 1, soon: 1, paused: 1, stuck: 1 },
  ]);
});

test("reasons say what the due time does not", () => {
  expect(reasonsOf(kase(1, ana, { rung: 75, open_tasks: 2, reopenings: 1 }))).toEqual([
    { word: "why.rung", count: 75 },
    { word: "why.reopened", count: 1 },
    { word: "why.tasks", count: 2 },
  ]);
  expect(reasonsOf(kase(-9, ana, { rung: 100, worked_minutes: 4 }))).toEqual([]);
});

test("a file keeps commas, quotes and lines, and no formula", () => {
  expect(csvOf(["a", "b"], [['say "x", now', "=1+1"], ["two\nlines", "-5"]])).toBe('\uFEFFa,b\r\n"say ""x"", now",\'=1+1\r\n"two\nlines",\'-5\r\n');
});

test("a file is named after what it holds", () => {
  expect(fileNameOf({ due: "overdue", agency: "city", queue: "permits" }, "2026-03-10")).toBe("cases_city_queue-permits_due-overdue_2026-03-10.csv");
  expect(fileNameOf({ handler: "a/b" }, "2026-03-10")).toBe("cases_handler-a-b_2026-03-10.csv");
});
