import { expect, test } from "vitest";
import { asTyped, BLANK, body, changed, clash, onto } from "./record";

const record = { name: "Ana", phone: null, email: "ana@example.org", address: null, language: "bg", channel: null, segment: null, identifiers: [{ kind: "card", value: "AB:12" }] } as const;

test("a record goes into the form and comes back as it was", () => {
  const typed = asTyped({ ...record, identifiers: [...record.identifiers] });
  expect(typed).toEqual({ ...BLANK, name: "Ana", email: "ana@example.org", language: "bg", identifiers: "card: AB:12" });
  expect(body(["name", "email", "identifiers", "phone"], typed)).toEqual({ name: "Ana", email: "ana@example.org", identifiers: [{ kind: "card", value: "AB:12" }], phone: null });
});

test("only what was changed is sent", () => {
  const before = { ...BLANK, name: "Ana", phone: "1" };
  expect(changed(before, { ...before, name: "Ana " })).toEqual([]);
  expect(changed(before, { ...before, phone: "" })).toEqual(["phone"]);
  expect(body(["phone"], { ...before, phone: "" })).toEqual({ phone: null });
});

test("identifiers are lines, and one without a kind is shown to the daemon as such", () => {
  expect(body(["identifiers"], { ...BLANK, identifiers: "card: 1\n\n 22 " })).toEqual({
    identifiers: [
      { kind: "card", value: "1" },
      { kind: "", value: "22" },
    ],
  });
});

test("when two changed a record, both versions are told, and neither is lost", () => {
  const before = { ...BLANK, name: "Ana", phone: "1", email: "a", address: "here" };
  const theirs = { ...before, phone: "2", address: "there" };
  const mine = { ...before, phone: "3", email: "b" };
  expect(clash(before, theirs, mine)).toEqual([
    { field: "phone", theirs: "2", mine: "3" },
    { field: "email", theirs: "a", mine: "b" },
    { field: "address", theirs: "there", mine: undefined },
  ]);
  expect(onto(before, theirs, mine)).toEqual({ ...before, phone: "3", email: "b", address: "there" });
});
