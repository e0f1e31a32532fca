/** What can be done with a complaint. The daemon decides; here is only what makes sense to offer. */
import type { Schemas } from "../../data/api";
import { options, people, words } from "../../data/options";
import { ANSWERS, COUNTER, TAKES_COMPLAINTS } from "../../data/roles";
import { may } from "../../data/session";
import { t, tn } from "../../words";
import { toBody, type Asked, type Values } from "./asked";
import type { Ladder } from "./ladder";
import type { Act } from "./record";

export type Whole = Schemas["ComplaintWhole"];
const OUTCOMES = ["upheld", "partly-upheld", "not-upheld", "resolved-at-once"] as const;

const remedy = (whole: Whole, optional: boolean): Asked[] => [
  { name: "what", as: "text", label: t("complaint.remedy-what"), hint: optional ? t("complaint.remedy-hint") : undefined, optional },
  { name: "owner", as: "choice", label: t("voice.owner"), options: people(whole.agency), optional: true, only: (values) => !optional || !!values["what"] },
  { name: "due_at", as: "day", label: t("complaint.remedy-due"), optional: true, only: (values) => !optional || !!values["what"] },
];

/** Whether the customer may still ask for the next stage. */
export const asksNext = (whole: Whole, now = Date.now()): boolean =>
  whole.state === "open" || (whole.state === "answered" && (!whole.ask_until || new Date(whole.ask_until).getTime() > now));

export function actsOf(whole: Whole, ladder: Ladder | undefined): Act<Whole>[] {
  const open = whole.state === "open";
  const stage = whole.stages.at(-1);
  const planned = ladder?.stages.find((one) => one.code === whole.stage);
  const answers = may(...ANSWERS);
  const takes = may(...TAKES_COMPLAINTS);
  const answer: Asked[] = [
    { name: "outcome", as: "radio", label: t("complaint.outcome"), options: words("complaint-outcome", OUTCOMES) },
    { name: "answer", as: "text", label: t("complaint.answer-text"), hint: t("complaint.answer-hint") },
    { name: "lesson", as: "text", label: t("complaint.lesson"), optional: true },
    ...remedy(whole, true),
  ];
  return [
    {
      verb: "acknowledge",
      word: t("complaint.acknowledge"),
      key: "b",
      why: t("complaint.acknowledge-why"),
      offered: answers && open && !!stage?.acknowledge_by && !stage.acknowledged_at,
      done: t("complaint.acknowledged"),
    },
    {
      verb: "answer",
      word: t("complaint.answer"),
      key: "a",
      why: planned && t("complaint.answer-told", { told: planned.told }),
      asks: answer,
      body: (values: Values) => {
        const { what, owner, due_at, ...body } = toBody(answer, values);
        return what ? { ...body, remedies: [{ what, owner, due_at }] } : body;
      },
      offered: answers && open,
      done: t("complaint.answered"),
    },
    {
      verb: "extend",
      word: t("complaint.extend"),
      why: planned?.extension ? t("complaint.extend-why", { most: planned.extension.text }) : undefined,
      asks: [
        { name: "amount", as: "number", label: t("complaint.extend-by", { unit: planned?.extension ? tn("clock-unit", planned.extension.unit) : "" }) },
        { name: "reason", as: "text", label: t("voice.reason"), hint: t("complaint.reason-told") },
      ],
      offered: answers && open && !!stage && (!planned || !!planned.extension),
      done: t("complaint.extended"),
    },
    {
      verb: "remedies",
      word: t("complaint.remedy-add"),
      asks: remedy(whole, false),
      body: (values: Values) => ({ remedies: [toBody(remedy(whole, false), values)] }),
      offered: answers && whole.state !== "not-opened",
      aside: whole.outcome === "not-upheld",
      done: t("complaint.remedy-added"),
    },
    // Only when the customer asks for it.
    { verb: "escalate", word: t("complaint.escalate"), why: t("complaint.escalate-why"), offered: takes && !!stage && asksNext(whole), aside: true, done: t("complaint.escalated") },
    { verb: "link", word: t("complaint.link"), asks: [{ name: "case", label: t("voice.case"), hint: t("voice.case-hint") }], offered: takes && !whole.case, done: t("complaint.linked") },
    {
      verb: "convert",
      word: t("complaint.convert"),
      why: t("complaint.convert-why"),
      asks: [
        { name: "service", as: "choice", label: t("voice.service"), options: options("services", whole.agency) },
        { name: "subject", label: t("case.subject") },
      ],
      offered: may(...COUNTER) && open && !whole.serious && !whole.case && whole.stages.length === 1,
      done: t("complaint.converted"),
    },
    {
      verb: "withdraw",
      word: t("complaint.withdraw"),
      why: t("complaint.withdraw-why"),
      asks: [{ name: "reason", as: "text", label: t("voice.reason"), optional: true }],
      offered: takes && open,
      danger: true,
      done: t("complaint.withdrawn"),
    },
  ];
}
