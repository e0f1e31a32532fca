/** What happened to a case, as a sentence. Who did it stands beside it. */
import { nameOf } from "../../data/desk";
import { t, time, tn, type Word } from "../../words";
import { saidOf } from "../../data/process";
import type { Happened, Whole } from "./kinds";

const NONE = "none";

/** "21 min" or "3 h 05 min". */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t("case.minutes", { count: minutes }) : t("case.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

export function sentence(event: Happened, kase: Whole): string {
  const person = event.assignee ?? event.handler ?? event.case_manager;
  return t(`case-story.${event.kind}` as Word, {
    to: person?.name ?? NONE,
    queue: nameOf("queues", event.queue, event.agency ?? kase.handling_agency) || NONE,
    step: saidOf(kase.process, "steps", event.step),
    state: saidOf(kase.process, "states", event.state),
    outcome: saidOf(kase.process, "outcomes", event.outcome),
    channel: tn("channel", kase.contacts.find((contact) => contact.id === event.contact)?.channel) || NONE,
    percent: String(event.percent ?? ""),
    reason: tn("pause", event.reason),
    clock: tn("standard-kind", event.clock),
    due: time(event.due_at),
    was: time(event.was_due_at),
    kept: event.in_time === undefined ? NONE : String(event.in_time),
    visible: String(event.visible === true),
    delivery: tn("delivery", event.delivery),
  });
}

/** Words that belong to what happened: a note, what was said, why. */
export function saidWith(event: Happened, kase: Whole): string | null | undefined {
  if (event.why) return event.why;
  if (event.reply) return undefined; // its subject stands with the replies
  if (event.note) return kase.notes.find((note) => note.id === event.note)?.body;
  if (event.contact) return kase.contacts.find((contact) => contact.id === event.contact)?.summary;
  const task = event.task ? kase.tasks.find((one) => one.id === event.task) : undefined;
  return event.kind === "brought-in" ? task?.question : event.kind === "task-answered" ? task?.answer : undefined;
}

/** Before the oldest event that is shown: where a page of them begins, and how many there are. Events of a case are counted from 1. */
export function earlier(oldest: number, size = 50): { cursor: number; limit: number } | undefined {
  const left = oldest - 1;
  return left > 0 ? { cursor: Math.max(0, left - size), limit: Math.min(size, left) } : undefined;
}
