import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("api.d.ts was generated from the contract as it is now (npm run types)", () => {
  const contract = createHash("sha256").update(here("../../../../proto/openapi.yaml")).digest("hex");
  expect(here("api.sha256").split(" ")[0]).toBe(contract);
});
