/** A team lead's day: the queues, who holds what and what is stuck; somebody calls in sick, and what they had in hand goes to others; a
 * complaint at the lead's stage; a problem raised and taken on; and back earlier than thought. */
import assert from "node:assert/strict";
import { ago } from "./past.mjs";
import { story, url } from "./story.mjs";

const ABSENT = "sofia.papadaki";
const DAY_MS = 86_400_000;
const day = (after) => ago(-after);

await story(async (person) => {
  const clerk = await person("ivo.marinov");
  await clerk.logIn();
  const lead = await person("vesna.jovic");
  const page = await lead.logIn();
  // The time of an old one is over at once, which is an event of its own.
  const give = async (one, to, tries = 20) => {
    const { version, handler } = await lead.api("GET", `/cases/${one.reference}`);
    if (handler?.user_name === to) return;
    await lead.api("POST", `/cases/${one.reference}/assign`, { to }, { "If-Match": `"${version}"` }).catch((fault) => {
      if (tries === 0 || !/ 412 /.test(fault.message)) throw fault;
      return give(one, to, tries - 1);
    });
  };
  const log = (subject, days = 0) =>
    clerk.api("POST", "/cases", { agency: "city", service: "public-information", office: "central-hall", channel: "counter", subject, received_at: new Date(Date.now() - days * DAY_MS).toISOString() });
  const logged = [await log("Map of the cemetery", 200), await log("Old plan of the market", 300), await log("List of trees")];
  for (const one of logged) await give(one, ABSENT);
  const name = (await lead.api("GET", "/desk")).staff.find((one) => one.user_name === ABSENT).name;

  // What waits, who holds it, what nobody has begun.
  await page.getByRole("link", { name: "Queues", exact: true }).first().click();
  const held = page.getByRole("group", { name: "Who holds what" });
  await page.getByLabel("Queue").selectOption({ label: "General enquiries" }).catch(() => undefined);
  await held.getByRole("link", { name }).waitFor();
  const row = held.getByRole("row").filter({ hasText: name });
  const [open, overdue] = (await row.getByRole("cell").allInnerTexts()).slice(1).map(Number);
  assert.ok(open >= 3 && overdue >= 2, `${open} open, ${overdue} overdue`);
  await page.getByRole("group", { name: "Stuck" }).getByText("Old plan of the market").first().waitFor();

  // Somebody calls in sick: entered, and what they have in hand goes to others at once.
  await page.getByRole("link", { name: "Absences" }).first().click();
  await page.getByRole("button", { name: "Enter an absence" }).click();
  const entering = page.getByRole("dialog", { name: "Enter an absence" });
  await entering.getByLabel("Who").selectOption({ label: name });
  await entering.getByLabel("Last day").fill(day(-3));
  await entering.getByRole("button", { name: "Enter an absence" }).click();
  await entering.getByText("is before the first day").first().waitFor();
  await entering.getByLabel("Last day").fill(day(3));
  await entering.getByRole("button", { name: "Enter an absence" }).click();
  await entering.waitFor({ state: "detached" });
  const away = page.getByRole("row").filter({ hasText: name }).filter({ hasText: "Away now" });
  await away.waitFor();
  const [known] = (await lead.api("GET", `/absences?staff=${ABSENT}&to=${day(0)}`)).items;
  assert.deepEqual([known.from, known.to, known.open_cases >= 3, known.due_before_back >= 2], [day(0), day(3), true, true]);
  await away.getByRole("link", { name: `${known.open_cases} open cases, ${known.due_before_back} due before they are back` }).click();
  await page.getByRole("heading", { level: 1, name: "Cases" }).waitFor();
  for (const one of logged) await page.getByRole("checkbox", { name: `Select ${one.reference}` }).check();
  const others = await page.getByLabel("Give to").locator("option").allInnerTexts();
  assert.ok(others.some((one) => one.startsWith(`${name} (away until`)), others.join());
  await page.getByLabel("Give to").selectOption({ label: "Mila Petrova" });
  await page.getByRole("button", { name: "Give", exact: true }).click();
  await page.getByText("3 of 3 were given.").waitFor();
  for (const one of logged) assert.equal((await lead.api("GET", `/cases/${one.reference}`)).handler.user_name, "mila.petrova");
  for (let i = 0; i < 3; i++) assert.notEqual((await log(`New one ${i}`)).handler?.user_name, ABSENT);

  // A complaint that the lead is to answer.
  const complaint = await clerk.api("POST", "/complaints", { agency: "city", case: logged[0].reference, channel: "phone", subject: "delay", text: "Half a year, and nobody called." });
  assert.equal(complaint.answerer.user_name, "vesna.jovic");
  await page.goto(url + "/app/complaints?answerer=me");
  await page.getByRole("link", { name: complaint.reference }).click();
  await page.getByRole("button", { name: /^Acknowledge/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Acknowledge" }).click();
  await page.getByText("The complaint is acknowledged.").waitFor();
  await page.getByRole("button", { name: /^Answer/ }).click();
  const answering = page.getByRole("dialog", { name: "Answer" });
  await answering.getByRole("radio", { name: "Upheld", exact: true }).check();
  await answering.getByRole("textbox", { name: "Answer" }).fill("You are right. We call you tomorrow.");
  await answering.getByLabel("What is learned from it").fill("Old requests are looked through each week.");
  await answering.getByRole("button", { name: "Answer" }).click();
  await page.getByText("The answer is given.").waitFor();
  const answered = await lead.api("GET", `/complaints/${complaint.reference}`);
  assert.deepEqual([answered.state, answered.outcome, answered.stages[0].answerer.user_name], ["answered", "upheld", "vesna.jovic"]);

  // The problem behind it: raised, with the complaint, taken on; its owner learns of it.
  await page.goto(url + "/app/improvements/new");
  await page.getByLabel("Title").fill("Old requests are forgotten");
  await page.getByLabel("Owner").selectOption({ label: "Mila Petrova" });
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByRole("heading", { level: 1, name: "Old requests are forgotten" }).waitFor();
  const improvement = page.url().split("/").at(-1);
  await page.getByRole("button", { name: "Add what stands behind it" }).click();
  const linking = page.getByRole("dialog");
  await linking.getByLabel("What", { exact: true }).fill(complaint.reference);
  await linking.locator("[type=submit]").click();
  await linking.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Move on/ }).click();
  const moving = page.getByRole("dialog");
  await moving.getByRole("radio", { name: "Accepted" }).check();
  await moving.locator("[type=submit]").click();
  await moving.waitFor({ state: "detached" });
  const raised = await lead.api("GET", `/improvements/${improvement}`);
  assert.deepEqual([raised.state, raised.links.map((one) => one.kind)], ["accepted", ["complaint"]]);
  const owner = await person("mila.petrova");
  await owner.logIn("/app/notices");
  await owner.page.getByText("An improvement was given to you").first().waitFor();

  // Notices are looked through; who was away is back.
  await page.goto(url + "/app/notices");
  const all = page.getByRole("button", { name: "Mark all as seen" });
  const none = page.getByText("There is nothing new for you.");
  await all.or(none).waitFor();
  if (await all.isVisible()) await all.click();
  await none.waitFor();
  await page.goto(url + "/app/absences");
  await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: "Change" }).first().click();
  await page.getByRole("button", { name: "Take the absence back" }).click();
  await page.getByText(`The absence of ${name} is taken back.`).waitFor();
  assert.equal((await lead.api("GET", `/absences?staff=${ABSENT}&to=${day(0)}`)).items.length, 0);
  const back = await person(ABSENT);
  await back.logIn("/app/account");
  await back.page.getByRole("heading", { level: 2, name: "Your absences" }).waitFor();
  await back.page.getByRole("button", { name: "Enter an absence" }).click();
  await back.page.getByRole("dialog").getByLabel("First day").fill(day(30));
  await back.page.getByRole("dialog").getByLabel("Last day").fill(day(31));
  await back.page.getByRole("dialog").locator("[type=submit]").click();
  await back.page.getByRole("dialog").waitFor({ state: "detached" });
  const mine = (await back.api("GET", "/absences?staff=me")).items;
  assert.deepEqual([mine[0].from, mine[0].entered_by.user_name], [day(30), ABSENT]);
  await page.goto(url + "/app/notices");
  await page.getByText("An absence was entered").first().waitFor();
});
