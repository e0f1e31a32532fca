/** Pictures of the main pages, for scripts/screens: those of the menu, and what the first rows of their lists lead to. */
import { DONE_FIRST, SIMULATED } from "./every_page.mjs";
import { past } from "./past.mjs";
import { story, url } from "./story.mjs";

const { people } = JSON.parse(process.env.ONESTOP_SERVED);
const LOOKS = [
  { name: "light", options: {} },
  { name: "dark", options: { colorScheme: "dark", locale: "bg-BG" } },
  { name: "narrow", options: { viewport: { width: 320, height: 800 } } },
];
/** Pages that stand in no menu. */
const ALSO = { manager: [SIMULATED, "/app/surveys", "/app/complaints/kpis", "/app/standards"] };

await story(async (person) => {
  await past(person);
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
