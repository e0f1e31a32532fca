/** Pictures of the main pages, for scripts/screens: those of the menu, and what the first rows of their lists lead to. */
import { DONE_FIRST, SIMULATED } from "./every_page.mjs";
import { past } from "./past.mjs";
import { story, url } from "./story.mjs";

const { people } = JSON.parse(process.env.ONESTOP_SERVED);
const LOOKS = [
  { name: "light", options: {} },
  { name: "dark", options: { colorScheme: "dark", locale: "bg-BG" } },
  // Bulgarian words are the longer ones.
  { name: "narrow", options: { viewport: { width: 320, height: 800 }, locale: "bg-BG" } },
];
/** Pages that stand in no menu. */
const ALSO = { manager: [SIMULATED, "/app/surveys", "/app/complaints/kpis", "/app/standards"] };

/** One of each that people come with, once. */
async function voices(person) {
  const one = await person(people["case-manager"]);
  await one.logIn();
  const make = (path, body) => one.api("POST", path, { agency: "city", ...body });
  if ((await one.api("GET", "/complaints")).items.length === 0) {
    const { id: customer } = await make("/customers", { name: "Ana Dimitrova", phone: "+359 888 123456", email: "ana@example.org", address: "12 Mill Road, Rivnik" });
    const at = { office: "central-hall", channel: "counter", customer };
    const { reference, handler } = await make("/cases", { ...at, service: "pavement-cafe", subject: "Six tables before the bakery in Mill Road", details: "From May on, if it can be." });
    const works = await person(handler.user_name);
    await works.logIn();
    await works.api("POST", `/cases/${reference}/tasks`, { queue: "architects", question: "Is the pavement wide enough for six tables?" });
    await works.context.close();
    await make("/complaints", { channel: "phone", case: reference, customer, subject: "delay", text: "Nobody has called back for three weeks." });
    await make("/feedback", { kind: "suggestion", channel: "counter", office: "central-hall", text: "A bench before the office, please.", customer });
    await make("/improvements", { title: "A bench before the central hall", description: "People wait outside before we open." });
  }
  await one.context.close();
}

await story(async (person) => {
  await past(person);
  await voices(person);
  for (const [role, user] of Object.entries(people)) {
    if (role === "courier") continue;
    for (const { name, options } of LOOKS) {
      const one = await person(user, options);
      const page = await one.logIn();
      const menu = await page.locator("nav.menu a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      const begun = new Set([...menu, ...(ALSO[role] ?? [])]);
      const seen = new Set(begun);
      const take = async (path, deeper) => {
        await one.open(path);
        await DONE_FIRST[path]?.(page);
        await page.waitForFunction(() => [...document.images].every((image) => image.complete));
        const file = path.replace(/^\/app\//, "").replace(/\?agency=.*/, "").replace(/[^\w.-]+/g, "-").replace(/^$/, "day");
        await page.screenshot({ path: `${process.env.ONESTOP_LOGS}/${role}-${file}-${name}.png`, fullPage: true });
        const first = await page.locator("main tbody a[href^='/app/']").first().getAttribute("href", { timeout: 500 }).catch(() => null);
        const to = first?.split("?")[0];
        if (!deeper || !to || seen.has(to)) return;
        seen.add(to);
        await take(first, deeper - 1);
      };
      for (const path of begun) await take(path, 2);
      await one.context.close();
    }
  }
  console.log(`pictures of ${url} are in ${process.env.ONESTOP_LOGS}`);
});
