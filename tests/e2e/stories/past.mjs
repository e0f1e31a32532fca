/** Some months of work on the demonstration's desk, made through the contract by those whose work it is: cases of several services, a
 * watched chart whose last day is more than chance, the framework, a mystery visit, a report that was run. Made again it is there once. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { definition } from "./definition.mjs";
import { ZONE } from "./story.mjs";

const FRAMEWORK = fileURLToPath(new URL("../../../config/frameworks/oss.json", import.meta.url));
const DAYS = 125; // the forecast of last month is drawn from whole months before it
const BURST = 60;
const AT_ONCE = 500;
const DAY_MS = 86_400_000;
/** Each with how many come a day (lists are gone through day by day), by which channels, and after how many hours they are closed. */
const SERVICES = [
  { service: "general-enquiry", outcome: "answered", segment: "resident", each: [3, 5, 4, 6, 3, 4, 2], channels: ["phone", "email", "counter", "web"], hours: [3, 26, 50, 8, 300] },
  { service: "birth-certificate", outcome: "issued", segment: "newcomer", each: [1, 2, 1, 1, 2], channels: ["counter", "web"], hours: [0.3, 0.4, 2] },
  { service: "street-damage", outcome: "repaired", segment: "older-resident", each: [0, 1, 2, 1], channels: ["phone", "mobile-office"], hours: [30, 75, 200] },
];
const CHART = { code: "enquiries", name: "General enquiries by day", measure: "cases-opened", every: "day", periods: 60, service: "general-enquiry", owner: "irina.constantin" };
/** Its weeks differ, and the last one took long. */
const BY_WEEK = { code: "certificates", name: "Birth certificates by week", measure: "elapsed-time", figure: "p90", every: "week", periods: 15, service: "birth-certificate", target: 14_400, owner: "irina.constantin" };
const longer = (week) => (week === 1 ? 6 : 1 + (week % 3) / 2);
/** For edit() of a definition. */
export const watched = (charts) => charts.push(CHART, BY_WEEK);

const today = new Date().toLocaleDateString("sv", { timeZone: ZONE });
/** The day so many days ago, where the administration is. */
export const ago = (days) => new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10);
/** The last month that is over, as the contract writes it. */
export const lastMonth = ago(Number(today.slice(8))).slice(0, 7);
/** How many weeks ago a day was; 0: in this one. */
const weeksAgo = (back) => Math.ceil((back - ((new Date(today).getUTCDay() + 6) % 7)) / 7);

function requests() {
  const made = [];
  for (let back = DAYS; back >= 1; back--)
    for (const { service, outcome, segment, each, channels, hours } of SERVICES) {
      const times = service === BY_WEEK.service ? longer(weeksAgo(back)) : 1;
      const count = service === CHART.service && back === 1 ? BURST : each[back % each.length];
      for (let i = 0; i < count; i++) {
        const opened = Date.parse(`${ago(back)}T08:00:00Z`) + i * 60_000;
        const closed = opened + hours[(back + i) % hours.length] * times * 3_600_000;
        made.push({
          external_id: `${service} ${ago(back)} ${i}`, service, segment, office: back % 3 ? "central-hall" : "north-district", channel: channels[(back + i) % channels.length],
          opened_at: new Date(opened).toISOString(), ...(closed < Date.now() && { closed_at: new Date(closed).toISOString(), outcome }),
        });
      }
    }
  return made;
}

/** Asks again until it is there. */
async function until(what, ask) {
  for (const end = Date.now() + 30_000; ; await new Promise((again) => setTimeout(again, 50))) {
    const found = await ask();
    if (found) return found;
    assert.ok(Date.now() < end, `${what} came`);
  }
}

async function bringIn(administrator) {
  const all = requests();
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const { results } = await administrator.api("POST", "/imports/requests", { agency: "city", source: "the system before", rows: all.slice(from, from + AT_ONCE) });
    assert.deepEqual(results.filter((one) => one.result === "rejected"), []);
  }
}

/** References and numbers of what there is then. */
export async function past(person) {
  const administrator = await person("nikola.babic");
  const manager = await person("irina.constantin");
  for (const one of [administrator, manager]) await one.logIn();
  await bringIn(administrator);
  const version = async () => (await administrator.api("GET", "/desk/versions?agency=city")).items[0].number;
  const files = (await definition({ "city/charts.json": watched })).map(({ path, text }) => ({ path, content: text }));
  await administrator.api("POST", "/desk", { files }, { "If-Match": `"${await version()}"` });
  if ((await manager.api("GET", "/maturity?agency=city")).items.length === 0)
    await administrator.api("POST", "/frameworks", { agency: "city", content: await readFile(FRAMEWORK, "utf8") });
  const raised = ({ code }) => until(`the signal of ${code}`, async () => (await manager.api("GET", `/signals?chart=${code}`)).items[0]);
  const signal = await raised(CHART);
  const signalByWeek = await raised(BY_WEEK);
  const { id } = await manager.api("POST", "/reports/monthly/runs?agency=city", { period: lastMonth });
  const run = await until("the run", async () => {
    const found = await manager.api("GET", `/report-runs/${id}`);
    return ["waiting", "running"].includes(found.state) ? undefined : found;
  });
  const visits = await manager.api("GET", "/surveys?kind=mystery-visit");
  const visit = visits.items[0] ?? (await manager.api("POST", "/surveys", {
    agency: "city", survey: "mystery-visit", office: "central-hall", answers: [{ question: "greeted", answer: "yes" }, { question: "explained", answer: "4" }] }));
  const number = await version();
  for (const one of [administrator, manager]) await one.context.close();
  return { signal: signal.reference, signalByWeek: signalByWeek.reference, run: run.same_as ?? run.id, survey: visit.reference, version: number };
}
