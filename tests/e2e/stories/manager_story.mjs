/** A manager's day: figures and their chart, a signal with its cause and decision, a queue and what if, a report from its definition to the
 * public page, maturity from a level down to the facts and up to the next. What the pages say is what the contract says. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { applyDefinition, inFolder, tryDefinition } from "./definition.mjs";
import { ago, lastMonth, past, watched } from "./past.mjs";
import { story, url } from "./story.mjs";

/** The cells of a table, row by row, as they are read. */
const cells = (table) => table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
const table = (page, caption) => page.getByRole("group", { name: caption, exact: true });
const figure = (value) => (value === null ? "–" : new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(value));
/** What is little of its unit is not told as 0. */
const length = (value) => (value && value < 1 ? new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(value) : figure(value));
const share = (value) => `${figure(value * 100)}\u00a0%`;
/** Of a cell without a figure, what stands for it; else the figure without what is only read out. */
const plain = (text) => text.replace(/^–.*/s, "–");
const fact = (page, name) => page.locator(".facts div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd").first();
const go = async (one, name) => {
  await one.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
  await one.page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  await one.settled();
};

async function measures(manager) {
  const { page } = manager;
  const from = `${ago(100).slice(0, 7)}-01`;
  await go(manager, "Measures");
  await page.getByRole("link", { name: "Time from receipt to closing", exact: true }).click();
  await page.getByLabel("Split by").selectOption("service");
  await page.getByLabel("From", { exact: true }).fill(from);
  const asked = `agency=city&from=${from}&every=month&by=service`;
  await page.waitForURL(new RegExp(`by=service.*from=${from}|from=${from}.*by=service`));
  await page.locator("tbody td", { hasText: "Damage in streets" }).first().waitFor();
  const told = await manager.api("GET", `/measures/elapsed-time?${asked}`);
  const names = new Map((await manager.api("GET", "/services?agency=city&limit=200")).items.map((one) => [one.code, one.name]));
  const figures = table(page, "Time from receipt to closing");
  const divisor = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 }[(await figures.locator("th", { hasText: "Median" }).innerText()).split(", ")[1]];
  const time = (value) => length(value === null ? null : value / divisor);
  const rows = (await cells(figures)).map(([, service, ...rest]) => [service, ...rest.map(plain)]);
  assert.deepEqual(rows, [...told.cells, ...told.totals].map((cell) => [
    cell.key.length ? names.get(cell.key[0]) : "In all", figure(cell.n), time(cell.median), time(cell.p90), time(cell.p95), cell.judged ? share(cell.share) : "–", figure(cell.judged)]));
  assert.ok(told.cells.some((cell) => cell.median > 0), "there is a past");
}

async function chart(manager) {
  const { page } = manager;
  await go(manager, "Measures");
  await page.getByRole("link", { name: "Cases opened", exact: true }).click();
  await page.getByLabel("Service", { exact: true }).selectOption("general-enquiry");
  await page.locator("section", { hasText: "Control chart" }).getByLabel("Every").selectOption("day");
  await page.getByText("Above the upper limit").first().waitFor();
  const picture = page.locator("img.chart");
  await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await picture.elementHandle());
  await page.getByText("Figures of the chart", { exact: true }).first().click();
  const told = await manager.api("GET", "/measures/cases-opened/chart?agency=city&every=day&service=general-enquiry&format=json");
  const points = await cells(table(page, "Figures of the chart"));
  assert.deepEqual(points.map(([, value]) => value), told.points.map((point) => figure(point.value)));
  const lines = await page.locator("section", { hasText: "Control chart" }).locator("h3 + ul li").count();
  assert.ok(lines > 0 && lines <= told.signals.length, "what stands side by side is told together");
}

/** The next page of a list: asked for when the hand comes near, once however often it is wanted, and again by who wants it after that failed. */
async function nextPages(manager) {
  const page = await manager.logIn("/app/cases?status=closed");
  const wanted = (await manager.api("GET", "/cases?status=closed&limit=75")).items.map((one) => one.reference);
  const more = page.getByRole("button", { name: "Show more" });
  const links = page.locator("main tbody a.reference");
  const show = async (count) => {
    await links.nth(count - 1).waitFor();
    assert.deepEqual(await links.allInnerTexts(), wanted.slice(0, count), `the first ${count}, each once`);
  };
  let count = 0;
  let take;
  await page.route(/\/api\/v1\/cases\?.*cursor=/, (route) => (count++, take(route)));
  /** The hand comes to it: the request, held. */
  const near = async () => {
    const held = new Promise((done) => (take = done));
    await page.mouse.move(0, 0);
    await Promise.all([page.waitForRequest(/cursor=/), more.hover()]);
    return held;
  };

  await show(25);
  const held = await near();
  await more.click();
  await more.click();
  await held.continue();
  await show(50);
  assert.equal(count, 1);

  const failing = await near();
  await failing.abort();
  await page.locator(".offline").waitFor();
  assert.equal(await page.getByRole("alert").count(), 0, "nobody is told of what they did not ask for");
  await page.unrouteAll();
  await more.click();
  await show(75);
}

