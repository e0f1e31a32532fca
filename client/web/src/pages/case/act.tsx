/** One act on a case, in a dialog that keeps what is typed. When the case was changed meanwhile, both are shown: what changed,
 * and what was typed; nothing is merged. */
import { useState } from "preact/hooks";
import { api, ask, change, problemOf, type Problem as Told, type Schemas } from "../../data/api";
import { findCustomers } from "../../data/customers";
import { useDraft } from "../../data/draft";
import { differences } from "../../data/facts";
import { Differences } from "../../ui/differences";
import { Form } from "../../ui/form";
import { Area, Button, Check, Choices, Dialog, Facts, faultOf, Problem, Select, Text, When, Written } from "../../ui/parts";
import { Pick } from "../../ui/pick";
import { language, t, tn, type Word } from "../../words";
import { bodyOf, SPECS, valueOf, type Field, type Typed } from "./acts";
import { around, type Around, type Happened, type Whole } from "./kinds";
import { offers, type Act } from "./offers";
import { factsOf } from "./stale";
import { saidWith, sentence } from "./story";

export const actName = (act: Act): string => t(`case-act.${act}` as Word);
const labelOf = (field: Field): string => t(`case-field.${field.name.replace("_", "-")}` as Word);

export function post(reference: string, path: string, body: object, key: string, version?: number): Promise<Schemas["Case"]> {
  const whole = path.startsWith("/") ? path : `/cases/{reference}/${path}`;
  return ask(api.POST(whole as "/cases/{reference}/claim", { params: { path: { reference }, header: change(key, version) }, body: body as never }));
}

export const show = (reference: string): Promise<Whole> => ask(api.GET("/cases/{reference}", { params: { path: { reference }, query: { language: language.value } } }));

export function Input({ field, typed, set, problem }: { field: Field; typed: Typed; set: (patch: Typed) => void; problem: Told | undefined }) {
  const shared = {
    label: labelOf(field),
    value: valueOf(field, typed),
    onValue: (value: string) => set({ [field.name]: value }),
    optional: field.optional,
    fault: faultOf(problem, field.name),
  };
  switch (field.kind) {
    case "text":
      return <Area {...shared} dir="auto" />;
    case "check":
      return <Check label={shared.label} checked={shared.value === "true"} onValue={(on) => shared.onValue(String(on))} />;
    case "select":
      return <Select {...shared} options={field.options ?? []} empty={field.empty} />;
    case "choice":
      return <Choices {...shared} options={field.options ?? []} />;
    case "customer":
      return (
        <Pick
          label={shared.label}
          fault={shared.fault}
          hint={t("case.customer-hint")}
          value={typed["found"] ?? ""}
          chosen={shared.value !== ""}
          onValue={(found) => set({ found, [field.name]: "" })}
          find={async (text, stop) => (await findCustomers(text, stop)).filter((one) => one.value.agency === field.agency)}
          onPick={({ id, name }) => set({ found: name, [field.name]: String(id) })}
        />
      );
    default:
      return <Text {...shared} {...(field.kind === "number" ? { type: "number", min: 0, inputMode: "numeric" } : {})} />;
  }
}

function Since({ was, now }: { was: Whole; now: Whole }) {
  const events = now.events.filter((event: Happened) => event.seq > was.version);
  return (
    <>
      <h3>{t("case.since")}</h3>
      <ul>
        {events.map((event) => (
          <li key={event.seq}>
            <When at={event.at} /> {event.by?.name}: {sentence(event, now)}
            <Written>{saidWith(event, now)}</Written>
          </li>
        ))}
      </ul>
      <Differences of={differences(factsOf(was), factsOf(now))} />
    </>
  );
}

function Mine({ fields, typed }: { fields: Field[]; typed: Typed }) {
  const said = fields
    .map((field): [string, string] => {
      const value = valueOf(field, typed);
      return [labelOf(field), field.kind === "check" ? (value === "true" ? tn("yes-no", "yes") : "") : ((field.kind === "customer" ? typed["found"] : field.options?.find((one) => one.value === value)?.label) ?? value)];
    })
    .filter(([, text]) => text !== "");
  if (said.length === 0) return null;
  return (
    <>
      <h3>{t("case.typed")}</h3>
      <Facts items={said} />
    </>
  );
}

/** A choice that was made before the dialog opened: what it is of has a draft of its own. */
export type Begin = { of: string; typed: Typed };

interface Props {
  act: Exclude<Act, "reply">;
  of: Around;
  begin?: Begin;
  /** It was tried already, and this came of it. */
  failed?: Problem412;
  onDone: (act: Act, before: Around, answer: Schemas["Case"]) => void;
  /** Now: the case as it is, when that was learnt. */
  onClose: (now?: Whole) => void;
}

export type Problem412 = { problem: Told; now?: Whole };

/** What became of a failure: of one that says that the case has changed, the case as it is now. */
export async function look(fault: unknown, reference: string): Promise<Problem412> {
  const problem = problemOf(fault);
  return problem.status === 412 ? { problem, now: await show(reference) } : { problem };
}

export function ActDialog({ act, of, begin, failed, onDone, onClose }: Props) {
  const spec = SPECS[act];
  const draft = useDraft<Typed>(`case-${act}:${of.kase.reference}${begin ? `:${begin.of}` : ""}`, begin?.typed ?? {});
  const [now, setNow] = useState(failed?.now);
  const based = now ? around(now) : of;
  const typed = draft.value.value;
  const fields = spec.fields(based, typed);
  const send = async () => {
    try {
      const answer = await post(of.kase.reference, spec.path(based), bodyOf(fields, typed), draft.key(), spec.conditional ? based.kase.version : undefined);
      draft.clear();
      onDone(act, based, answer);
    } catch (fault) {
      const found = await look(fault, of.kase.reference);
      if (!found.now) throw fault;
      setNow(found.now);
    }
  };
  const discard = () => {
    draft.clear();
    onClose(now);
  };
  const still = offers(based).has(act);
  return (
    <Dialog heading={`${actName(act)} – ${of.kase.reference}`} onClose={() => onClose(now)}>
      {now ? (
        <>
          <p role="alert">
            <strong>{t("case.changed")}</strong> {t(still ? "case.changed-help" : "case.not-any-more")}
          </p>
          <Since was={of.kase} now={now} />
          <Mine fields={spec.fields(of, typed)} typed={typed} />
          {still ? (
            <Form submit={t("case.apply-mine")} onSend={send}>
              {() => (
                <Button kind="danger" onClick={discard}>
                  {t("case.throw-away")}
                </Button>
              )}
            </Form>
          ) : (
            <Button kind="danger" onClick={discard}>
              {t("case.throw-away")}
            </Button>
          )}
        </>
      ) : (
        <>
          <Problem problem={failed?.problem} />
          {draft.found.value && <p class="form-text">{t("case.kept")}</p>}
          <Form submit={actName(act)} onSend={send} onCancel={() => onClose()}>
            {(problem) => fields.map((field) => <Input key={field.name} {...{ field, typed, problem }} set={draft.set} />)}
          </Form>
        </>
      )}
    </Dialog>
  );
}
