/** What is personal of a customer: exported and erased by a team lead, once nothing is open; exported by an administrator, who sees no customers. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { story } from "./story.mjs";

const MARK = "Zyxqvw Example";

await story(async (person) => {
  const lead = await person("vesna.jovic");
  const page = await lead.logIn();
  const { id } = await lead.api("POST", "/customers", { agency: "city", name: MARK, email: "zyxqvw@example.org" });
  const { reference } = await lead.api("POST", "/cases", { agency: "city", service: "public-information", office: "central-hall", channel: "counter", subject: "A plan", customer: id });
  await lead.api("POST", "/views", { name: `All of ${MARK}`, page: "cases", query: `customer=${id}`, shared: true });

  const download = async (by) => {
    const [file] = await Promise.all([by.waitForEvent("download"), by.getByRole("button", { name: "Download" }).click()]);
    assert.equal(file.suggestedFilename(), `customer-${id}.json`);
    return readFile(await file.path(), "utf8");
  };
  const dialog = page.getByRole("dialog");
  await lead.open(`/app/customers/${id}`);
  await page.getByRole("link", { name: "Personal data" }).click();
  const told = JSON.parse(await download(page)).sections;
  assert.equal(told.records[0].name, MARK);
  assert.equal(told.cases[0].reference, reference);
  assert.equal(told.views[0].name, `All of ${MARK}`);

  // What is open stands in the way, and leads there.
  await page.getByRole("button", { name: "Erase…" }).click();
  await dialog.getByRole("link", { name: reference }).waitFor();
  assert.equal(await dialog.getByRole("button", { name: "Erase for good" }).count(), 0);
  const whole = await lead.api("GET", `/cases/${reference}`);
  const outcome = whole.steps.find((step) => step.closes && step.open).outcomes[0];
  await lead.api("POST", `/cases/${reference}/close`, { outcome }, { "If-Match": `"${whole.version}"` });

  // A reason that names the customer, and a number that is another's, erase nothing; what was typed is kept.
  await lead.open(`/app/personal?customer=${id}`);
  await page.getByRole("button", { name: "Erase…" }).click();
  await dialog.getByText("Figures and reports").waitFor();
  await dialog.getByLabel("Reason").fill(`wish of ${MARK}`);
  await dialog.getByLabel("To confirm").fill(String(id + 1));
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await dialog.getByText("This is not the customer number").waitFor();
  await dialog.getByLabel("To confirm").fill(String(id));
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await dialog.getByText("must not name the customer").first().waitFor();
  assert.equal((await lead.api("GET", `/customers/${id}`)).name, MARK);
  await dialog.getByLabel("Reason").fill("asked for by letter");
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await page.getByText("All that was personal was erased on").waitFor();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.getByRole("button", { name: "Erase…" }).count(), 0);

  await lead.open(`/app/customers/${id}`);
  await page.getByRole("heading", { name: "Erased customer" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Change" }).count(), 0);
  assert.equal((await lead.api("GET", "/views")).items.some((one) => one.name.includes(MARK)), false);

  const administrator = await person("nikola.babic");
  const other = await administrator.logIn("/app/personal");
  await other.getByLabel("Customer number").fill(String(id));
  await other.keyboard.press("Enter");
  const left = await download(other);
  assert.ok(left.includes(reference) && !left.includes("Zyxqvw"));
  await other.getByRole("button", { name: "Erase…" }).click();
  await other.getByLabel("Reason").fill("once more");
  await other.getByLabel("To confirm").fill(String(id));
  await other.getByRole("button", { name: "Erase for good" }).click();
  await other.getByText(`customer ${id} was erased`).waitFor();
});
