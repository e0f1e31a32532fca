/** The front desk without a pointer: a new customer at the counter, the service in their words, logged within 30 seconds; the
 * receipt; then the network goes: ten cases more are logged, wait in a list, and are sent once each when it is back. */
import assert from "node:assert/strict";
import { story, url } from "./story.mjs";

await story(async (person) => {
  const clerk = await person("ivo.marinov");
  const page = await clerk.logIn();
  const { keyboard } = page;
  const list = (name) => page.getByRole("listbox").filter({ has: page.getByRole("option", { name }) });

  const choose = async (field, typed, option) => {
    await page.getByRole("combobox", { name: field }).fill(typed);
    await page.getByRole("option", { name: option }).first().click();
  };

  await keyboard.press("n");
  await page.getByRole("heading", { level: 1, name: "Log a case" }).waitFor();
  const began = Date.now();
  await page.waitForFunction(() => document.activeElement?.matches("main input"));
  await keyboard.type("Neve Adams");
  await list(/as a new customer/).waitFor();
  await keyboard.press("ArrowUp");
  const option = () => page.evaluate(() => document.querySelector('[role=option][aria-selected="true"]')?.textContent);
  for (let i = 0; i < 12 && !/as a new customer/.test((await option()) ?? ""); i++) await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  const service = page.getByRole("combobox", { name: "What do they want?" });
  for (let i = 0; i < 20 && !(await service.evaluate((field) => field === document.activeElement)); i++) await keyboard.press("Tab");
  await keyboard.type("information");
  await list(/information/i).waitFor();
  await keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("main input")].some((field) => /information/i.test(field.value)));
  await keyboard.press("Control+Enter");
  await page.waitForURL(/\/app\/cases\/[^/]+\/receipt$/);
  assert.ok(Date.now() - began < 30_000, "within half a minute");
  const reference = page.url().split("/").at(-2);
  await page.getByRole("heading", { level: 1, name: new RegExp(`Receipt ${reference}`) }).waitFor();
  await page.getByText("What we promise").waitFor();

  // Known to the city, and now they want something of the water company: it goes to a record there, made on the way.
  const known = { agency: "city", name: "Petra Of Two", phone: "+359888000222" };
  const { id } = await clerk.api("POST", "/customers", known);
  await clerk.open(`/app/log?customer=${id}`);
  const wants = page.getByRole("combobox", { name: "What do they want?" });
  await page.getByRole("button", { name: "Log the case" }).click();
  assert.ok(await wants.evaluate((field) => field === document.activeElement), "what was refused goes on at the first field that is wrong");
  await wants.fill("rubbish");
  await wants.press("Enter"); // faster than it is found
  await page.getByText(/is a customer of City of Rivnik, the service is of Rivnik Water/).waitFor();
  await page.getByRole("button", { name: "Log the case" }).click();
  await page.waitForURL(/\/receipt$/);
  await page.getByText(known.name).first().waitFor();
  const records = (await clerk.api("GET", `/customers?q=${encodeURIComponent(known.phone)}`)).items;
  assert.deepEqual(records.map((one) => `${one.agency} ${one.open_cases}`).sort(), ["city 0", "water 1"]);

  // A double click is one, also when the first has been answered before the second comes.
  let sent = 0;
  page.on("request", (request) => request.method() === "POST" && request.url().endsWith("/contacts") && sent++);
  await clerk.open("/app/contacts/new");
  await page.waitForFunction(() => document.activeElement?.matches("main input"));
  const log = page.getByRole("button", { name: "Log a contact" });
  await log.click();
  await page.getByText("The contact is logged.").waitFor();
  await log.hover();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await clerk.settled();
  assert.equal(sent, 1);

  // Two windows with one draft: the second to send is told that it was sent, and may send its own.
  await clerk.open("/app/log");
  await choose("Who is it?", "somebody", "Without a name");
  const second = await clerk.newPage();
  do {
    await second.goto(`${url}/app/log`);
    await second.getByText("What you typed before is still here.").waitFor();
  } while ((await second.getByRole("combobox", { name: "Who is it?" }).inputValue()) !== "Without a name");
  for (const [window, subject] of [[second, "Of the second window"], [page, "Of the first window"]]) {
    await window.getByRole("combobox", { name: "What do they want?" }).fill("information");
    await window.getByRole("option", { name: /information/i }).first().click();
    await window.getByLabel("Subject").fill(subject);
  }
  await second.getByRole("button", { name: "Log the case" }).click();
  await second.waitForURL(/\/receipt$/);
  await page.getByRole("button", { name: "Log the case" }).click();
  await page.getByText("This was sent before, with other words").waitFor();
  await page.getByRole("button", { name: "Log the case" }).click();
  await page.waitForURL(/\/receipt$/);
  await page.getByText("Of the first window").waitFor();
  await second.close();

  // The network goes in the middle of the day.
  await clerk.open("/app/log");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await caches.match("/app/")) !== undefined);
  await clerk.context.setOffline(true);
  await clerk.open("/app/log"); // loaded anew without a network
  for (let i = 1; i <= 10; i++) {
    await choose("Who is it?", "somebody", "Without a name");
    await choose("What do they want?", "information", /information/i);
    await page.getByLabel("Subject").fill(`While it was cut, ${i}`);
    await page.getByRole("button", { name: "Log the case" }).click();
    await page.getByText(`While it was cut, ${i}`).first().waitFor();
  }
  await clerk.context.setOffline(false);
  await page.waitForFunction(() => !document.querySelector(".line a[href='/app/waiting']"));
  const subjects = (await clerk.api("GET", "/cases?limit=200&status=all")).items.map((one) => one.subject);
  for (let i = 1; i <= 10; i++) assert.equal(subjects.filter((one) => one === `While it was cut, ${i}`).length, 1, `case ${i} is there once`);
});
