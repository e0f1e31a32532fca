import { expect, test } from "vitest";
import { differences } from "./facts";

test("differences name what came, went and changed", () => {
  expect(
    differences(
      [
        ["Status", "open"],
        ["Owner", "Ana"],
        ["Due", "1 March"],
      ],
      [
        ["Status", "answered"],
        ["Due", "1 March"],
        ["Answer", "Mended"],
      ],
    ),
  ).toEqual([
    { name: "Status", was: "open", is: "answered" },
    { name: "Owner", was: "Ana", is: "" },
    { name: "Answer", was: "", is: "Mended" },
  ]);
});
