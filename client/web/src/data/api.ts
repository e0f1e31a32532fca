/** The published contract, typed: api.d.ts is generated from proto/openapi.yaml by "npm run types". */
import createClient, { type Middleware } from "openapi-fetch";
import { signal } from "@preact/signals";
import { language } from "../words";
import type { components, paths } from "./api.d";

export type Schemas = components["schemas"];
export type Problem = Omit<Schemas["Problem"], "type" | "request_id"> & { type: string; request_id?: string };

/** What was asked for did not come: the daemon's problem, or that it could not be reached (status 0). */
export class Failure extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
  get unreachable(): boolean {
    return this.problem.status === 0 || (this.problem.status === 503 && navigator.onLine === false);
  }
  is(kind: string): boolean {
    return this.problem.type === `urn:onestop:problem:${kind}`;
  }
}

/** What the client finds itself. */
export const failure = (kind: string, status: number, title = ""): Failure => new Failure({ type: `urn:onestop:problem:${kind}`, title, status, detail: "" });
export const unreachable = (): Failure => failure("unreachable", 0);

/** What to tell of what was caught; what is no Failure is a mistake of the client, and goes on. */
export function problemOf(fault: unknown): Problem {
  if (!(fault instanceof Failure)) throw fault;
  return fault.problem;
}

/** Against forged requests: told by the daemon when a session begins or is asked for. */
export const csrf = signal("");
/** Counts answers that say that there is no session any more. */
export const expelled = signal(0);
/** Whether the daemon was reached when it was last asked. */
export const reachable = signal(true);

/** Keys of requests that were sent before with other words, such as from a second window: another try is another request. */
export const spent = new Set<string>();

const guard: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", language.value);
    if (request.method !== "GET" && request.method !== "HEAD" && csrf.value) request.headers.set("X-CSRF-Token", csrf.value);
  },
  async onResponse({ request, response, schemaPath }) {
    reachable.value = true;
    if (response.status === 422 && /key-reused/.test(await response.clone().text())) spent.add(/[\da-f-]{36}/.exec(request.headers.get("Idempotency-Key") ?? "")?.[0] ?? "");
    if (response.status === 401 && schemaPath !== "/session") expelled.value++;
  },
};

export const api = createClient<paths>({ baseUrl: "/api/v1" });
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or a Failure. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    reachable.value = false;
    throw unreachable();
  }
  if (answer.response.ok) return answer.data as T;
  const problem = answer.error as Problem | undefined;
  if (problem && typeof problem === "object" && "type" in problem) throw new Failure(problem);
  throw failure("unknown", answer.response.status, answer.response.statusText);
}

/** Of a request that changes something: a key by which a repetition is recognised, and the version that was read. */
export function change(key: string, version?: number): { "Idempotency-Key": string; "If-Match": string } {
  // What has no version yet is sent without one: an empty header would be refused.
  return { "Idempotency-Key": key, ...(version !== undefined && { "If-Match": `"${version}"` }) } as ReturnType<typeof change>;
}

export function newKey(): string {
  return crypto.randomUUID();
}
