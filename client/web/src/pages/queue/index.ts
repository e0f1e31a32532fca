/** The day's work in one chunk: it shares most of what it is made of. */
export { default as Home } from "../home";
export { default as Absences, OwnAbsences } from "./absences";
export { default as Cases } from "./cases";
export { default as Notices } from "./notices";
export { default as Queues } from "./queues";
export { default as Tasks } from "./tasks";
