/** What stories share: a browser, people who are logged in, pages, axe, and a picture of what failed. Run by tests/e2e/test_web.py. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** desk: the folder of the definition. */
export const { url, passwords, desk } = JSON.parse(process.env.ONESTOP_SERVED);
export const PATIENCE_MS = 30_000;
/** Where the administrations of the demonstration are, and all who open their pages: today is the same day for the page and the daemon. */
export const ZONE = "Europe/Sofia";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--ignore-certificate-errors"];

/** Somebody at a browser of their own. language: of the browser. */
class Person {
  constructor(context, user) {
    this.context = context;
    this.user = user;
    this.faults = [];
    /** What each page has asked for and not been answered yet; the stream of events never ends. */
    this.asked = new Map();
  }

  async newPage() {
    const page = await this.context.newPage();
    const asked = this.asked.get(page) ?? this.asked.set(page, new Set()).get(page);
    page.on("request", (request) => !/\/events\b/.test(request.url()) && asked.add(request));
    // What passes the service worker on its way is told twice, and ends once.
    const end = (request) => [...asked].filter((one) => one.url() === request.url()).forEach((one) => asked.delete(one));
    for (const ended of ["requestfinished", "requestfailed"]) page.on(ended, end);
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (fault) => this.faults.push(`error: ${fault.stack}`));
    // What the browser itself says of answers that are no 2xx is not a fault of the page; of its policy it is.
    page.on("console", (said) => said.type() === "error" && !/Failed to load resource|net::ERR/.test(said.text()) && this.faults.push(`console: ${said.text()}`));
    return page;
  }

  /** Logs in on the page, as people do. */
  async logIn(path = "/app/") {
    this.page ??= await this.newPage();
    await this.page.goto(url + path);
    await this.page.locator("input[autocomplete=username]").fill(this.user);
    await this.page.locator("input[type=password]").fill(passwords[this.user]);
    await this.page.keyboard.press("Enter");
    await this.page.locator("nav").first().waitFor();
    return this.page;
  }

  /** Opens a page of the client and waits until it has loaded. */
  async open(path) {
    await this.page.goto(url + path, { waitUntil: "commit" });
    this.asked.get(this.page).clear(); // what the page before still asked for is answered to nobody
    await this.page.waitForLoadState();
    await this.settled();
    return this.page;
  }

  async settled() {
    await this.page.locator("h1").first().waitFor();
    const painted = () => this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const until = Date.now() + PATIENCE_MS;
    for (let calm = 0; calm < 2; calm = this.asked.get(this.page).size === 0 ? calm + 1 : 0) {
      assert.ok(Date.now() < until, `still waits for ${[...this.asked.get(this.page)].map((one) => one.url())}`);
      await painted();
    }
    await this.page.waitForFunction(() => !document.querySelector(".skeleton"));
  }

  /** The API as this person's browser has it: for what stories need and do not tell. */
  async api(method, path, body, headers = {}) {
    this.csrf ??= (await (await this.context.request.get(`${url}/api/v1/session`)).json()).csrf_token;
    const answer = await this.context.request.fetch(`${url}/api/v1${path}`, {
      method, data: body, headers: { "X-CSRF-Token": this.csrf, ...(method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {}), ...headers } });
    const json = answer.status() === 204 ? undefined : await answer.json();
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${JSON.stringify(json)}`);
    return json;
  }
}

/** What axe finds on a page, each with where. The page's own policy lets no script in: it comes through the debugger. */
export async function violations(page) {
  const debuggers = await page.context().newCDPSession(page);
  const run = (expression) => debuggers.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  await run(AXE);
  const { result } = await run("axe.run().then((found) => found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')))");
  await debuggers.detach();
  return result.value;
}

/** tell: async (person) => …, where person(user, options) gives somebody at a browser of their own. */
export async function story(tell) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
  const people = [];
  const person = async (user, options = {}) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", timezoneId: ZONE, viewport: { width: 1280, height: 900 }, ...options });
    people.push(new Person(context, user));
    return people.at(-1);
  };
  try {
    await tell(person);
    for (const one of people) assert.deepEqual(one.faults, [], `in the browser of ${one.user}`);
  } catch (fault) {
    for (const [i, { page, faults }] of people.entries()) {
      const picture = `${process.env.ONESTOP_LOGS}/${basename(process.argv[1], ".mjs")}-${i}.png`;
      await page?.screenshot({ path: picture, fullPage: true }).catch(() => undefined);
      console.error(`${people[i].user} saw: ${page?.url()} (kept in ${picture})`, faults);
    }
    console.error(fault);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
