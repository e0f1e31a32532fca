/** Who stands at the counter: found by typing, new, or nobody who wants to be named; and what is known of them. */
import { api, ask, Failure, type Schemas } from "../../data/api";
import { asCustomerOf, findCustomers, type Found } from "../../data/customers";
import { useLoad, type Loaded } from "../../data/load";
import { Due, Facts, faultOf, ownSubject, Problem, Ref, Text, Waiting, When, Written } from "../../ui/parts";
import { Pick, type Option } from "../../ui/pick";
import type { Problem as Told } from "../../data/api";
import { languageName, t, tn } from "../../words";
import { agencyOf } from "./choices";
import { newCustomer, type WhoFields } from "./entry";

export { findCustomers, type Found };
export type Whole = Schemas["CustomerWhole"];

type Choice = { who: "known"; one: Found } | { who: "new" } | { who: "none" };

export function Who({
  fields,
  set,
  problem,
  fault,
  nameFault,
  input,
}: {
  fields: WhoFields;
  set: (patch: Partial<WhoFields>) => void;
  problem: Told | undefined;
  fault?: string;
  nameFault?: string;
  input?: { current: HTMLInputElement | null };
}) {
  const find = async (text: string, stop: AbortSignal): Promise<Option<Choice>[]> => {
    const others: Option<Choice>[] = [
      { id: "new", name: t("who.new", { name: text }), value: { who: "new" } },
      { id: "none", name: t("who.none"), value: { who: "none" } },
    ];
    try {
      const found = await findCustomers(text, stop);
      return [...found.map((option): Option<Choice> => ({ ...option, value: { who: "known", one: option.value } })), ...others];
    } catch (fault) {
      if (fault instanceof Failure) return others; // nobody can be asked: it goes on without
      throw fault;
    }
  };
  const pick = ({ value }: Option<Choice>) => {
    if (value.who === "known") set({ who: "known", customer: value.one.id, whoText: value.one.name ?? t("customer.nameless") });
    else if (value.who === "new") set(newCustomer(fields.whoText.trim()));
    else set({ who: "none", customer: 0, whoText: t("who.none") });
  };
  return (
    <>
      <Pick
        label={t("who.label")}
        hint={t("who.hint")}
        fault={fault ?? faultOf(problem, "customer")}
        value={fields.whoText}
        onValue={(whoText) => set({ whoText, who: "", customer: 0 })}
        chosen={fields.who !== ""}
        find={find}
        onPick={pick}
        input={input}
      />
      {fields.who === "new" && (
        <fieldset class="fresh">
          <legend>{t("who.fresh")}</legend>
          <Text label={t("customer.name")} value={fields.name} onValue={(name) => set({ name })} fault={nameFault ?? faultOf(problem, "name")} autocapitalize="words" />
          <Text label={t("customer.phone")} optional type="tel" value={fields.phone} onValue={(phone) => set({ phone })} fault={faultOf(problem, "phone")} />
          <Text label={t("customer.email")} optional type="email" value={fields.email} onValue={(email) => set({ email })} fault={faultOf(problem, "email")} />
        </fieldset>
      )}
    </>
  );
}

/** What is known of a customer and open for them. */
export function Known({ loaded: { value, problem, slow } }: { loaded: Loaded<Whole | undefined> }) {
  return (
    <section class="side-box" aria-label={t("who.known")}>
      <Problem problem={problem} />
      <Waiting slow={slow} rows={3} />
      {value && (
        <>
          <h2>
            <a href={`/app/customers/${value.id}`}>{value.name ?? t("customer.nameless")}</a>
          </h2>
          <Facts
            items={[
              [t("customer.phone"), value.phone],
              [t("customer.email"), value.email],
              [t("customer.language"), languageName(value.language)],
              [t("customer.since"), <When at={value.created_at} day />],
            ]}
          />
          <h3>{t("who.open", { count: value.open_cases.length })}</h3>
          <ul class="brief">
            {value.open_cases.map((one) => (
              <li key={one.reference}>
                <Ref reference={one.reference} /> {one.service_name}
                {ownSubject(one) && <>: {one.subject}</>} <Due at={one.due_at} paused={one.paused} />
              </li>
            ))}
          </ul>
          {value.complaints.items.some((one) => !one.closed_at) && (
            <>
              <h3>{t("who.complaints")}</h3>
              <ul class="brief">
                {value.complaints.items
                  .filter((one) => !one.closed_at)
                  .map((one) => (
                    <li key={one.reference}>
                      <Ref reference={one.reference} about="complaint" /> {tn("complaint-state", one.state)} <Due at={one.due_at} />
                    </li>
                  ))}
              </ul>
            </>
          )}
          {value.contacts[0] && (
            <>
              <h3>{t("who.last")}</h3>
              <p>
                <When at={value.contacts[0].at} /> {tn("channel", value.contacts[0].channel)}
              </p>
              <Written>{value.contacts[0].summary}</Written>
            </>
          )}
        </>
      )}
    </section>
  );
}

/** The service is of another agency than the one that knows them. */
const isElsewhere = (known: Whole | undefined, agency: string): known is Whole => !!known && agency !== "" && known.agency !== agency;

export function Elsewhere({ known, agency }: { known: Whole | undefined; agency: string }) {
  return (
    <div role="status">
      {isElsewhere(known, agency) && <p class="alert note">{t("who.elsewhere", { name: known.name ?? t("customer.nameless"), known: agencyOf(known.agency), agency: agencyOf(agency) })}</p>}
    </div>
  );
}

/** What goes with it then: their record there, or what adds them. */
export async function withThem(known: Whole | undefined, agency: string) {
  if (!isElsewhere(known, agency)) return undefined;
  const found = await asCustomerOf(agency, known);
  return typeof found === "number" ? { customer: found, added: undefined } : { customer: null, added: found };
}

/** 0: nobody. */
export function useKnown(customer: number) {
  return useLoad<Whole | undefined>(async (signal) => (customer ? ask(api.GET("/customers/{id}", { signal, params: { path: { id: customer } } })) : undefined), [customer]);
}
