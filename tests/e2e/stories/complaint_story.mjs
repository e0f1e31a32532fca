/** A complaint at the counter: taken by keyboard, its receipt, the answer of the first stage, the next by somebody else, the decision and
 * what is improved after it; and one about corruption, which is there for nobody who need not see it. */
import assert from "node:assert/strict";
import { story } from "./story.mjs";

const fact = (page, name) => page.locator("main > .facts div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd");
const rung = (page, name) => page.locator(".ladder > li").filter({ hasText: name });

await story(async (person) => {
  const clerk = await person("ivo.marinov");
  const page = await clerk.logIn();
  const { keyboard } = page;
  const press = async (...keys) => {
    for (const key of keys) await keyboard.press(key);
  };
  /** Goes on by a key to the control of that name. */
  const reach = async (name, key = "Tab") => {
    for (let i = 0; i < 40; i++) {
      const here = await page.evaluate(() => {
        const one = document.activeElement;
        return [...(one?.labels ?? [])].map((label) => label.innerText).join(" ");
      });
      if (name.test(here)) return;
      await press(key);
    }
    assert.fail(`${name} is not reached by ${key}`);
  };
  const customer = await clerk.api("POST", "/customers", { agency: "city", name: "Petra Lang", address: "3 Mill Lane, Rivnik" });
  const { reference: about } = await clerk.api("POST", "/cases", { agency: "city", service: "public-information", office: "central-hall", channel: "letter", customer: customer.id, subject: "The minutes of May" });

  const begin = async () => {
    await press("Control+k");
    await page.getByRole("combobox", { name: /Page/ }).waitFor();
    await keyboard.type("take a comp");
    await page.getByRole("option", { name: /Take a complaint/ }).waitFor();
    await press("Enter");
    await page.getByRole("heading", { level: 1, name: "Take a complaint" }).waitFor();
    await page.getByRole("radio").first().waitFor();
  };
  const taken = async () => {
    await press("Control+Enter");
    await page.waitForURL(/\/app\/complaints\/[^/]+\/receipt$/);
    await page.getByRole("heading", { level: 1, name: "Receipt of a complaint" }).waitFor();
    const reference = page.url().split("/").at(-2);
    await page.locator("main").getByText(reference).first().waitFor();
    return reference;
  };

  await begin();
  await reach(/^Whose is it/);
  await keyboard.type("Petra La");
  await page.getByRole("option", { name: /Petra Lang/ }).waitFor();
  await press("Enter");
  await reach(/^Case .optional/);
  await page.getByRole("option", { name: new RegExp(about) }).waitFor({ state: "attached" });
  await keyboard.type(about.slice(0, 6));
  await reach(/It took too long/);
  await press("Space");
  await reach(/^What happened/);
  await keyboard.type("Five weeks, and nobody says anything.");
  await reach(/^What the customer wants/);
  await keyboard.type("An answer this week.");
  const reference = await taken();
  const receipt = await page.locator("main").innerText();
  assert.match(receipt, /you hear from us that the complaint has come in/);
  assert.match(receipt, /By .* you get an answer: Team lead of the case manager/);
  assert.match(receipt, /ask for the next stage; you need give no reason: Head of the office/);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("nav").first().isVisible(), false, "on paper there is no menu");
  assert.equal(await page.getByRole("button", { name: /Print/ }).isVisible(), false);
  await page.emulateMedia({ media: "screen" });

  const logged = await clerk.api("GET", `/complaints/${reference}`);
  assert.deepEqual([logged.case, logged.customer, logged.subject, logged.channel], [about, customer.id, "delay", "counter"]);
  const first = await person(logged.answerer.user_name);
  const answering = await first.logIn("/app/complaints?answerer=me");
  await answering.getByRole("link", { name: reference }).click();
  await answering.getByText("Five weeks, and nobody says anything.").waitFor();
  const dialog = answering.getByRole("dialog");
  await answering.keyboard.press("b");
  await dialog.getByRole("button", { name: "Acknowledge" }).click();
  await answering.getByText("The complaint is acknowledged.").waitFor();
  await answering.keyboard.press("a");
  await dialog.getByLabel("Not upheld", { exact: true }).check();
  await dialog.getByLabel("Answer", { exact: true }).fill("The minutes are with the archive; its time is not over.");
  await dialog.getByRole("button", { name: "Answer" }).click();
  await answering.getByText("The answer is given.").waitFor();
  assert.equal(await answering.locator(".btn-primary", { hasText: "To the next stage" }).count(), 0, "that is the customer's to ask for");
  await rung(answering, "Team lead of the case manager").getByText("The minutes are with the archive").waitFor();

  // The customer is back, with the receipt.
  await press("Control+k");
  await page.getByRole("combobox", { name: /Page/ }).waitFor();
  await keyboard.type(reference);
  await page.getByRole("option", { name: new RegExp(reference) }).waitFor();
  await press("Enter");
  await page.getByRole("heading", { level: 1, name: new RegExp(`Complaint ${reference}`) }).waitFor();
  await page.getByText("The minutes are with the archive").waitFor();
  await page.getByRole("button", { name: "To the next stage" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "To the next stage" }).click();
  await page.getByText("The complaint is at the next stage.").waitFor();
  await rung(page, "Head of the office").getByText("now", { exact: true }).waitFor();

  const above = await clerk.api("GET", `/complaints/${reference}`);
  assert.notEqual(above.answerer.user_name, logged.answerer.user_name, "nobody judges their own answer");
  const second = await person(above.answerer.user_name);
  const deciding = await second.logIn(`/app/complaints/${reference}`);
  await deciding.getByText("Five weeks, and nobody says anything.").waitFor();
  await deciding.keyboard.press("a");
  const decision = deciding.getByRole("dialog");
  await decision.getByLabel("Upheld", { exact: true }).check();
  await decision.getByLabel("Answer", { exact: true }).fill("You were right: the archive was never asked.");
  await decision.getByLabel(/What is learned from it/).fill("Whoever asks the archive writes it into the case.");
  await decision.getByLabel(/What is to be put right/).fill("Send the minutes");
  await decision.getByLabel(/Owner/).selectOption(logged.answerer.user_name);
  await decision.getByRole("button", { name: "Answer" }).click();
  await deciding.getByText("The answer is given.").waitFor();
  await deciding.locator(".btn-primary", { hasText: "Add a remedy" }).waitFor();

  await deciding.getByRole("link", { name: "Raise a problem or an idea" }).click();
  await deciding.getByLabel("Title").fill("The archive is asked through the case");
  await deciding.getByRole("button", { name: "Add it" }).click();
  await deciding.waitForURL(/\/app\/improvements\/[^/]+$/);
  await deciding.getByRole("group", { name: "What stands behind it" }).getByRole("link", { name: reference }).waitFor();
  const improved = await second.api("GET", `/improvements/${deciding.url().split("/").at(-1)}`);
  assert.deepEqual(improved.links.map((one) => [one.kind, one.target]), [["complaint", reference]]);

  await first.open(`/app/complaints/${reference}`);
  await answering.getByRole("button", { name: "It is done" }).click();
  await answering.getByText("The remedy is done.").waitFor();
  const after = await clerk.api("GET", `/complaints/${reference}`);
  assert.deepEqual(after.stages.map((one) => [one.stage, one.outcome]), [["team-lead", "not-upheld"], ["head-of-office", "upheld"]]);
  assert.ok(after.remedies[0].done_at);

  // A serious one, about somebody who leads.
  await clerk.open("/app/");
  await begin();
  await reach(/It took too long/);
  await reach(/Corruption/, "ArrowDown");
  await page.getByText("Goes straight to the independent stage").waitFor();
  await reach(/^What happened/);
  await keyboard.type("She asked for an envelope.");
  await reach(/^Members of staff/);
  await keyboard.type("Vesna");
  await page.getByRole("option", { name: "Vesna Jović" }).waitFor();
  await press("Enter");
  await page.getByRole("button", { name: "Take off Vesna Jović" }).waitFor();
  const secret = await taken();
  assert.match(await page.locator("main").innerText(), /Reviewer of the agency/);
  assert.doesNotMatch(await page.locator("main").innerText(), /Vesna|envelope/, "paper lies about");

  const unseen = async (one) => {
    await one.open("/app/complaints?status=all");
    assert.equal(await one.page.getByText(secret).count(), 0);
    await one.open(`/app/complaints/${secret}`);
    await one.page.getByRole("alert").waitFor();
    assert.equal(await one.page.getByText("envelope").count(), 0);
  };
  const named = logged.answerer.user_name === "vesna.jovic" ? first : await person("vesna.jovic");
  if (named !== first) await named.logIn();
  for (const one of [clerk, named, second]) await unseen(one);

  const independent = await person("helga.sommer");
  const reading = await independent.logIn("/app/complaints");
  await reading.getByRole("link", { name: secret }).click();
  await reading.getByText("She asked for an envelope.").waitFor();
  await reading.getByText("who reads it is written down").waitFor();
  const auditor = await person("marek.dvorak");
  await auditor.logIn(`/app/complaints/${secret}`);
  await auditor.page.getByRole("group", { name: "Who read it" }).getByText("Helga Sommer").first().waitFor();

  // Somebody whom nobody knows yet complains: they are added on the way, and what was typed is kept.
  await clerk.open("/app/complaints/new");
  await page.getByLabel("What happened").fill("Nobody let me in.");
  const whose = page.getByRole("combobox", { name: /^Whose is it/ });
  await whose.fill("Nova Stranger");
  await page.getByRole("option", { name: /as a new customer/ }).click();
  await page.waitForURL(/\/app\/customers\/new/);
  await page.waitForFunction(() => [...document.querySelectorAll("main input")].some((field) => field.value === "Nova Stranger"));
  await page.getByRole("button", { name: "Add a customer" }).click();
  await page.waitForURL(/\/app\/complaints\/new\?customer=/);
  await page.getByText("Nova Stranger").waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some((field) => field.value === "Nobody let me in."));
  await page.getByLabel("What happened").focus();
  const strangers = await taken();
  // Asked how far it is, nobody need know what it is a reference of.
  await clerk.open(`/app/cases/${strangers}`);
  await page.locator("main").getByRole("link", { name: strangers }).click();
  await page.getByRole("link", { name: "Nova Stranger" }).waitFor();
});
