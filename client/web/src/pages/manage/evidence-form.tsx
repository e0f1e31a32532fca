/** The form of evidence: what every kind has, and the fields of its own. */
import type { Problem, Schemas } from "../../data/api";
import { faultOf, Text } from "../../ui/parts";
import { t } from "../../words";
import { FieldInput, fieldsOf, type Entry } from "./evidence-fields";

export function EntryFields({ entry, set, problem, kinds, agency }: { entry: Entry; set: (patch: Partial<Entry>) => void; problem: Problem | undefined; kinds: Schemas["EvidenceKindList"] | undefined; agency?: string }) {
  const text = (name: "title" | "date" | "expires", more: object = {}) => (
    <Text label={t(`evidence-page.${name}`)} value={entry[name]} onValue={(value) => set({ [name]: value })} fault={faultOf(problem, name)} {...more} />
  );
  return (
    <>
      {text("title", { maxLength: 200 })}
      {text("date", { type: "date" })}
      {text("expires", { type: "date", optional: true, hint: t("evidence-page.expires-hint") })}
      {fieldsOf(kinds, entry.kind).map((field) => (
        <FieldInput key={field.name} field={field} value={entry.fields[field.name]} onValue={(value) => set({ fields: { ...entry.fields, [field.name]: value } })} problem={problem} agency={agency} />
      ))}
    </>
  );
}
