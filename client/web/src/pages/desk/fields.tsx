/** The fields of a customer's record, for a new one and for a change. */
import type { Problem as Told } from "../../data/api";
import { nameOf } from "../../data/desk";
import { ALL_CHANNELS, options, words } from "../../data/options";
import { Area, faultOf, Select, Text } from "../../ui/parts";
import { languageName, t, tn, type Word } from "../../words";
import { LanguageField } from "./language";
import type { Field, Typed } from "./record";

export const fieldWord = (field: Field) => t(`customer.${field}` as Word);

/** A value as people read it. */
export function inWords(field: Field, value: string, agency: string): string {
  if (field === "language") return languageName(value);
  if (field === "channel") return tn("channel", value);
  if (field === "segment") return nameOf("segments", value, agency);
  return value;
}

export function CustomerFields({ typed, set, problem, agency }: { typed: Typed; set: (patch: Partial<Typed>) => void; problem: Told | undefined; agency: string }) {
  const of = (field: Field) => ({ label: fieldWord(field), value: typed[field], onValue: (value: string) => set({ [field]: value }), fault: faultOf(problem, field) });
  const segments = options("segments", agency);
  return (
    <>
      <Text {...of("name")} required />
      <div class="fresh">
        <Text {...of("phone")} optional type="tel" />
        <Text {...of("email")} optional type="email" />
        <LanguageField {...of("language")} />
        <Select {...of("channel")} optional empty={t("customer.not-said")} options={words("channel", ALL_CHANNELS)} />
        {segments.length > 0 && <Select {...of("segment")} optional empty={t("customer.not-said")} options={segments} />}
      </div>
      <Area {...of("address")} optional rows={2} />
      <Area {...of("identifiers")} optional rows={2} hint={t("customer.identifiers-how")} />
    </>
  );
}
