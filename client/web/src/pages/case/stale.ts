/** What is told of a case that was changed by somebody else while one typed. */
import { nameOf } from "../../data/desk";
import type { Fact } from "../../data/facts";
import { time, tn } from "../../words";
import { saidOf } from "../../data/process";
import type { Whole } from "./kinds";

export const factsOf = (kase: Whole): Fact[] =>
  Object.entries({
    state: saidOf(kase.process, "states", kase.state),
    handler: kase.handler?.name,
    case_manager: kase.case_manager?.name,
    queue: nameOf("queues", kase.queue),
    handling_agency: nameOf("agencies", kase.handling_agency),
    due_at: time(kase.due_at),
    paused: tn("pause", kase.paused),
    outcome: saidOf(kase.process, "outcomes", kase.outcome),
    open_tasks: String(kase.open_tasks),
  }).map(([field, words]) => [tn("case-compared", field), words]);
