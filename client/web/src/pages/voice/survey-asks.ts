/** The questions of a survey as a form asks them. */
import type { Schemas } from "../../data/api";
import { asTheyAre, words } from "../../data/options";
import { t, tn } from "../../words";
import type { Asked, Values } from "./asked";

/** A question as the survey asks it; without its words when only its topic is known. */
export type Question = Pick<Schemas["SurveyAsks"]["questions"][number], "code" | "topic" | "kind"> & { text?: string; required?: boolean };

const SCALE = ["1", "2", "3", "4", "5"] as const;
const NAME = "question ";

/** Of a survey whose questions are not told: each answer with the code of its question. */
const LINES = "lines";

export function questionAsks(questions: readonly Question[]): Asked[] {
  if (questions.length === 0) return [{ name: LINES, as: "text", label: t("survey.lines"), hint: t("survey.lines-hint") }];
  return questions.map((one) => ({
    name: NAME + one.code,
    as: one.kind === "text" ? "text" : "radio",
    label: one.text ?? `${one.code}: ${tn("survey-topic", one.topic)}`,
    optional: one.required === false,
    options: one.kind === "scale" ? asTheyAre(SCALE) : words("yes-no", ["yes", "no"]),
  }));
}

/** What was answered, question by question; those left out are left out. */
export function answersOf(questions: readonly Question[], values: Values): { question: string; answer: string }[] {
  if (questions.length === 0)
    return (values[LINES] ?? "").split("\n").flatMap((line) => {
      const [question, ...answer] = line.split(":");
      return question?.trim() && answer.length > 0 ? [{ question: question.trim(), answer: answer.join(":").trim() }] : [];
    });
  return questions.flatMap(({ code }) => {
    const answer = (values[NAME + code] ?? "").trim();
    return answer ? [{ question: code, answer }] : [];
  });
}
