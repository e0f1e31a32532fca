/** Pictures of the main pages, for scripts/screens: those of the menu, and what the first row of each list leads to. */
import { story, url } from "./story.mjs";

const { people } = JSON.parse(process.env.ONESTOP_SERVED);
const LOOKS = [
  { name: "light", options: {} },
  { name: "dark", options: { colorScheme: "dark", locale: "bg-BG" } },
  { name: "narrow", options: { viewport: { width: 320, height: 800 } } },
];

await story(async (person) => {
  for (const [role, user] of Object.entries(people)) {
    if (role === "courier") continue;
    for (const { name, options } of LOOKS) {
      const one = await person(user, options);
      const page = await one.logIn();
      const menu = await page.locator("nav.menu a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      const deeper = new Set();
      const take = async (path) => {
        await one.open(path);
        await page.waitForFunction(() => [...document.images].every((image) => image.complete));
        const file = path.replace(/^\/app\//, "").replace(/[^\w.-]+/g, "-").replace(/^$/, "day");
        await page.screenshot({ path: `${process.env.ONESTOP_LOGS}/${role}-${file}-${name}.png`, fullPage: true });
      };
      for (const path of menu) {
        await take(path);
        const first = await page.locator("main tbody a[href^='/app/']").first().getAttribute("href", { timeout: 500 }).catch(() => null);
        if (first && !first.includes("?") && !menu.includes(first)) deeper.add(first);
      }
      for (const path of deeper) await take(path);
      await one.context.close();
    }
  }
  console.log(`pictures of ${url} are in ${process.env.ONESTOP_LOGS}`);
});
