/** What can be done with a case now, by whom looks at it. The daemon decides; this is what is worth offering. */
import type { Around } from "./kinds";

export const ACTS = ["claim", "assign", "hand-over", "step", "close", "reply", "note", "contact", "bring-in", "answer", "pause", "resume", "extend", "reopen", "customer", "link"] as const;
export type Act = (typeof ACTS)[number];

const DAY_MS = 86_400_000;

/** Of the open questions to professionals the one that the caller is to answer. */
export function questionFor({ kase, me, roles }: Around) {
  const open = kase.tasks.filter((task) => task.state === "open");
  return open.find((task) => task.assignee?.user_name === me) ?? (roles.has("professional") ? open.find((task) => !task.assignee) : undefined);
}

/** Whether the work is the caller's to lead: theirs, or of people they lead. */
export function works({ kase, me, roles }: Around): boolean {
  return kase.handler?.user_name === me || roles.has("team-lead");
}

export function offers(of: Around, now = Date.now()): Set<Act> {
  const { kase, me, roles } = of;
  const manages = roles.has("case-manager") || roles.has("team-lead") || kase.handler?.user_name === me;
  const serves = manages || roles.has("front-desk") || roles.has("professional");
  const open = kase.status === "open";
  const leads = open && manages && works(of);
  const stepped = open && (works(of) || roles.has("front-desk") || roles.has("professional"));
  const holds: Record<Act, boolean> = {
    claim: open && manages && !kase.handler,
    assign: leads,
    "hand-over": leads,
    step: stepped && kase.steps.some((step) => step.open && !step.closes),
    close: stepped && kase.steps.some((step) => step.open && step.closes),
    reply: serves,
    note: serves,
    contact: serves,
    "bring-in": leads,
    answer: questionFor(of) !== undefined,
    pause: leads && !kase.paused,
    resume: leads && !!kase.paused,
    extend: open && (manages || roles.has("manager")) && kase.clocks.some((clock) => clock.state !== "stopped" && clock.in_time && clock.standard !== null),
    reopen: !open && (manages || roles.has("front-desk")) && now - new Date(kase.closed_at ?? 0).getTime() <= of.reopenDays * DAY_MS,
    customer: open && (manages || roles.has("front-desk")),
    link: manages,
  };
  return new Set(ACTS.filter((act) => holds[act]));
}

/** The most likely next one: what the page offers first. */
export function nextAct(of: Around, can = offers(of)): Act | undefined {
  const { kase, me } = of;
  const first = (...acts: Act[]) => acts.find((act) => can.has(act));
  if (kase.status === "closed") return undefined;
  if (kase.tasks.some((task) => task.state === "open" && task.assignee?.user_name === me)) return first("answer");
  if (!kase.handler) return of.roles.has("team-lead") && !of.roles.has("case-manager") ? first("assign", "claim") : first("claim", "answer", "contact");
  if (kase.handler.user_name !== me) return first("answer", "contact");
  // A step that leads out of a state that pauses lets the clock run too; resume is for a pause that somebody ordered.
  const ahead = kase.steps.find((step) => step.open);
  if (kase.paused) return ahead && !ahead.closes && /waiting/.test(kase.state) ? first("step", "resume") : first("resume");
  // Blocked until the customer has heard of it.
  if (!ahead) return kase.open_tasks > 0 ? first("note") : first("reply", "note");
  return ahead.closes ? first("close") : first("step");
}
