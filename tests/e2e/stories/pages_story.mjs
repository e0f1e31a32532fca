/** Every page, in both languages, light and dark, narrow and wide: nothing that axe finds, no sideways scrolling, no word that is not
 * translated, and text that people wrote stays text. */
import assert from "node:assert/strict";
import { addresses, DONE_FIRST, fill } from "./every_page.mjs";
import { past } from "./past.mjs";
import { story, violations } from "./story.mjs";

const EVERYBODY = "every.role";

/** Words of the page that came neither from the catalogue (its messages are marked) nor from the API. */
function untranslated([said, allowed]) {
  // Codes of the desk definition are shown as words: with a capital and without dashes.
  const plain = (text) => text.toLowerCase().replaceAll("-", " ");
  const known = [...new Set(said.map(plain))].filter((one) => one.length > 2).sort((a, b) => b.length - a.length);
  const found = new Set();
  const look = (text, element) => {
    if (!/[A-Za-z]{2}/.test(text) || element?.closest("[lang=en], .reference, code, kbd, noscript, [translate=no]")) return;
    let left = plain(text.replace(/⟦[^⟧]*⟧/g, " ").replace(new RegExp(`\\b(${allowed.join("|")})\\b`, "g"), " "));
    for (const one of known) left = left.replaceAll(one, " ");
    if (/[A-Za-z]{2}/.test(left)) found.add(left.trim().slice(0, 100));
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) look(texts.currentNode.nodeValue, texts.currentNode.parentElement);
  for (const name of ["aria-label", "title", "placeholder", "alt"]) for (const one of document.querySelectorAll(`[${name}]`)) look(one.getAttribute(name), one);
  return [...found];
}

/** A message of a catalogue that can be told from other text: parsed ones are lists of parts. */
const marked = (word) => (Array.isArray(word) ? [{ type: 0, value: "⟦" }, ...word, { type: 0, value: "⟧" }] : `⟦${word}⟧`);

/** All that an answer of the API says. */
function strings(value, into) {
  if (typeof value === "string" && /[A-Za-z]{2}/.test(value)) for (const line of [value, ...value.split("\n")]) into.add(line.trim());
  else if (Array.isArray(value)) for (const one of value) strings(one, into);
  else if (value && typeof value === "object") for (const one of Object.values(value)) strings(one, into);
}

await story(async (person) => {
  const known = await past(person);
  const who = await person(EVERYBODY);
  const faults = [];
  await who.logIn();
  const pages = addresses(await fill(who, known));
  assert.ok(pages.length > 30, "the table of pages is read");
  for (const path of pages) {
    const page = await who.open(path);
    await DONE_FIRST[path]?.(page);
    for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const fault of await violations(page)) faults.push(`${path} ${colorScheme} ${width}: ${fault}`);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) faults.push(`${path} scrolls sideways at ${width}`);
    }
    const harmed = await page.evaluate(() => window.harmed || document.querySelector("img[src=x], main script, main b b") !== null);
    if (harmed) faults.push(`${path}: text became markup`);
    if ((await page.locator("h1").count()) !== 1) faults.push(`${path} has not one heading`);
  }
  const bulgarian = await person(EVERYBODY, { locale: "bg-BG" });
  const said = new Set();
  await bulgarian.context.route(/\/app\/assets\/bg-[^/]*\.json/, async (route) => {
    const words = await (await route.fetch()).json();
    await route.fulfill({ json: Object.fromEntries(Object.entries(words).map(([key, word]) => [key, marked(word)])) });
  });
  const other = (bulgarian.page = await bulgarian.newPage());
  const read = [];
  other.on("response", (answer) => /^\/(api|charter)\//.test(new URL(answer.url()).pathname) && /json/.test(answer.headers()["content-type"] ?? "") && read.push(answer.json().then((body) => strings(body, said), () => undefined)));
  await bulgarian.logIn();
  assert.equal(await other.evaluate(() => document.documentElement.lang), "bg");
  for (const path of pages) {
    await bulgarian.open(path);
    await DONE_FIRST[path]?.(other);
    await Promise.all(read);
    for (const word of await other.evaluate(untranslated, [[...said], ["OneStop", "Ctrl", "English", "CSV", "XLSX", "HTML", "JSON", "PDF", "ABCD-EFGH"]])) faults.push(`${path} in Bulgarian: ${word}`);
  }
  assert.deepEqual(faults, []);
});
