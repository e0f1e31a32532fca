import { expect, test } from "vitest";
import { asReference } from "./reference";

test("a reference is known with or without dash, in small letters, with spaces", () => {
  for (const typed of ["7K3M-9XQ4", "7k3m9xq4", " 7k3m 9xq4 ", "7K3M–9XQ4"]) expect(asReference(typed)).toBe("7K3M-9XQ4");
});

test("letters that look like digits are taken for these", () => {
  expect(asReference("ILOS-ZBAA")).toBe("1105-28AA");
});

test("what is no reference is none", () => {
  for (const typed of ["", "7K3M", "7K3M-9XQ4A", "Ivan Ivanov", "ИВАН-ПЕТР", "7K3M-9XQ!", "7K3M-9XQU"]) expect(asReference(typed)).toBeUndefined();
});
