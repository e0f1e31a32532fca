/** The browser of part h of scripts/bench: Debian's Chromium, its processor throttled, at the built web client. Prints milliseconds as
 * JSON: of each thing that somebody waits for the samples, and beside each what its peer took just before. ONESTOP_BROWSING says
 * where, who and how often (browsing.py). Times are the page's own: from the event, or the beginning of the page, to the first task
 * after the paint that shows what was waited for, so what drives the browser does not count. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../e2e/package.json", import.meta.url))("playwright-core");
const { url, key, user, password, samples, throttle, queue, search } = JSON.parse(process.env.ONESTOP_BROWSING);
const PATIENCE_MS = 60_000;
const LETTER_MS = 120; // between the letters of who types well
const HAND_MS = 150; // from being above something to the click on it
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", `--ignore-certificate-errors-spki-list=${key}`]; // trusted, since nothing is cached of who is not
const ROWS = "main tbody a.reference";

let cookie;

async function logIn() {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify({ user_name: user, password, cookie: true }) });
  assert.ok(answer.ok, `log-in: ${answer.status}`);
  const [name, value] = answer.headers.get("set-cookie").split(";")[0].split("=");
  cookie = { name, value, domain: new URL(url).hostname, path: "/", secure: true, httpOnly: true, sameSite: "Strict" };
}

/** Answers of the API, one after another; how long they took on a connection that is open already. */
async function answers(...paths) {
  const get = async (path) => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { Cookie: `${cookie.name}=${cookie.value}` } });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    await answer.json();
  };
  await get("/session");
  const began = performance.now();
  for (const path of paths) await get(path);
  return performance.now() - began;
}

/** Runs in the page: what tells when something is shown. */
function listenInPage() {
  const painted = (since, tell) =>
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => tell(performance.now() - since());
      after.port2.postMessage(0);
    });
  /** When what() is first true, painted, since since(). */
  window.shown = (what, since) =>
    new Promise((tell) => {
      const look = () => what() && (watch.disconnect(), painted(since, tell));
      const watch = new MutationObserver(look);
      watch.observe(document, { childList: true, subtree: true, characterData: true });
      look();
    });
  /** The same since the next event of a kind. */
  window.shownAfter = (kind, what) => {
    let at;
    addEventListener(kind, (event) => (at ??= event.timeStamp), { capture: true, once: true });
    return window.shown(() => at !== undefined && what(), () => at);
  };
}

async function newContext(browser) {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  await context.addCookies([cookie]);
  await context.addInitScript(listenInPage);
  return context;
}

async function newPage(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (fault) => assert.fail(fault.stack));
  const debuggers = await context.newCDPSession(page);
  await debuggers.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  return page;
}

