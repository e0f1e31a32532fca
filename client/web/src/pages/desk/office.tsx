/** Where it was received: this browser remembers its office. */
import { useState } from "preact/hooks";
import type { Problem } from "../../data/api";
import { options } from "../../data/options";
import { faultOf, Select } from "../../ui/parts";
import { t } from "../../words";
import { rememberedOffice, rememberOffice } from "./choices";

/** The office, of those that serve the agency (undefined: any where one works), and the field to choose it. */
export function useOffice(agency: string | undefined) {
  const [kept, keep] = useState(rememberedOffice);
  const offices = options("offices", agency);
  const office = (offices.find((one) => one.value === kept) ?? offices[0])?.value ?? "";
  const choose = (code: string) => (keep(code), rememberOffice(code));
  const field = (problem: Problem | undefined) => <Select label={t("log.office")} value={office} onValue={choose} options={offices} fault={faultOf(problem, "office")} />;
  return { office, field };
}
