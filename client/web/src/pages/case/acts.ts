/** What each act asks for and sends: one table. The fields stand in the dialog in this order, and are what is shown of a draft
 * when the case was changed meanwhile. */
import { nameOf } from "../../data/desk";
import { CHANNELS, named, type Option, options, people, words } from "../../data/options";
import { session } from "../../data/session";
import { t } from "../../words";
import { saidOf } from "../../data/process";
import type { Around } from "./kinds";
import { questionFor, type Act } from "./offers";

export type Typed = Record<string, string>;

export interface Field {
  /** Of the body, and of its words. */
  name: string;
  kind: "line" | "text" | "number" | "check" | "select" | "choice" | "customer";
  options?: Option[];
  /** May stay empty: then it is not sent. */
  optional?: boolean;
  /** Of a customer: where they are known. */
  agency?: string;
  /** What an empty choice means. */
  empty?: string;
  /** Only here, to choose what else is asked. */
  local?: boolean;
  value?: string;
}

interface Spec {
  /** Last part of the path. */
  path: (of: Around) => string;
  /** Depends on what was read. */
  conditional: boolean;
  fields: (of: Around, typed: Typed) => Field[];
  /** Takes it back. */
  undo?: (before: Around) => { path: string; body: object } | undefined;
}

const line = (name: string): Field => ({ name, kind: "line" });
const text = (name: string, optional = false): Field => ({ name, kind: "text", optional });
const minutes: Field = { name: "minutes", kind: "number", optional: true };
const outside: Field = { name: "outside_system", kind: "check", optional: true };
const without = (options: Option[], value: string | null | undefined): Option[] => options.filter((one) => one.value !== value);

/** Who else could work it. */
const others = ({ kase }: Around): Option[] => without(people(kase.handling_agency, "case-manager"), kase.handler?.user_name);

/** Where it was; asked for when one works at several offices. */
export function offices(of: Around): Field[] {
  const mine = (session.value?.offices ?? []).filter((one) => one.agency === of.kase.agency);
  return mine.length > 1 ? [{ name: "office", kind: "select", options: named(mine), value: mine[0]?.code }] : [];
}

/** How it can be closed, and by which step. */
function outcomes(of: Around): Field {
  const options = openSteps(of).flatMap((step) => (step.closes ? step.outcomes.map((code) => ({ value: code, label: saidOf(of.kase.process, "outcomes", code), hint: step.name ?? "" })) : []));
  return { name: "outcome", kind: "choice", options, value: options.length === 1 ? options[0]?.value : undefined };
}

const openSteps = (of: Around) => of.kase.steps.filter((step) => step.open);

export const SPECS: Record<Exclude<Act, "reply">, Spec> = {
  claim: { path: () => "claim", conditional: true, fields: () => [] },
  assign: {
    path: () => "assign",
    conditional: true,
    fields: (of) => [{ name: "to", kind: "select", options: others(of), empty: t("case.choose") }],
    undo: ({ kase }) => (kase.handler ? { path: "assign", body: { to: kase.handler.user_name } } : undefined),
  },
  "hand-over": {
    path: () => "hand-over",
    conditional: true,
    fields: (of, { target = "queue" }) => [
      { name: "target", kind: "choice", local: true, value: "queue", options: words("case-target", ["queue", "to", "agency"]) },
      target === "to"
        ? { name: "to", kind: "select", options: others(of), empty: t("case.choose") }
        : target === "agency"
          ? { name: "agency", kind: "select", options: without(options("agencies"), of.kase.handling_agency), empty: t("case.choose") }
          : { name: "queue", kind: "select", options: without(options("queues", of.kase.handling_agency), of.kase.queue), empty: t("case.choose") },
      text("reason"),
    ],
  },
  step: {
    path: () => "steps",
    conditional: true,
    fields: (of) => {
      const steps = openSteps(of).filter((step) => !step.closes);
      return [{ name: "step", kind: "choice", value: steps[0]?.step, options: steps.map((step) => ({ value: step.step, label: step.name ?? step.step })) }, minutes, outside];
    },
  },
  close: {
    path: () => "close",
    conditional: true,
    fields: (of) => [outcomes(of), minutes, outside],
    undo: () => ({ path: "reopen", body: { reason: t("case.closed-by-mistake") } }),
  },
  note: { path: () => "notes", conditional: false, fields: () => [text("body"), { name: "visible", kind: "check", optional: true }, minutes] },
  contact: {
    path: () => "contacts",
    conditional: false,
    fields: (of) => [
      { name: "channel", kind: "select", options: words("channel", CHANNELS), value: "phone" },
      { name: "direction", kind: "choice", options: words("direction", ["in", "out"]), value: "in" },
      { name: "purpose", kind: "select", options: words("purpose", ["information", "interaction", "transaction"]), optional: true, empty: t("case.not-said") },
      { name: "cause", kind: "select", options: words("cause", ["value", "chase", "correction", "complaint", "repeat"]), optional: true, empty: t("case.not-said") },
      ...offices(of),
      text("summary", true),
      minutes,
    ],
  },
  "bring-in": {
    path: () => "tasks",
    conditional: false,
    fields: (of) => [
      text("question"),
      { name: "queue", kind: "select", options: options("queues", of.kase.handling_agency), optional: true, empty: nameOf("queues", of.kase.queue, of.kase.handling_agency) },
      { name: "to", kind: "select", options: people(of.kase.handling_agency, "professional"), optional: true, empty: t("case.whoever") },
      minutes,
    ],
  },
  answer: { path: (of) => `/tasks/${questionFor(of)?.id}/answer`, conditional: false, fields: () => [text("answer"), minutes] },
  pause: {
    path: () => "pause",
    conditional: true,
    fields: () => [
      { name: "reason", kind: "choice", value: "waiting-for-customer", options: words("pause", ["waiting-for-customer", "waiting-for-department", "court-proceedings", "exceptional-event"]) },
      text("note", true),
    ],
    undo: () => ({ path: "resume", body: {} }),
  },
  resume: { path: () => "resume", conditional: true, fields: () => [] },
  extend: {
    path: () => "extend",
    conditional: true,
    fields: (of) => {
      const clocks = of.kase.clocks.filter((clock) => clock.state !== "stopped" && clock.in_time && clock.standard !== null).map((clock) => clock.kind);
      return [{ name: "clock", kind: "select", options: words("standard-kind", clocks), value: clocks[0] }, { name: "amount", kind: "number" }, text("reason")];
    },
  },
  reopen: { path: () => "reopen", conditional: true, fields: () => [text("reason")] },
  customer: { path: () => "customer", conditional: true, fields: ({ kase }) => [{ name: "customer", kind: "customer", agency: kase.agency }] },
  link: {
    path: () => "links",
    conditional: false,
    fields: () => [line("other"), { name: "kind", kind: "select", options: words("link", ["related", "duplicate", "follows", "part-of"]), value: "related" }],
  },
};

/** A field's value: as typed, else as it begins. */
export const valueOf = (field: Field, typed: Typed): string => typed[field.name] ?? field.value ?? "";

/** The body that the fields make. What must be said is sent empty too: the daemon says what is wrong with it. */
export function bodyOf(fields: Field[], typed: Typed): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(field, typed).trim();
    if (field.local || (value === "" && field.optional)) continue;
    if (field.kind === "check") value === "true" && (body[field.name] = true);
    else body[field.name] = field.kind === "number" ? Number(value) : field.kind === "customer" ? Number(value) || null : value;
  }
  return body;
}
