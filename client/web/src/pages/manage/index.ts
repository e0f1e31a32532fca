/** The pages of who manages, loaded together: who opens one opens others, and together they are a third smaller. */
export { default as Measures } from "./measures";
export { default as Measure } from "./measure";
export { default as Signals } from "./signals";
export { default as Signal } from "./signal";
export { default as Capacity } from "./capacity";
export { default as Reports } from "./reports";
export { default as ReportRun } from "./report-run";
export { default as Maturity } from "./maturity";
export { default as FrameworkTry } from "./framework-try";
export { default as Framework } from "./framework";
export { default as Element } from "./element";
export { default as Evidence } from "./evidence";
export { default as EvidenceNew } from "./evidence-new";
export { default as EvidenceOne } from "./evidence-one";
