import { beforeEach, expect, test, vi } from "vitest";

const asked: { path: string; key: string; body: unknown }[] = [];
const waits: unknown[] = [];
let refuse: ((path: string) => number | undefined) | undefined;

vi.mock("../../data/api", () => {
  class Failure extends Error {
    constructor(readonly problem: { status: number }) {
      super();
    }
    get unreachable() {
      return this.problem.status === 0;
    }
  }
  const POST = async (path: string, { params, body }: { params: { header: { key: string } }; body: unknown }) => {
    asked.push({ path, key: params.header.key, body });
    const status = refuse?.(path);
    if (status !== undefined) throw new Failure({ status });
    return path === "/customers" ? { id: 7, name: "Ana" } : { reference: "7K3M-9XQ4" };
  };
  return { Failure, api: { POST }, ask: (answer: unknown) => answer, change: (key: string) => ({ key }) };
});
vi.mock("../../data/outbox", () => ({ wait: async (entry: unknown) => void waits.push(entry) }));

const { sendOrWait } = await import("./send");
const it = { key: "k", path: "/cases" as const, body: { subject: "s", customer: null }, form: { who: "new" }, label: "l", customer: { name: "Ana" }, late: { received_at: "t" } };

beforeEach(() => {
  asked.length = waits.length = 0;
  refuse = undefined;
});

test("who is new is added first, each under a key of its own", async () => {
  const added: number[] = [];
  expect(await sendOrWait(it, (made) => added.push(made.id))).toEqual({ reference: "7K3M-9XQ4" });
  expect(asked).toEqual([
    { path: "/customers", key: "c-k", body: { name: "Ana" } },
    { path: "/cases", key: "k", body: { subject: "s", customer: 7 } },
  ]);
  expect([added, waits]).toEqual([[7], []]);
});

test("what cannot be sent waits with the customer, and says when it was", async () => {
  refuse = () => 0;
  expect(await sendOrWait(it, () => undefined)).toBeUndefined();
  expect(waits).toEqual([{ key: "k", path: "/cases", body: { subject: "s", customer: null, received_at: "t" }, customer: { key: "c-k", body: { name: "Ana" } }, form: { who: "new" }, label: "l" }]);
});

test("when the network goes after the customer was added, they are not added again", async () => {
  refuse = (path) => (path === "/cases" ? 0 : undefined);
  await sendOrWait(it, () => undefined);
  expect(waits).toEqual([{ key: "k", path: "/cases", body: { subject: "s", customer: 7, received_at: "t" }, customer: undefined, form: { who: "known", customer: 7 }, label: "l" }]);
});

test("what is refused does not wait", async () => {
  refuse = () => 422;
  await expect(sendOrWait(it, () => undefined)).rejects.toMatchObject({ problem: { status: 422 } });
  expect(waits).toEqual([]);
});
