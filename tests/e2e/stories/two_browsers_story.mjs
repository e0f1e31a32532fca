/** Two people on one case: each sees that the other changed it, and a decision on an old version shows both and is not taken silently. */
import assert from "node:assert/strict";
import { story } from "./story.mjs";

await story(async (person) => {
  const lead = await person("vesna.jovic");
  const other = await person("georgi.tonev");
  await lead.logIn();
  await other.logIn();
  const { reference } = await (async () => {
    const clerk = await person("elena.dimou");
    await clerk.logIn();
    return clerk.api("POST", "/cases", { agency: "city", service: "public-information", office: "central-hall", channel: "counter", subject: "Two at once" });
  })();
  const page = await lead.open(`/app/cases/${reference}`);
  await other.open(`/app/cases/${reference}`);
  const now = () => lead.api("GET", `/cases/${reference}`);
  const version = async () => (await now()).version;

  await page.keyboard.press("p");
  const pausing = page.getByRole("dialog", { name: "Pause the clock" });
  await pausing.waitFor();
  await pausing.getByLabel("waiting for the customer").check();

  // The other one gives the case to somebody else meanwhile, not to whom it was given when it was logged.
  const { handler } = await now();
  const [to, name] = handler?.user_name === "aylin.demir" ? ["mila.petrova", "Mila Petrova"] : ["aylin.demir", "Aylin Demir"];
  await other.api("POST", `/cases/${reference}/assign`, { to }, { "If-Match": `"${await version()}"` });
  const before = await version();
  await pausing.locator("[type=submit]").click();
  await page.getByText("Somebody else changed the case while you typed.").waitFor();
  await page.getByText(name).first().waitFor();
  assert.equal(await version(), before, "nothing was merged");
  await page.getByRole("button", { name: "Apply mine on the new version" }).click();
  await page.getByText("The clock is paused.").waitFor();
  assert.equal((await now()).paused, "waiting-for-customer");

  // What one does is announced to the other, and shown when asked for.
  const seen = other.page;
  const announced = seen.getByRole("button", { name: /changes?, show/ });
  await announced.waitFor();
  assert.equal(await seen.getByText("Clock paused").count(), 0, "nothing moves by itself");
  await announced.click();
  await seen.getByText("Clock paused").first().waitFor();
});
