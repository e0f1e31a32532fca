import { expect, test } from "vitest";
import { caseBody, customerBody, EMPTY, missing, newCustomer } from "./entry";

test("what was typed to find a customer begins the record of a new one", () => {
  expect(newCustomer("Ана Петрова")).toMatchObject({ who: "new", name: "Ана Петрова", phone: "", email: "" });
  expect(newCustomer("+359 888 123-402")).toMatchObject({ name: "", phone: "+359 888 123-402", email: "" });
  expect(newCustomer("ana@example.org")).toMatchObject({ name: "", phone: "", email: "ana@example.org" });
});

const entry = { ...EMPTY, who: "known", customer: 7, service: "parking", agency: "city", subject: " A permit ", details: " " } as const;

test("a case is sent as it was typed, without what was left empty", () => {
  expect(caseBody(entry, "hall")).toEqual({ service: "parking", agency: "city", office: "hall", channel: "counter", customer: 7, subject: "A permit", details: null, language: null });
});

test("an outcome goes along only when the case is settled at once", () => {
  expect(caseBody({ ...entry, outcome: "done", minutes: "5" }, "hall")).not.toHaveProperty("outcome");
  expect(caseBody({ ...entry, settled: true, outcome: "done", minutes: "5" }, "hall")).toMatchObject({ outcome: "done", minutes: 5 });
  expect(caseBody({ ...entry, settled: true, outcome: "done" }, "hall")).toMatchObject({ minutes: null });
});

test("a new customer belongs to the agency of the service", () => {
  expect(customerBody({ ...entry, ...newCustomer("Ana") })).toEqual({ agency: "city", name: "Ana", phone: null, email: null, language: null });
});

test("what is missing is known before anything is sent", () => {
  expect(missing(EMPTY)).toEqual(["who", "service", "subject"]);
  expect(missing({ ...entry, who: "new", settled: true })).toEqual(["name", "outcome"]);
  expect(missing(entry)).toEqual([]);
});
