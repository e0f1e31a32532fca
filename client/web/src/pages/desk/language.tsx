/** In which language somebody likes to be written to. */
import { computed } from "@preact/signals";
import { desk } from "../../data/desk";
import type { Option } from "../../data/options";
import { Select } from "../../ui/parts";
import { language, languageName, languages, t } from "../../words";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Those of the agencies and of this client first, then each of two letters (ISO 639-1) that the browser has a name for. */
const choices = computed((): Option[] => {
  const first = new Set([...(desk.value?.agencies ?? []).map((one) => one.locale.slice(0, 2)), ...Object.keys(languages)]);
  const named = (codes: string[]) => codes.map((value) => ({ value, label: languageName(value) })).sort((a, b) => a.label.localeCompare(b.label, language.value));
  const others = [...LETTERS].flatMap((a) => [...LETTERS].map((b) => a + b)).filter((code) => !first.has(code) && languageName(code) !== code);
  return [...named([...first]), ...named(others)];
});

export function LanguageField({ value, onValue, fault }: { value: string; onValue: (value: string) => void; fault?: string }) {
  const known = choices.value;
  const options = !value || known.some((one) => one.value === value) ? known : [{ value, label: languageName(value) }, ...known];
  return <Select label={t("customer.language")} optional empty={t("customer.not-said")} value={value} onValue={onValue} options={options} fault={fault} />;
}
