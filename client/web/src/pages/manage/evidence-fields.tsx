/** What each kind of evidence says: its fields as a form, and as they are told. */
import { api, ask, type Problem, type Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { options, people, words } from "../../data/options";
import { Area, Check, faultOf, Select, Text } from "../../ui/parts";
import { number, t, tn } from "../../words";
import { targetsText, type Field, type Typed } from "./evidence-body";

export const KINDS = ["consultation", "publication", "site-inspection", "leadership-act", "initiative", "benefit", "training", "training-plan", "objective", "partnership", "risk", "accreditation", "benchmark"] as const;
export const STATES = ["unchecked", "in-force", "expired", "withdrawn"] as const;
export interface Entry {
  kind: string;
  title: string;
  date: string;
  expires: string;
  fields: Typed;
}

export function useKinds() {
  return useLoad((signal) => ask(api.GET("/evidence-kinds", { signal })), []);
}

export function fieldsOf(kinds: Schemas["EvidenceKindList"] | undefined, kind: string): Field[] {
  return kinds?.items.find((one) => one.kind === kind)?.fields ?? [];
}

function TargetsField({ label, value, onValue, fault }: { label: string; value: string; onValue: (value: string) => void; fault?: string }) {
  return <Area label={label} hint={t("evidence-page.targets-hint")} rows={3} spellcheck={false} value={value} onValue={onValue} fault={fault} optional />;
}

/** agency: whose offices, services and people are offered. */
export function FieldInput({ field, value, onValue, problem, agency }: { field: Field; value: string | boolean | undefined; onValue: (value: string | boolean) => void; problem: Problem | undefined; agency?: string }) {
  const fault = problem?.fields?.find((one) => one.field.startsWith(`/fields/${field.name}`))?.message ?? faultOf(problem, `fields/${field.name}`);
  const label = tn("evidence-field", field.name);
  const common = { label, fault, optional: !field.required, value: String(value ?? ""), onValue };
  switch (field.type) {
    case "yes-no":
      return <Check label={label} checked={value === true} onValue={onValue} />;
    case "word":
      return <Select {...common} empty={t("evidence-page.choose")} options={words("evidence-word", field.words ?? [])} />;
    case "office":
    case "service":
    case "staff":
      return <Select {...common} empty={t("evidence-page.choose")} options={field.type === "staff" ? people(agency) : options(`${field.type}s`, agency)} />;
    case "number":
    case "value":
      return <Text {...common} type="number" step={field.type === "value" ? "any" : 1} min={field.min} max={field.max} hint={field.max && field.max <= 100 ? t("evidence-page.range", { min: field.min ?? 0, max: field.max }) : undefined} />;
    case "targets":
      return <TargetsField {...common} />;
    default:
      return <Text {...common} hint={field.type === "indicator" ? t("evidence-page.indicator-hint") : undefined} />;
  }
}

/** One value as it is told. */
export function toldValue(field: Field, value: unknown, agency: string): string {
  if (value === undefined || value === null) return "";
  if (field.type === "yes-no") return tn("word", String(value));
  if (field.type === "word") return tn("evidence-word", String(value));
  if (field.type === "office" || field.type === "service") return nameOf(`${field.type}s`, String(value), agency);
  if (field.type === "targets") return targetsText(value).replaceAll("\n", "; ");
  return typeof value === "number" ? number(value) : String(value);
}
