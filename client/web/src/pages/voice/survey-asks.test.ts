import { expect, test, vi } from "vitest";

vi.mock("../../words", () => ({ language: { value: "en" }, t: (key: string) => key, tn: (_list: string, value: string) => value }));
const { answersOf, questionAsks } = await import("./survey-asks");

const QUESTIONS = [
  { code: "satisfied", topic: "satisfaction", kind: "scale", required: true, text: "How satisfied are you?" },
  { code: "words", topic: "other", kind: "text", required: false },
] as const;

test("questions are asked as they are of their kind", () => {
  const [scale, text] = questionAsks(QUESTIONS);
  expect([scale?.as, scale?.label, scale?.optional, scale?.options?.length]).toEqual(["radio", "How satisfied are you?", false, 5]);
  expect([text?.as, text?.label, text?.optional]).toEqual(["text", "words: other", true]);
});

test("answers name their question, and those left out are left out", () => {
  const [scale, text] = questionAsks(QUESTIONS);
  expect(answersOf(QUESTIONS, { [scale?.name ?? ""]: "4", [text?.name ?? ""]: " " })).toEqual([{ question: "satisfied", answer: "4" }]);
});

test("without known questions each line is one answer", () => {
  const [lines] = questionAsks([]);
  expect(answersOf([], { [lines?.name ?? ""]: "greeted: yes\n\nnotes: door: open\nnothing" })).toEqual([
    { question: "greeted", answer: "yes" },
    { question: "notes", answer: "door: open" },
  ]);
});
