/** What a version of the desk definition says of an agency, as the files it was written in, and how it differs from another. */

export type Item = Record<string, unknown>;
export type Definition = Record<string, unknown>;

/** In the order of config/README.md. What is none of these stands in agencies.json. */
const LISTS = ["calendars", "offices", "skills", "segments", "queues", "standards", "processes", "services", "ladders", "staff", "surveys", "reports", "charts"];

export interface File {
  path: string;
  items: Item[];
}

export function filesOf(definition: Definition): File[] {
  const agency = Object.fromEntries(Object.entries(definition).filter(([name]) => !LISTS.includes(name)));
  const lists = LISTS.map((name) => ({ path: `${String(definition.code)}/${name}.json`, items: (definition[name] ?? []) as Item[] }));
  return [{ path: "agencies.json", items: [agency] }, ...lists.filter((file) => file.items.length > 0)];
}

/** Its text, as one would write it. */
export function textOf(file: File): string {
  return JSON.stringify({ [file.path.replace(/^.*\/|\.json$/g, "")]: file.items }, null, 2);
}

/** Standards and calendars may stand there several times, each from another day. */
function codeOf(item: Item): string {
  const code = String(item.code ?? item.user_name ?? "");
  return item.in_force_from ? `${code} (${String(item.in_force_from)})` : code;
}

export interface Value {
  /** Keys and numbers, with "/" between them. */
  at: string;
  /** As JSON; empty: it was, or is, not there. */
  from: string;
  to: string;
}

const text = (value: unknown) => (value === undefined ? "" : JSON.stringify(value));

/** What says something else, as deep as it stands, in whatever order keys do; of lists that are longer or shorter, the whole. */
function values(a: unknown, b: unknown, at: string[] = []): Value[] {
  const deep = typeof a === "object" && typeof b === "object" && a && b && Array.isArray(a) === Array.isArray(b) && (!Array.isArray(a) || a.length === (b as unknown[]).length);
  if (!deep) return a === b ? [] : [{ at: at.join("/"), from: text(a), to: text(b) }];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => values((a as Item)[key], (b as Item)[key], [...at, key]));
}

export interface Difference {
  path: string;
  code: string;
  change: "new" | "changed" | "retired";
  /** Of what changed. */
  values: Value[];
}

export function compare(before: Definition, after: Definition): Difference[] {
  const [was, is] = [filesOf(before), filesOf(after)];
  const paths = new Set([...is, ...was].map((file) => file.path));
  const byCode = (files: File[], path: string) => new Map((files.find((file) => file.path === path)?.items ?? []).map((item) => [codeOf(item), item]));
  return [...paths].flatMap((path) => {
    const [old, now] = [byCode(was, path), byCode(is, path)];
    const found: Difference[] = [];
    for (const [code, item] of now) {
      const other = old.get(code);
      const differing = other ? values(other, item) : [];
      if (!other) found.push({ path, code, change: "new", values: [] });
      else if (differing.length > 0) found.push({ path, code, change: "changed", values: differing });
    }
    for (const code of old.keys()) if (!now.has(code)) found.push({ path, code, change: "retired", values: [] });
    return found;
  });
}

/** The path of a file in the folder that was chosen; undefined for what is no part of a definition (sample replies, hidden files). */
export function pathIn(chosen: string): string | undefined {
  const path = chosen.replace(/^[^/]*\//, "");
  return path.endsWith(".json") && !/(^|\/)\./.test(path) ? path : undefined;
}
