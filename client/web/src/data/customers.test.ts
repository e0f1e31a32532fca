import { beforeEach, expect, test, vi } from "vitest";

let found: { id: number; agency: string; name: string }[] | undefined;
const asked: string[] = [];

vi.mock("./api", () => {
  class Failure extends Error {
    unreachable = true;
  }
  const GET = async (_: string, { params }: { params: { query: { q: string } } }) => {
    asked.push(params.query.q);
    if (!found) throw new Failure();
    return { items: found };
  };
  return { Failure, api: { GET }, ask: (answer: unknown) => answer };
});
vi.mock("./desk", () => ({ several: () => true, nameOf: (_: string, code: string) => code }));

const { asCustomerOf } = await import("./customers");
const amina = { id: 1, agency: "city", name: "Amina", phone: "+359888", email: null, language: "en" };

beforeEach(() => {
  asked.length = 0;
});

test("who is known to another agency is found there by name and phone", async () => {
  found = [
    { id: 1, agency: "city", name: "Amina" },
    { id: 2, agency: "water", name: "Her brother" },
    { id: 3, agency: "water", name: "Amina" },
  ];
  expect(await asCustomerOf("water", amina)).toBe(3);
  expect(asked).toEqual(["+359888"]);
});

test("who is not known there is added with what is known", async () => {
  const added = { agency: "water", name: "Amina", phone: "+359888", email: null, language: "en" };
  found = [{ id: 1, agency: "city", name: "Amina" }];
  expect(await asCustomerOf("water", amina)).toEqual(added);
  found = undefined; // the network is gone
  expect(await asCustomerOf("water", amina)).toEqual(added);
  asked.length = 0;
  expect(await asCustomerOf("water", { ...amina, phone: null })).toEqual({ ...added, phone: null });
  expect(asked).toEqual([]);
});