async function signal(manager, reference) {
  const { page } = manager;
  await page.locator("a.notices").click();
  await page.getByRole("link", { name: reference }).first().click();
  await page.getByRole("heading", { level: 1, name: `Signal ${reference}` }).waitFor();
  const told = await manager.api("GET", `/signals/${reference}`);
  assert.match(await fact(page, "Figure").innerText(), new RegExp(`^${figure(told.value)} `));
  await page.getByRole("textbox", { name: "Cause" }).fill("The new fee was in the newspaper.");
  await page.getByRole("textbox", { name: "What is done" }).fill("An answer stands on the page of questions.");
  await page.getByRole("button", { name: "Record" }).click();
  await page.getByRole("heading", { name: "Cause and decision" }).waitFor();
  assert.equal(await fact(page, "State").innerText(), "Decided");
  const decided = await manager.api("GET", `/signals/${reference}`);
  assert.deepEqual([decided.state, decided.cause, decided.decided_by.user_name], ["decided", "The new fee was in the newspaper.", "irina.constantin"]);
  await go(manager, "Signals");
  assert.equal(await page.getByRole("link", { name: reference }).count(), 0, "what is decided is not in the way");
}

/** Drawn as it was looked at: in weeks, of its figure; what stands above it is what it shows. */
async function signalByWeek(manager, reference) {
  const { page } = manager;
  await go(manager, "Signals");
  await page.getByRole("link", { name: reference }).click();
  const told = await manager.api("GET", `/signals/${reference}`);
  assert.deepEqual([told.every, told.figure, told.periods, told.target], ["week", "p90", 15, 14_400]);
  await page.getByText("Figures of the chart", { exact: true }).first().click();
  const points = await cells(table(page, "Figures of the chart"));
  assert.equal(points.length, told.periods);
  assert.ok(points.every(([week]) => /^\d{4}-W\d\d$/.test(week)));
  assert.match(points.at(-1).at(-1), /upper limit/);
  const hours = (value) => length(value / 3_600);
  assert.equal(points.at(-1)[1], hours(told.value));
  assert.equal(await fact(page, "Figure").innerText(), `${hours(told.value)} hours`);
  assert.equal(await fact(page, "Usual range").innerText(), `${hours(told.lower)} hours – ${hours(told.upper)} hours`);
  await page.getByText(`mean ${hours(told.mean)} hours`).first().waitFor();
  await page.locator("img.chart").evaluate((img) => img.decode());
  assert.equal(await page.getByRole("link", { name: "Time from receipt to closing (90th percentile)" }).count(), 1);
}

/** The end of a simulation, as the contract tells it to a program. */
async function simulated(manager, question) {
  const answer = await manager.context.request.post(`${url}/api/v1/simulations`, { data: question, headers: { Accept: "text/event-stream", "X-CSRF-Token": manager.csrf } });
  return JSON.parse((await answer.text()).trim().split("\n").at(-1).replace("data: ", ""));
}

async function capacity(manager) {
  const { page } = manager;
  await go(manager, "Capacity");
  await page.getByLabel("Queue").selectOption("general");
  await page.getByRole("heading", { level: 2, name: "General enquiries" }).waitFor();
  await page.getByText("Figures by day", { exact: true }).first().click();
  const { days } = await manager.api("GET", `/queues/general/capacity?agency=city&from=${ago(55)}`);
  const hours = (minutes) => figure(minutes === null ? null : minutes / 60);
  const rows = await cells(table(page, "General enquiries: hours of work by day"));
  assert.deepEqual(rows.map(([, ...rest]) => rest.map(plain)), days.reverse().map((day) => [hours(day.demand), hours(day.capacity), hours(day.activity), hours(day.backlog), figure(day.cases)]));

  const form = page.locator("section", { hasText: "What if?" });
  const run = async (fields) => {
    for (const [name, value] of Object.entries(fields)) await form.getByLabel(name).fill(String(value));
    await form.getByRole("button", { name: "Simulate" }).click();
  };
  await run({ "Weeks to come": 104, "People more": -1, Demand: 1.2, Seed: 7 });
  await form.getByRole("progressbar").waitFor();
  await form.getByRole("button", { name: "Cancel" }).click();
  await form.getByText("Cancelled.").waitFor();
  await run({ "Weeks to come": 6 });
  await form.getByText("The simulation is done.").waitFor();
  const told = await simulated(manager, { queue: "general", agency: "city", weeks: 6, staff: -1, demand: 1.2, seed: 7 });
  assert.equal(await fact(page, "People who work the queue").innerText(), figure(told.people));
  assert.equal(await fact(page, "Chance that more comes than can be done").innerText(), share(told.all.demand_exceeds_capacity));
  const weeks = await cells(table(page, "Weeks to come"));
  assert.deepEqual(weeks.map((week) => week[2]), told.weeks.map((week) => hours(week.capacity)));
  await page.getByRole("heading", { name: "Last month: forecast and what happened" }).waitFor();
  assert.equal((await cells(table(page, "Last month: forecast and what happened")))[0][2], figure(told.backtest.happened.arrivals));
}

