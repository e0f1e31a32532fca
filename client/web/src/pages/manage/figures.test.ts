import { expect, test } from "vitest";
import { figure } from "./parts";
import { address, back, figuresQuery, firstOf, lastPeriod, measureOf, periodOf, scaleOf, together, turns, watchedQuery } from "./figures";

test("periods begin where the calendar says", () => {
  expect(firstOf("week", "2026-11-22")).toBe("2026-11-16");
  expect(firstOf("week", "2026-11-16")).toBe("2026-11-16");
  expect(firstOf("quarter", "2026-11-22")).toBe("2026-10-01");
  expect(firstOf("year", "2026-11-22")).toBe("2026-01-01");
  expect(back("month", "2026-11-22", 11)).toBe("2025-12-01");
  expect(back("quarter", "2026-01-05", 1)).toBe("2025-10-01");
});

test("periods are written as the contract has them", () => {
  expect(periodOf("day", "2026-11-22")).toBe("2026-11-22");
  expect(periodOf("week", "2026-01-01")).toBe("2026-W01");
  expect(periodOf("week", "2027-01-01")).toBe("2026-W53");
  expect(periodOf("quarter", "2026-11-22")).toBe("2026-Q4");
  expect(lastPeriod("month", "2026-01-31")).toBe("2025-12");
  expect(lastPeriod("quarter", "2026-11-22")).toBe("2026-Q3");
  expect(lastPeriod("year", "2026-11-22")).toBe("2025");
});

test("an address asks for what it says, and for a year of months when it says nothing", () => {
  expect(figuresQuery({}, "city", "2026-11-22")).toEqual({ agency: "city", every: "month", from: "2025-12-01" });
  expect(figuresQuery({ every: "all", by: "office", and: "channel", service: "permit" }, undefined, "2026-11-22")).toEqual({ by: "office,channel", service: "permit" });
  expect(figuresQuery({ by: "office", and: "office" }, "city", "2026-11-22").by).toBe("office");
  expect(address("/a", { from: "2026-01-01", to: "", by: undefined })).toBe("/a?from=2026-01-01");
});

test("what is little of its unit is not told as nothing, nor as a row of zeros", () => {
  const days = { unit: "days", divisor: 86_400 };
  expect([0, 1, 7_200, 86_400, 1_000_000].map((seconds) => figure(seconds, days))).toEqual(["0", "< 0.01", "0.083", "1", "11.6"]);
});

test("what a chart found in periods one after the other is told once", () => {
  const days = ["1", "2", "3", "4", "5"];
  const one = (rule: string, side: string, from: string, to = from) => ({ rule, side, from, to });
  expect(together([one("beyond", "low", "1"), one("beyond", "low", "2"), one("beyond", "high", "3"), one("beyond", "low", "5")], days)).toEqual([one("beyond", "low", "1", "2"), one("beyond", "high", "3"), one("beyond", "low", "5")]);
  expect(together([one("run", "low", "1", "4"), one("beyond", "low", "2"), one("run", "low", "3", "5")], days)).toEqual([one("run", "low", "1", "5"), one("beyond", "low", "2")]);
});

test("a watched chart is asked for as it was looked at", () => {
  const chart = { agency: "city", every: "week" as const, periods: 13, figure: null, target: null, rebase: [], trend: 7, run: 7, office: null, service: "permit", channel: null, segment: null, queue: "permits" };
  const asked = { agency: "city", every: "week", from: "2026-08-17", to: "2026-11-15", service: "permit", queue: "permits", trend: "7", run: "7" };
  expect(watchedQuery(chart, "2026-11-22")).toEqual(asked);
  expect(watchedQuery({ ...chart, figure: "p90" as const, target: 0, rebase: ["2026-09-01", "2026-10-01"] }, "2026-11-16")).toEqual({
    ...asked, figure: "p90", target: "0", rebase: "2026-09-01,2026-10-01",
  });
});

test("times share one unit", () => {
  expect(scaleOf("seconds", [30, null])).toEqual({ unit: "seconds", divisor: 1 });
  expect(scaleOf("seconds", [30, 7_199])).toEqual({ unit: "minutes", divisor: 60 });
  expect(scaleOf("seconds", [30, 172_799])).toEqual({ unit: "hours", divisor: 3_600 });
  expect(scaleOf("seconds", [172_800])).toEqual({ unit: "days", divisor: 86_400 });
  expect(scaleOf("minutes", [100_000])).toEqual({ unit: "minutes", divisor: 1 });
});

test("of a history the turns are kept, and the last", () => {
  const days = ["a", "a", "b", "b", "b", "a", "a"].map((level, day) => ({ level, day }));
  expect(turns(days, (one) => one.level).map((one) => one.day)).toEqual([0, 2, 5, 6]);
});

test("an indicator leads to a measure that there is", () => {
  const there = ["cases-closed", "single-contact", "first-contact-resolution"];
  expect(measureOf("single_contact_share", there)).toBe("single-contact");
  expect(measureOf("first_contact_resolution", there)).toBe("first-contact-resolution");
  expect(measureOf("closed", there)).toBe("cases-closed");
  expect(measureOf("charter_published", there)).toBeUndefined();
});
