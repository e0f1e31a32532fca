/** What the stories of every page share: their addresses, from the one table of the client, with parameters from what there is; and
 * an agency whose records are full of text that would do harm if it were taken for markup. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ago } from "./past.mjs";

const PLACES = new URL("../../../client/web/src/shell/places.ts", import.meta.url);

const PLURAL = { case: "cases", complaint: "complaints", feedback: "feedback", improvement: "improvements", evidence: "evidence" };
export const HOSTILE = `<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'"\`{{7*7}}\${1} </textarea><b>Ω</b>`;
const LONG = `${"W".repeat(60)} ${HOSTILE}`;

/** Makes one of each, hostile in every field that takes text; who: somebody who may do everything. What there is then, with what is
 * known of the past (past.mjs). */
export async function fill(who, known) {
  const made = {};
  const make = async (name, path, body) => (made[name] = await who.api("POST", path, body));
  await make("customer", "/customers", { agency: "city", name: HOSTILE, phone: "+359 2 000000", email: "a@example.org", address: LONG });
  const customer = made.customer.id;
  await make("case", "/cases", { agency: "city", service: "public-information", office: "central-hall", channel: "counter", subject: LONG, details: `${HOSTILE}\n${HOSTILE}`, customer });
  const of = `/cases/${made.case.reference}`;
  await make("note", `${of}/notes`, { body: HOSTILE });
  await make("contact", `${of}/contacts`, { channel: "phone", cause: "chase", summary: HOSTILE });
  await make("task", `${of}/tasks`, { queue: "lawyers", question: HOSTILE });
  await make("complaint", "/complaints", { agency: "city", case: made.case.reference, channel: "counter", text: HOSTILE, customer });
  await make("feedback", "/feedback", { agency: "city", kind: "suggestion", channel: "counter", office: "central-hall", text: HOSTILE });
  await make("improvement", "/improvements", { agency: "city", title: LONG.slice(0, 150), description: HOSTILE });
  await make("evidence", "/evidence", { agency: "city", kind: "publication", title: HOSTILE, date: ago(1), fields: { medium: "leaflet", topic: LONG.slice(0, 150) } });
  const { version } = await who.api("GET", `/signals/${known.signal}`);
  await who.api("POST", `/signals/${known.signal}/decide`, { cause: HOSTILE, decision: LONG }, { "If-Match": `"${version}"` });
  return { made, ...known };
}

/** Addresses of all pages: one that is not told here is a fault. known: what fill() made. */
export function addresses(known) {
  const { made } = known;
  const values = {
    ...Object.fromEntries(Object.entries(PLURAL).map(([kind, plural]) => [`/app/${plural}/`, { reference: made[kind].reference }])),
    "/app/customers/": { id: made.customer.id }, "/app/services/": { code: "public-information" }, "/app/measures/": { name: "cases-opened" },
    "/app/maturity/": { framework: "oss", element: "1.1" }, "/app/surveys/": { reference: known.survey }, "/app/surveys/results/": { code: "after-closing" },
    "/app/signals/": { reference: known.signal }, "/app/reports/runs/": { id: known.run }, "/app/desk/": { number: known.version },
  };
  const found = [...readFileSync(PLACES, "utf8").matchAll(/path: "([^"]+)"/g)].map(([, path]) => {
    const folder = Object.keys(values).filter((one) => path.startsWith(one)).sort((a, b) => b.length - a.length)[0];
    return path.replace(/:(\w+)/g, (_, name) => values[folder]?.[name] ?? assert.fail(`what ${name} is in ${path} is not told in every_page.mjs`));
  });
  return [...found, `/app/personal?customer=${made.customer.id}`, SIMULATED];
}

/** The page on which a simulation has been run. */
export const SIMULATED = "/app/capacity?queue=general";
/** What is done on a page before it is looked at, where its first sight is not all of it. */
export const DONE_FIRST = {
  [SIMULATED]: async (page) => {
    await page.locator("main form [type=submit]").click();
    await page.locator("main .facts").waitFor();
  },
};
