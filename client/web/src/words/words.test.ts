/** Catalogues hold the same keys, each is used, and nothing is left untranslated. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@formatjs/icu-messageformat-parser";
import { expect, test } from "vitest";

const HERE = new URL(".", import.meta.url).pathname;
type Catalogue = Record<string, string>;
const AREAS = readdirSync(join(HERE, "en"));

function read(language: string, area: string): Catalogue {
  return JSON.parse(readFileSync(join(HERE, language, area), "utf8")) as Catalogue;
}
const english: Catalogue = Object.assign({}, ...AREAS.map((area) => read("en", area)));
const bulgarian: Catalogue = Object.assign({}, ...AREAS.map((area) => read("bg", area)));
/** Names and signs that are the same in every language. */
const SAME = new Set<string>(["OneStop", "XmR", "CSV", "XLSX", "HTML", "JSON", "SVG"]);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.|\.d\.ts$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}
const code = sources(join(HERE, "..")).join("\n");

const names = (text: string): string[] => {
  const found = new Set<string>();
  const walk = (parts: ReturnType<typeof parse>) => {
    for (const part of parts) {
      if ("value" in part && part.type !== 0) found.add(part.value);
      if ("options" in part) for (const option of Object.values(part.options)) walk(option.value);
    }
  };
  walk(parse(text));
  return [...found].sort();
};

test("both catalogues hold the same keys, in the same order", () => {
  expect(readdirSync(join(HERE, "bg"))).toEqual(AREAS);
  for (const area of AREAS) expect(Object.keys(read("bg", area))).toEqual(Object.keys(read("en", area)));
});

test("keys are sorted, and none stands in two areas", () => {
  for (const area of AREAS) expect(Object.keys(read("en", area))).toEqual(Object.keys(read("en", area)).sort());
  expect(Object.keys(english).length).toBe(AREAS.reduce((sum, area) => sum + Object.keys(read("en", area)).length, 0));
});

test("every message is well formed and takes the same values in both", () => {
  for (const key of Object.keys(english)) expect([key, names(bulgarian[key] ?? "")]).toEqual([key, names(english[key] ?? "")]);
});

test("nothing is left in English", () => {
  const left = Object.keys(english).filter((key) => !SAME.has(english[key] ?? "") && !/[А-я]/.test(bulgarian[key] ?? ""));
  expect(left).toEqual([]);
});

/** The glossary of README.md says what is said instead. */
const NOT_SAID: [RegExp, string][] = [
  [/(?<!\p{L})случа(й|я|ят|и|ите)(?!\p{L})/iu, "преписка"],
  [/ведомств/iu, "администрация"],
  [/потребител(?!ск)/iu, "клиент; профил"],
  [/обръщени[ея]/iu, "контакт"],
  [/оплаквани/iu, "жалба"],
  [/(?<!\p{L})(етап|степен)(а|ът|и|та|ите)?(?!\p{L})/iu, "инстанция"],
  [/специалист/iu, "експерт"],
  [/пример(ен|ни|ният|ните) отговор/iu, "образец на отговор"],
  [/(?<!\p{L})уважен/iu, "основателна"],
  [/поднов/iu, "възобновена"],
  [/(?<!\p{L})впи(са|ши|сва)/iu, "регистрирам"],
  [/имейл/iu, "електронна поща"],
  [/фронт.?офис/iu, "гише"],
];
const ROOT = join(HERE, "../../../..");

/** Lines in Bulgarian of what stands in files of a folder. */
function written(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return written(path);
    if (!/\.(json|txt|c)$/.test(entry.name)) return [];
    return readFileSync(join(ROOT, path), "utf8").split("\n").flatMap((line) => (/[А-я]/.test(line) ? [`${path}: ${line.trim()}`] : []));
  });
}

test("one thing has one word in Bulgarian", () => {
  const lines = ["client/web/src/words/bg", "config", "workflow", "daemon"].flatMap(written);
  expect(lines.length).toBeGreaterThan(2000);
  expect(lines.flatMap((line) => NOT_SAID.flatMap(([word, instead]) => (word.test(line) ? [`${line}  → ${instead}`] : [])))).toEqual([]);
});

test("every key that the sources name is there, and every key is used", () => {
  const named = new Set([...code.matchAll(/["'`]([a-z][a-z-]*(?:\.[a-z0-9-]+)+)["'`]/gi)].map((match) => match[1] as string));
  // tn("list", value), words("list", values) and t(`list.${value}`) name whole lists.
  const lists = new Set([...code.matchAll(/(?:(?:tn|words)\(\s*["'`]([a-z-]+)["'`]|`([a-z-]+)\.\$\{)/g)].map((match) => match[1] ?? match[2]));
  const values = read("en", "values.json"); // the contract names these
  const unused = Object.keys(english).filter((key) => !(key in values)).filter((key) => !named.has(key) && !lists.has(key.split(".")[0]));
  expect(unused).toEqual([]);
});
