/** The fields of a customer's record, for a new one and for a change. */
import type { Problem as Told } from "../../data/api";
import { desk } from "../../data/desk";
import { Area, faultOf, Select, Text } from "../../ui/parts";
import { t, tn, type Word } from "../../words";
import { CHANNELS, words } from "./choices";
import { LanguageField, languageName } from "./language";
import type { Field, Typed } from "./record";

export const fieldWord = (field: Field) => t(`customer.${field}` as Word);

/** A value as people read it. */
export function inWords(field: Field, value: string, agency: string): string {
  if (field === "language") return languageName(value);
  if (field === "channel") return tn("channel", value);
  if (field === "segment") return segmentsOf(agency).find((one) => one.value === value)?.label ?? value;
  return value;
}

const segmentsOf = (agency: string) => (desk.value?.segments ?? []).filter((one) => one.agency === agency).map((one) => ({ value: one.code, label: one.name }));

export function CustomerFields({ typed, set, problem, agency }: { typed: Typed; set: (patch: Partial<Typed>) => void; problem: Told | undefined; agency: string }) {
  const of = (field: Field) => ({ label: fieldWord(field), value: typed[field], onValue: (value: string) => set({ [field]: value }), fault: faultOf(problem, field) });
  const segments = segmentsOf(agency);
  return (
    <>
      <Text {...of("name")} required />
      <div class="fresh">
        <Text {...of("phone")} optional type="tel" />
        <Text {...of("email")} optional type="email" />
        <LanguageField {...of("language")} />
        <Select {...of("channel")} optional empty={t("customer.not-said")} options={words("channel", CHANNELS)} />
        {segments.length > 0 && <Select {...of("segment")} optional empty={t("customer.not-said")} options={segments} />}
      </div>
      <Area {...of("address")} optional rows={2} />
      <Area {...of("identifiers")} optional rows={2} hint={t("customer.identifiers-how")} />
    </>
  );
}