const REPORT = {
  code: "voices", name: "What people asked", period: "month", schedule: { day: 5 }, publish: true,
  texts: [{ language: "en", title: "What people asked" }, { language: "bg", title: "Какво питаха хората" }],
  sections: [{ code: "services", texts: [{ language: "en", title: "By service" }, { language: "bg", title: "По услуги" }], measures: ["cases-opened", "cases-closed"], by: "service", show: ["table", "chart"] }],
  recipients: [{ code: "council", name: "Council of Rivnik", kind: "council", email: "clerk@council.example", format: "xlsx", language: "en" }],
};

/** An administrator adds a report to the desk definition. */
async function defined(administrator) {
  const page = await administrator.logIn("/app/desk");
  await inFolder(async (folder, write) => {
    await write({ "city/charts.json": watched, "city/reports.json": (reports) => reports.push(REPORT) });
    await tryDefinition(page, folder);
    const would = table(page, "What it changed");
    assert.match(await would.getByRole("row").nth(1).innerText(), /Report\s+voices\s+New/);
    await applyDefinition(page);
    await page.getByText("The definition is applied").waitFor();
  });
}

async function report(manager, visitor) {
  const { page } = manager;
  await go(manager, "Reports");
  const monthly = table(page, "Runs").getByRole("row").filter({ hasText: "Came by itself" }).filter({ hasText: "Monthly report" });
  await monthly.first().waitFor(); // as its schedule says, for the months that are over
  const line = page.getByRole("row").filter({ hasText: "Council of Rivnik" });
  assert.match(await line.innerText(), /5 days after the end of the period, published/);
  await line.getByRole("button", { name: "Run What people asked" }).click();
  const dialog = page.getByRole("dialog", { name: "Run What people asked" });
  assert.equal(await dialog.getByLabel("Period").inputValue(), lastMonth);
  const runs = /\/api\/v1\/report-runs\/\d+$/;
  const running = { state: "running", percent: 60, doing: "comparing", edition: null };
  await page.route(runs, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...running } });
  });
  await dialog.getByRole("button", { name: "Run" }).click();
  await page.waitForURL(/\/app\/reports\/runs\/\d+$/);
  await page.getByText("Figures are compared with the edition before").waitFor();
  await page.unroute(runs);
  await page.getByRole("heading", { name: "Files" }).waitFor(); // it goes on by itself until it is done
  const id = page.url().split("/").at(-1);
  assert.equal(await page.locator("p[role=status]").innerText(), "Done");

  const { figures } = await manager.api("GET", `/report-runs/${id}/file?format=json`);
  const rows = figures.sections[0].rows.filter((row) => row.keys.length > 0);
  assert.ok(rows.length >= 3);
  assert.match(await page.getByRole("link", { name: "Read the report" }).getAttribute("href"), /format=html&language=en$/);
  const reading = page.waitForEvent("popup").catch(() => undefined);
  await page.getByRole("link", { name: "HTML, English" }).click();
  const read = await Promise.race([reading, page.waitForURL(/report-runs/).then(() => page)]);
  for (const row of rows) await read.getByRole("row").filter({ hasText: row.keys[0].name }).filter({ hasText: figure(row.figures[0].value) }).first().waitFor();
  if (read === page) await page.goBack();
  else await read.close();

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "XLSX, English" }).click()]);
  assert.equal(download.suggestedFilename(), `voices-${lastMonth}.xlsx`);
  const same = await manager.context.request.get(`${url}/api/v1/report-runs/${id}/file?format=xlsx&language=en`);
  assert.deepEqual(await readFile(await download.path()), await same.body());

  await page.getByRole("button", { name: "Send" }).click();
  const sent = table(page, "To whom it went").getByRole("row").filter({ hasText: "Council of Rivnik" });
  await sent.getByText("Delivered").waitFor();
  await sent.getByRole("button", { name: "Note the receipt of Council of Rivnik" }).click();
  await page.getByLabel("Who said that it has arrived").fill("Registry of the council");
  await page.getByRole("dialog").getByRole("button", { name: "Note receipt" }).click();
  await sent.getByText("Registry of the council").waitFor();

  const address = `${url}/published/city/voices/${lastMonth}`;
  const everybody = await visitor.newPage();
  assert.equal((await everybody.goto(address)).status(), 404);
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
  const link = page.getByRole("link", { name: "the public page" });
  await link.waitFor();
  assert.equal(url + (await link.getAttribute("href")), address);
  assert.equal((await everybody.goto(address)).status(), 200);
  await everybody.getByRole("heading", { level: 1, name: "What people asked" }).waitFor();
  assert.deepEqual(await visitor.context.cookies(), []);
}

