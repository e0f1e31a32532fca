/** The desk definition that is served, with changes: as files, or in a folder that is chosen on a page. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { desk } from "./story.mjs";

/** changes: what is done to the list that a file holds, such as {"city/skills.json": (skills) => skills.push(…)}. */
export async function definition(changes = {}) {
  const paths = (await readdir(desk, { recursive: true })).filter((path) => path.endsWith(".json"));
  return Promise.all(paths.map(async (path) => {
    const content = JSON.parse(await readFile(join(desk, path), "utf8"));
    changes[path]?.(Object.values(content)[0]);
    return { path, text: JSON.stringify(content) };
  }));
}

/** tell: async (folder, write) => …, where write(changes) puts the definition with these changes into the folder. */
export async function inFolder(tell) {
  const folder = await mkdtemp(join(tmpdir(), "desk-"));
  const write = async (changes) => {
    for (const { path, text } of await definition(changes)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  try {
    await tell(folder, write);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Chooses the folder on the page of the definition and tries it. */
export async function tryDefinition(page, folder) {
  await page.locator("input[type=file]").setInputFiles(folder);
  await page.getByText("files were read").waitFor();
  await page.getByRole("button", { name: "Try without applying" }).click();
}

/** Applies what was tried. */
export async function applyDefinition(page) {
  await page.getByRole("button", { name: "Apply…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Apply it now" }).click();
}
