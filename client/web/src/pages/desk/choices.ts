/** What forms of the desk offer, as the desk definition and the contract have it. */
import type { Schemas } from "../../data/api";
import { desk, nameOf } from "../../data/desk";
import { options } from "../../data/options";
import { session } from "../../data/session";
import { t } from "../../words";

const OFFICE = "onestop.office";
/** The office of this browser, as it was last chosen here; else where one works. */
export function rememberedOffice(): string {
  const kept = localStorage.getItem(OFFICE);
  if (kept && desk.value?.offices.some((one) => one.code === kept)) return kept;
  return session.value?.offices[0]?.code ?? options("offices")[0]?.value ?? "";
}
export const rememberOffice = (code: string) => localStorage.setItem(OFFICE, code);

/** In words: free, or the sum. */
export function feeInWords(fee: Schemas["FeeOrNull"], language: string): string {
  if (!fee) return "";
  const sum = fee.amount === 0 ? t("service.free") : new Intl.NumberFormat(language, { style: "currency", currency: fee.currency }).format(fee.amount);
  return fee.text ? `${sum}. ${fee.text}` : sum;
}

export const agencyOf = (code: string) => nameOf("agencies", code);

/** Whose office it is; of one that is not known here, where one works oneself. */
export const agencyOfOffice = (code: string) => desk.value?.offices.find((one) => one.code === code)?.agency ?? session.value?.staff.agency ?? "";