async function maturity(manager, lead) {
  const { page } = manager;
  const element = async (code) => {
    await go(manager, "Maturity");
    await page.locator("main tbody a").first().click();
    await page.getByRole("link", { name: new RegExp(`^${code} `) }).click();
    await page.getByRole("heading", { level: 1, name: new RegExp(`^${code} `) }).waitFor();
    await page.getByRole("heading", { level: 2, name: "History" }).waitFor();
    return manager.api("GET", `/maturity/oss/elements/${code}?agency=city&why=true`);
  };
  const condition = (text) => page.locator(".conditions > li").filter({ hasText: `${text}:` });

  // From a level down to what its figure is counted from.
  const counted = (await element("3.3")).conditions.find((one) => one.indicator === "opened");
  const line = condition(counted.subject);
  assert.match(await line.innerText(), new RegExp(`Met ${counted.subject}: ${figure(counted.found)}`));
  await line.locator("summary").click();
  const parts = await cells(line.locator("table"));
  assert.equal(parts.reduce((sum, part) => sum + Number(part[3].replaceAll(",", "")), 0), counted.found, "the parts are the figure");
  await line.getByRole("link", { name: "Cases opened" }).click();
  await page.getByRole("heading", { level: 1, name: "Cases opened" }).waitFor();
  const total = table(page, "Cases opened").getByRole("row").filter({ hasText: "In all" }).last();
  await total.waitFor();
  assert.equal((await total.getByRole("cell").last().innerText()).trim(), figure(counted.found));

  // What is missing for the next level is entered by one and checked by another.
  const before = await element("1.5");
  assert.equal(before.level, "basic");
  await page.getByText("Not met").first().waitFor();
  const missing = before.conditions.filter((one) => one.level === before.next && !one.holds && !one.few);
  assert.ok(missing.length > 0);
  for (const one of missing) await condition(one.subject).getByText("Not met").waitFor();
  const writing = await lead.logIn(new URL(page.url()).pathname);
  await writing.getByRole("link", { name: "Enter evidence" }).first().click();
  await writing.getByRole("heading", { level: 1, name: "Enter evidence" }).waitFor();
  await writing.waitForFunction(() => [...document.querySelectorAll("main select")].some((list) => list.value === "publication"));
  await writing.getByLabel("Title").fill("Leaflet: who answers what");
  await writing.getByLabel("Medium").selectOption("leaflet");
  await writing.getByLabel("Topic").fill("contact");
  await writing.getByRole("button", { name: "Enter" }).click();
  await writing.getByText("somebody else has to check it").waitFor();
  assert.equal(await writing.getByRole("button", { name: "Check", exact: true }).count(), 0, "nobody checks what is their own");
  const reference = writing.url().split("/").at(-1);
  assert.equal((await element("1.5")).level, "basic", "what nobody has checked does not count");

  await go(manager, "Evidence");
  await page.getByRole("link", { name: reference }).click();
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("Checked, counts").waitFor();
  const after = await element("1.5");
  assert.equal(after.level, "developing");
  assert.match(await fact(page, "Level").innerText(), /Developing \(2 of 4\)/);
  const met = page.locator(".conditions > li").filter({ hasText: "Met" }).first();
  await met.locator("summary").click();
  await met.getByRole("link", { name: reference }).click();
  await page.getByRole("heading", { level: 1, name: "Leaflet: who answers what" }).waitFor();

  await element("1.5");
  await page.getByLabel("Level").selectOption("performing");
  await page.getByLabel("By when").fill(ago(-200));
  await page.getByRole("button", { name: "Set the target" }).click();
  await page.getByText("1 level to go, 200 days left").waitFor();
}

await story(async (person) => {
  const known = await past(person);
  const manager = await person("irina.constantin");
  await manager.logIn();
  await manager.api("GET", "/session");
  await measures(manager);
  await chart(manager);
  await nextPages(await person("irina.constantin", { serviceWorkers: "block" })); // its requests pass none
  await signal(manager, known.signal);
  await signalByWeek(manager, known.signalByWeek);
  await capacity(manager);
  await defined(await person("nikola.babic"));
  await report(manager, await person("irina.constantin"));
  await maturity(manager, await person("vesna.jovic"));
});
