/** What the stories of every page share: their addresses, from the one table of the client, with parameters from what there is; and
 * an agency whose records are full of text that would do harm if it were taken for markup. */
import { readFileSync } from "node:fs";

const PLACES = new URL("../../../client/web/src/shell/places.ts", import.meta.url);

const PLURAL = { case: "cases", complaint: "complaints", feedback: "feedback", improvement: "improvements", evidence: "evidence" };
export const HOSTILE = `<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'"\`{{7*7}}\${1} </textarea><b>Ω</b>`;
const LONG = `${"W".repeat(60)} ${HOSTILE}`;

/** Makes one of each, hostile in every field that takes text; who: somebody who may do everything. What there is then. */
export async function fill(who) {
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
  const today = new Date().toISOString().slice(0, 10);
  await make("evidence", "/evidence", { agency: "city", kind: "site-inspection", title: HOSTILE, date: today, fields: {} }).catch(() => undefined);
  const survey = await who.api("GET", "/surveys?agency=city&limit=1");
  const framework = await who.api("GET", "/maturity?agency=city");
  const measure = await who.api("GET", "/measures");
  return { made, survey: survey.items[0]?.reference, framework: framework.items[0]?.framework ?? framework.items[0]?.code, measure: measure.items[0]?.name };
}

/** Addresses of all pages. known: what fill() made. */
export function addresses(known) {
  const values = {
    ...Object.fromEntries(["case", "complaint", "feedback", "improvement", "evidence"].map((kind) => [`/app/${PLURAL[kind]}/`, { reference: known.made[kind]?.reference }])),
    "/app/customers/": { id: known.made.customer.id }, "/app/services/": { code: "public-information" }, "/app/measures/": { name: known.measure },
    "/app/maturity/": { framework: known.framework, element: "1.1" }, "/app/surveys/": { reference: known.survey }, "/app/surveys/results/": { code: "after-closing" },
  };
  const found = [`/app/personal?customer=${known.made.customer.id}`];
  for (const [, path] of readFileSync(PLACES, "utf8").matchAll(/path: "([^"]+)"/g)) {
    const folder = Object.keys(values).filter((one) => path.startsWith(one)).sort((a, b) => b.length - a.length)[0];
    const address = path.replace(/:(\w+)/g, (_, name) => values[folder ?? ""]?.[name] ?? `:${name}`);
    if (!/:\w/.test(address)) found.push(address);
  }
  return found;
}
