/** What reports and their parts are called, in the language chosen here. */
import { language, period } from "../words";
import type { Schemas } from "./api";

export type Texts = readonly { language: string; title: string }[] | undefined;

export const titleOf = (texts: Texts): string | undefined => (texts?.find((one) => one.language === language.value) ?? texts?.[0])?.title;

export const reportName = ({ name, texts }: Schemas["Report"]): string => titleOf(texts) ?? name;

/** A report and the period that it was run for. */
export function runName(run: Schemas["ReportRun"], reports: readonly Schemas["Report"][] | undefined): string {
  const report = reports?.find((one) => one.code === run.report && one.agency === run.agency);
  return `${report ? reportName(report) : run.report}, ${period(run.period)}`;
}
