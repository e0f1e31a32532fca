/** An administrator's work: a definition with a fault, one that changes something, tried and applied; its version; somebody's sessions and new password; the audit. */
import assert from "node:assert/strict";
import { applyDefinition, definition, inFolder, tryDefinition } from "./definition.mjs";
import { passwords, story, url, violations } from "./story.mjs";

await story(async (person) => {
  await inFolder(async (folder, write) => {
    const clerk = await person("elena.dimou");
    await clerk.logIn();
    const administrator = await person("nikola.babic");
    const page = await administrator.logIn();
    const unsent = page.getByRole("region", { name: "Messages that did not go out" });
    await unsent.locator("table, .empty").waitFor();
    await administrator.open("/app/desk");

    await write({ "city/skills.json": (skills) => delete skills[0].name });
    await tryDefinition(page, folder);
    const fault = page.getByRole("row").filter({ hasText: "city/skills.json" });
    assert.match(await fault.innerText(), /\/skills\/0\/name/);

    let code;
    await write({ "city/skills.json": (skills) => ((skills[0].name = "Renamed by an administrator"), (code = skills[0].code)) });
    await tryDefinition(page, folder);
    const would = page.getByRole("group", { name: "What it changed" });
    assert.match(await would.getByRole("row").nth(1).innerText(), new RegExp(`Skill\\s+${code}\\s+Changed`));
    assert.equal(await would.getByRole("row").count(), 2);
    const asked = await administrator.api("GET", "/desk/versions?agency=city");
    const files = async (name) => (await definition({ "city/skills.json": (skills) => (skills[1].name = name) })).map(({ path, text }) => ({ path, content: text }));
    await administrator.api("POST", "/desk", { files: await files("Of another administrator") }, { "If-Match": `"${asked.items[0].number}"` });
    await applyDefinition(page);
    await page.getByRole("alert").filter({ hasText: "another definition was applied meanwhile" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Apply…" }).count(), 0, "what was tried is not offered any more");
    await page.getByRole("button", { name: "Try without applying" }).click();
    await would.getByRole("row").nth(2).waitFor();
    await applyDefinition(page);
    await page.getByText("The definition is applied").waitFor();
    const newest = page.getByRole("row").filter({ hasText: "Nikola" }).first();
    await newest.getByRole("link").click();
    const changed = page.getByRole("row").filter({ hasText: "city/skills.json" }).filter({ hasText: code });
    assert.match(await changed.innerText(), new RegExp(`${code}\\s+Changed\\s+name`));
    await changed.locator("ins", { hasText: "Renamed by an administrator" }).waitFor();
    await page.locator("summary", { hasText: "city/skills.json" }).click();
    await page.locator("pre", { hasText: "Renamed by an administrator" }).waitFor();

    await page.getByLabel("Compare with").selectOption({ label: `Version ${asked.items[0].number}` });
    await page.getByRole("heading", { name: `Compared with version ${asked.items[0].number}` }).waitFor();
    await page.locator("ins", { hasText: "Renamed by an administrator" }).waitFor();

    await administrator.open("/app/accounts?name=elena");
    const show = page.getByRole("button", { name: "Show: Elena" });
    const focused = () => show.evaluate((button) => button === document.activeElement);
    await show.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "End all sessions" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.ok(await focused(), "the focus is where it was before the dialog");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("audi");
    assert.equal(await page.getByRole("dialog").getByRole("combobox").inputValue(), "audi", "what is typed on at once is typed into the palette");
    await page.keyboard.press("Escape"); // empties the field
    await page.keyboard.press("Escape");
    await show.click();
    await page.getByRole("button", { name: "End all sessions" }).click();
    await page.getByRole("button", { name: "End them now" }).click();
    await page.getByText(/session of Elena .* was ended/).waitFor();
    await clerk.page.reload();
    await clerk.page.getByRole("heading", { name: "Log in to OneStop" }).waitFor();

    await administrator.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "New password: Elena" }).click();
    await page.getByRole("button", { name: "Make a new password" }).click();
    const password = await page.getByRole("dialog").locator("code").innerText();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), password);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await page.getByText(password).count(), 0, "it is gone with the dialog");
    assert.equal(await page.getByRole("button", { name: "New password: Nikola" }).count(), 0, "one's own is changed by the old one");

    await clerk.page.goto(`${url}/app/waiting`);
    await clerk.page.getByLabel("User name").fill(clerk.user);
    await clerk.page.getByLabel("Password").fill(password);
    await clerk.page.keyboard.press("Enter");
    const choose = clerk.page.getByRole("heading", { name: "Choose a new password" });
    await choose.waitFor();
    await clerk.page.reload();
    await choose.waitFor();
    assert.deepEqual(await violations(clerk.page), []);
    await clerk.page.getByLabel("Password until now").fill(password);
    await clerk.page.getByLabel("New password").fill(passwords[clerk.user]);
    await clerk.page.keyboard.press("Enter");
    await clerk.page.locator("nav").first().waitFor();
    assert.match(clerk.page.url(), /\/app\/waiting$/);
    await clerk.settled();

    await administrator.open("/app/audit");
    await page.getByRole("button", { name: "Recount the counters" }).click();
    await page.getByText("recounted. All are right.").waitFor();
    await page.getByRole("button", { name: "Verify the chains" }).click();
    await page.getByText("Nothing was changed or removed.").waitFor();
    await administrator.open("/app/outbox?state=sent");
    await page.getByText("No such messages.").waitFor();
  });
});
