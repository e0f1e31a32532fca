import { expect, test } from "vitest";
import { compare, filesOf, pathIn, textOf } from "./compare";

const definition = {
  code: "town",
  name: "Town",
  notify: ["opened"],
  offices: [{ code: "hall", name: "Hall", serves: ["water"] }],
  standards: [
    { code: "week", amount: 7, in_force_from: "2020-01-01" },
    { code: "week", amount: 5, in_force_from: "2026-01-01" },
  ],
  staff: [{ user_name: "ada", name: "Ada" }],
  surveys: [],
};

test("a definition is shown as the files it was written in", () => {
  expect(filesOf(definition).map((file) => file.path)).toEqual(["agencies.json", "town/offices.json", "town/standards.json", "town/staff.json"]);
  expect(filesOf(definition)[0]?.items).toEqual([{ code: "town", name: "Town", notify: ["opened"] }]);
  expect(JSON.parse(textOf({ path: "town/staff.json", items: definition.staff }))).toEqual({ staff: definition.staff });
});

test("the same in another order of keys is no difference", () => {
  expect(compare(definition, { ...definition, offices: [{ serves: ["water"], name: "Hall", code: "hall" }] })).toEqual([]);
});

test("items are new, changed or retired by code, and by day where a code has several", () => {
  const after = {
    ...definition,
    notify: ["opened", "closed"],
    offices: [{ code: "hall", name: "Town hall", serves: ["water"], phone: "1" }],
    standards: [definition.standards[0], { code: "week", amount: 4, in_force_from: "2027-01-01" }],
    surveys: [{ code: "how-was-it" }],
  };
  expect(compare(definition, after)).toEqual([
    { path: "agencies.json", code: "town", change: "changed", values: [{ at: "notify", from: '["opened"]', to: '["opened","closed"]' }] },
    { path: "town/offices.json", code: "hall", change: "changed", values: [{ at: "name", from: '"Hall"', to: '"Town hall"' }, { at: "phone", from: "", to: '"1"' }] },
    { path: "town/standards.json", code: "week (2027-01-01)", change: "new", values: [] },
    { path: "town/standards.json", code: "week (2026-01-01)", change: "retired", values: [] },
    { path: "town/surveys.json", code: "how-was-it", change: "new", values: [] },
  ]);
});

test("what changed deep in an item is told by its place", () => {
  const process = (minutes: number) => ({ code: "town", processes: [{ code: "p", steps: [{ code: "a", minutes: 5 }, { code: "b", minutes, roles: ["x"] }] }] });
  expect(compare(process(10), process(20))[0]?.values).toEqual([{ at: "steps/1/minutes", from: "10", to: "20" }]);
});

test("a whole file that is gone is told item by item", () => {
  const { staff: _, ...rest } = definition;
  expect(compare(definition, rest)).toEqual([{ path: "town/staff.json", code: "ada", change: "retired", values: [] }]);
});

test("paths are those inside of the chosen folder; what is no definition is left out", () => {
  expect(["desk/agencies.json", "desk/town/staff.json", "desk/town/replies/hello.en.txt", "desk/.git/x.json", "desk/town/.staff.json"].map(pathIn)).toEqual([
    "agencies.json",
    "town/staff.json",
    undefined,
    undefined,
    undefined,
  ]);
});
