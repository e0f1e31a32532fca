/** A case manager's day without a pointer: what is due next, a case from the list, a note, a step, the next case, and closing it. */
import assert from "node:assert/strict";
import { story, url } from "./story.mjs";

await story(async (person) => {
  const clerk = await person("ivo.marinov");
  await clerk.logIn();
  const logged = [];
  for (const subject of ["First of the day", "Second of the day"])
    logged.push(await clerk.api("POST", "/cases", { agency: "city", service: "public-information", office: "central-hall", channel: "counter", subject }));
  const [user] = logged.map((one) => one.handler?.user_name).filter(Boolean);
  assert.ok(user, "somebody was given the cases");
  const lead = await person("vesna.jovic");
  await lead.logIn();
  for (const one of logged.filter((one) => one.handler?.user_name !== user)) {
    const now = await lead.api("GET", `/cases/${one.reference}`);
    await lead.api("POST", `/cases/${one.reference}/assign`, { to: user }, { "If-Match": `"${now.version}"` });
  }

  const manager = await person(user);
  const page = await manager.logIn();
  const { keyboard } = page;
  const press = async (...keys) => {
    for (const key of keys) await keyboard.press(key);
  };
  await press("c");
  await page.getByRole("heading", { level: 1, name: "Cases" }).waitFor();
  await page.locator("tbody tr a.reference").first().waitFor();
  await press("j", "Enter");
  await page.getByRole("heading", { level: 2, name: "What it is about" }).waitFor();
  const reference = page.url().split("/").at(-1);

  await press("m");
  const dialog = page.getByRole("dialog", { name: "Add a note" });
  await dialog.waitFor();
  await keyboard.type("Called back, nobody there.");
  await press("Tab");
  while (!(await page.evaluate(() => document.activeElement?.matches("[type=submit]")))) await press("Tab");
  await press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Called back, nobody there.").first().waitFor();

  await press("e");
  await page.getByText("Interval by interval").first().waitFor();
  await press("Escape");

  // What one has no letter for in mind, and a service in the words of who asks for it.
  const find = async (words, hit) => {
    await press("Control+k");
    await page.getByRole("combobox", { name: /Page/ }).waitFor();
    await keyboard.type(words);
    await page.getByRole("option", { name: hit }).waitFor();
    await press("Enter");
  };
  await find("explain", /^Action Explain the clock/);
  await page.getByText("Interval by interval").first().waitFor();
  await press("Escape");
  await find("wedding", /^Service Marriage certificate/);
  await page.getByRole("heading", { level: 1, name: "Marriage certificate" }).waitFor();
  await page.goBack();
  await page.getByText("Called back, nobody there.").first().waitFor();

  // Logged for nobody: it turns out whose it is.
  const customer = await manager.api("POST", "/customers", { name: "Rada Ilieva" });
  await find("whose", /^Action Say whose case it is/);
  const naming = page.getByRole("dialog", { name: /Say whose case it is/ });
  await naming.getByRole("textbox", { name: "Customer" }).or(naming.getByRole("combobox", { name: "Customer" })).fill("Rada Il");
  await naming.getByRole("option", { name: /Rada Ilieva/ }).first().waitFor();
  await press("Enter");
  await press("Control+Enter");
  await naming.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Rada Ilieva" }).waitFor();
  assert.equal((await manager.api("GET", `/cases/${reference}`)).customer, customer.id);

  await press("]");
  await page.waitForURL((address) => !address.pathname.endsWith(reference) && address.pathname.startsWith("/app/cases/"));
  await page.getByRole("heading", { level: 2, name: "What it is about" }).waitFor();
  await press("[");
  await page.waitForURL(`${url}/app/cases/${reference}`);
  await page.getByText("Called back, nobody there.").first().waitFor();

  // What is to be done next stands there, and is done from there.
  await page.locator(".steps").getByRole("button", { name: "Finish" }).focus();
  await press("Enter");
  await page.getByRole("dialog", { name: "Close" }).waitFor();
  await press("Escape");

  await press("x");
  const closing = page.getByRole("dialog");
  await closing.waitFor();
  await press("Space"); // the first outcome
  while (!(await page.evaluate(() => document.activeElement?.matches("[type=submit]")))) await press("Tab");
  await press("Enter");
  await closing.waitFor({ state: "detached" });
  const after = await manager.api("GET", `/cases/${reference}`);
  assert.equal(after.status, "closed");
  assert.equal(after.notes.length, 1);
  await press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
});