/** Opens an address; milliseconds until its rows are there. */
async function load(page, path, rows = ROWS) {
  await page.goto(url + path, { waitUntil: "commit" });
  return page.evaluate((rows) => window.shown(() => document.querySelector(rows), () => 0), rows);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const found = {};
function tell(what, ours, beside) {
  const samples = (found[what] ??= { ours: [], beside: [] });
  samples.ours.push(ours);
  samples.beside.push(beside);
}

/** Cold: nothing of the client is in this browser, and no connection is open. Warm: it has been here. The peer is a small file. */
async function firstLoads(browser) {
  for (let i = 0; i < samples; i++) {
    const empty = await newContext(browser);
    const small = await newPage(empty);
    await small.goto(`${url}/app/icon.svg`);
    const floor = await small.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
    await empty.close();

    const context = await newContext(browser);
    const cold = await newPage(context);
    tell("cold", await load(cold, "/app/"), floor);
    await cold.evaluate(() => navigator.serviceWorker.ready);
    await cold.close();
    const warm = await newPage(context);
    await warm.goto(`${url}/app/icon.svg`);
    const again = await warm.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
    tell("warm", await load(warm, "/app/"), again);
    await context.close();
  }
}

/** A click on what a selector names, in the middle of it; in view, so that nothing has to be scrolled first. */
async function click(page, selector, nth = 0) {
  const { x, y } = await page.evaluate(([selector, nth]) => {
    const element = document.querySelectorAll(selector)[nth];
    element.scrollIntoView({ block: "center" });
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }, [selector, nth]);
  await page.mouse.move(x, y);
  await page.waitForTimeout(HAND_MS);
  await page.mouse.click(x, y);
}

/** From a click on a row of one's list to the case, whole. */
async function openCases(page) {
  const OF = 20; // rows of the list
  await load(page, "/app/cases?handler=me");
  for (let i = 0; i < samples; i++) {
    const nth = i % OF;
    const reference = await page.evaluate(([rows, nth]) => document.querySelectorAll(rows)[nth].textContent, [ROWS, nth]);
    const answer = await answers(`/cases/${reference}`);
    const shown = page.evaluate((wanted) => window.shownAfter("click", () => document.querySelector(".case-line .reference")?.textContent === wanted), reference);
    const [took] = await Promise.all([shown, click(page, ROWS, nth)]);
    tell("case", took, answer);
    await page.goBack();
    await page.evaluate((rows) => window.shown(() => document.querySelector(rows), () => 0), ROWS);
  }
}

/** From a click on "more" to the rows of the next page. */
async function nextPages(page) {
  const PAGES = 3; // of a list, before it is begun anew
  for (let i = 0; i < samples; i++) {
    if (i % PAGES === 0) await load(page, `/app/cases?${queue}`);
    const before = await page.evaluate((rows) => document.querySelectorAll(rows).length, ROWS);
    const answer = await answers(`/cases?${queue}&limit=50`);
    const shown = page.evaluate(([rows, before]) => window.shownAfter("click", () => document.querySelectorAll(rows).length > before), [ROWS, before]);
    const [took] = await Promise.all([shown, click(page, ".more button")]);
    tell("next", took, answer);
  }
}

/** The longest task of the page's main thread, and of no other page's, while something is done: milliseconds by the clock, and of the
 * processor. */
async function longestTask(browser, page, act) {
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const [{ processId }] = traceEvents.find((one) => one.name === "TracingStartedInBrowser").args.data.frames;
  const main = traceEvents.find((one) => one.name === "thread_name" && one.args.name === "CrRendererMain" && one.pid === processId).tid;
  const tasks = traceEvents.filter((one) => one.name === "ThreadControllerImpl::RunTask" && one.pid === processId && one.tid === main);
  assert.ok(tasks.length > 0, "the trace shows no task");
  const longest = tasks.reduce((most, one) => (one.dur > most.dur ? one : most));
  return { took: longest.dur / 1000, worked: (longest.tdur ?? 0) / 1000 };
}

/** A word, letter by letter, until what it finds is there. */
async function type(browser, page, what, word, rows) {
  const { took, worked } = await longestTask(browser, page, async () => {
    const shown = page.evaluate((rows) => window.shownAfter("keydown", () => document.querySelector(rows)), rows);
    await Promise.all([shown, page.keyboard.type(word, { delay: LETTER_MS })]);
    await page.waitForTimeout(3 * LETTER_MS); // the answer to the last letter
  });
  tell(what, took, worked);
}

async function typeWords(browser, page) {
  for (let i = 0; i < samples; i++) {
    await load(page, "/app/cases?handler=me");
    await page.keyboard.press("Control+k");
    await page.locator("dialog input[type=search]").waitFor();
    await type(browser, page, "palette", search.cases, "dialog [role=option] .reference");
    await page.goto(`${url}/app/customers`);
    await page.locator("main input[type=search]").focus();
    await type(browser, page, "search", search.customers, "main tbody tr");
  }
}

await logIn();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
try {
  await firstLoads(browser);
  const context = await newContext(browser);
  const page = await newPage(context);
  await load(page, "/app/");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await openCases(page);
  await nextPages(page);
  await typeWords(browser, page);
} finally {
  await browser.close();
}
console.error(Object.entries(found).map(([what, { ours }]) => `${what} ${median(ours).toFixed(0)} ms`).join(", "));
console.log(JSON.stringify(found));
