/** What is said of an improvement, when it is added and when it is changed. */
import { options, people, words } from "../../data/options";
import { ANSWERS } from "../../data/roles";
import { t } from "../../words";
import type { Asked } from "./asked";

export function improvementAsks(agency: string, added: boolean): Asked[] {
  const indicator = (values: Record<string, string>) => !!values["indicator"];
  return [
    { name: "title", label: t("improvement.title"), hint: added ? t("improvement.title-hint") : undefined },
    { name: "description", as: "text", label: t("improvement.description"), optional: true },
    ...(added ? [{ name: "office", as: "choice", label: t("voice.office"), hint: t("improvement.office-hint"), optional: true, options: options("offices", agency) } as Asked] : []),
    { name: "service", as: "choice", label: t("voice.service"), optional: true, options: options("services", agency) },
    { name: "owner", as: "choice", label: t("voice.owner"), optional: true, options: people(agency, ...ANSWERS) },
    { name: "due_at", as: "day", label: t("case.due"), optional: true },
    { name: "cost", as: "number", label: t("improvement.cost"), optional: true },
    { name: "currency", label: t("improvement.currency"), hint: t("improvement.currency-hint"), only: (values) => !!values["cost"] },
    { name: "indicator", label: t("improvement.indicator"), hint: t("improvement.indicator-hint"), optional: true },
    { name: "aim", as: "radio", label: t("improvement.aim"), options: words("aim", ["up", "down"]), only: indicator },
    { name: "before", as: "number", label: t("improvement.before"), optional: true, only: indicator },
    { name: "after", as: "number", label: t("improvement.after"), optional: true, only: indicator },
  ];
}
