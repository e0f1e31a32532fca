/** Coming and going: a wrong password, a reload, a moment without the daemon, a session that an administrator ends while a stream is open, logging out. */
import assert from "node:assert/strict";
import { passwords, story, url } from "./story.mjs";

await story(async (person) => {
  const clerk = await person("ivo.marinov", { serviceWorkers: "block" }); // its requests pass none
  const page = (clerk.page = await clerk.newPage());
  await page.goto(`${url}/app/`);
  await page.getByLabel("User name").fill("ivo.marinov");
  await page.getByLabel("Password").fill("not this one");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password").fill(passwords["ivo.marinov"]);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();

  const cookie = (await clerk.context.cookies()).find((one) => one.name === "__Host-onestop");
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite], [true, true, "Strict"]);
  assert.equal(await page.evaluate(() => document.cookie), "");
  await page.reload();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();

  await page.route(/\/api\/v1\/services/, (route) => route.abort());
  await page.getByRole("link", { name: "Services", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "OneStop cannot be reached" }).waitFor();
  await page.unrouteAll();
  await page.locator("main tbody a").first().waitFor(); // nobody has to load the page again
  assert.equal(await page.locator(".offline").count(), 0);

  const away = { type: "urn:onestop:problem:unavailable", title: "Not available at the moment", status: 503, detail: "the database is away" };
  await page.getByRole("link", { name: "Your day", exact: true }).click();
  await page.route(/\/api\/v1\/services/, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", json: away }));
  await page.getByRole("link", { name: "Services", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: away.title }).waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("main tbody a").first().waitFor();

  await page.goto(`${url}/app/log`);
  await page.getByLabel("Subject").pressSequentially("To the last letter");
  await page.reload();
  await page.waitForFunction(() => [...document.querySelectorAll("main input")].some((field) => field.value === "To the last letter"));

  const forged = await clerk.context.request.delete(`${url}/api/v1/session`);
  assert.equal(forged.status(), 403, "without the token that the page has, nothing can be changed");

  const administrator = await person("nikola.babic");
  await administrator.logIn();
  await administrator.api("DELETE", "/staff/ivo.marinov/sessions");
  await page.getByRole("heading", { name: "Log in to OneStop" }).waitFor();

  await page.getByLabel("User name").fill("ivo.marinov");
  await page.getByLabel("Password").fill(passwords["ivo.marinov"]);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("button", { name: /^Ivo/ }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in to OneStop" }).waitFor();
  assert.equal((await clerk.context.cookies()).length, 0);
});
