/** What somebody wants: the service, found in the words that they use, and what to tell them about it. */
import { api, ask, Failure, type Problem as Told, type Schemas } from "../../data/api";
import { desk, several } from "../../data/desk";
import { COUNTER } from "../../data/roles";
import { agenciesWith } from "../../data/session";
import { useLoad, type Loaded } from "../../data/load";
import { faultOf, Facts, Help, Waiting, Written } from "../../ui/parts";
import { Pick, type Option } from "../../ui/pick";
import { language, t, tn } from "../../words";
import { Listed } from "./listed";
import { agencyOf, feeInWords } from "./choices";

export type Service = Schemas["Service"];
/** What both a found service and one of the desk definition tell. */
export type Offered = { code: string; agency: string; name: string; channels: Schemas["Channel"][] };

const asOption = (one: Offered & { fee?: Schemas["FeeOrNull"] }): Option<Offered> => ({
  id: `${one.agency}/${one.code}`,
  name: one.name,
  more: [several() && agencyOf(one.agency), one.fee && feeInWords(one.fee, language.value)].filter(Boolean).join(" · "),
  value: one,
});

async function findServices(text: string, signal: AbortSignal): Promise<Option<Offered>[]> {
  try {
    const found = await ask(api.GET("/services", { signal, params: { query: { q: text, mine: "true" } } }));
    return found.items.slice(0, 9).map(asOption);
  } catch (fault) {
    if (!(fault instanceof Failure)) throw fault;
    // Nobody can be asked: by name, of what was loaded with the desk.
    const wanted = text.toLocaleLowerCase();
    const mine = new Set(agenciesWith(...COUNTER));
    return (desk.value?.services ?? []).filter((one) => mine.has(one.agency) && one.name.toLocaleLowerCase().includes(wanted)).map(asOption);
  }
}

export function What({
  text,
  chosen,
  onText,
  onPick,
  optional,
  problem,
  fault,
}: {
  text: string;
  chosen: boolean;
  onText: (text: string) => void;
  onPick: (service: Offered) => void;
  optional?: boolean;
  problem: Told | undefined;
  fault?: string;
}) {
  return (
    <Pick
      label={t("what.label")}
      hint={t("what.hint")}
      optional={optional}
      fault={fault ?? faultOf(problem, "service")}
      value={text}
      onValue={onText}
      chosen={chosen}
      find={findServices}
      onPick={(option) => onPick(option.value)}
    />
  );
}

/** "": none. */
export function useService(code: string, agency: string) {
  return useLoad<Service | undefined>(
    async (signal) => (code ? ask(api.GET("/services/{code}", { signal, params: { path: { code }, query: agency ? { agency } : {} } })) : undefined),
    [code, agency],
  );
}

/** What people ask before they decide. */
export function ServiceFacts({ service }: { service: Service }) {
  return (
    <>
      <Written>{service.plain?.text ?? service.description}</Written>
      <Facts
        items={[
          [t("service.fee"), feeInWords(service.fee, language.value)],
          [t("service.standard"), service.standard && t(`within.${service.standard.unit}`, { percent: service.standard.target_percent, count: service.standard.amount })],
          [
            t("service.documents"),
            service.documents.length > 0 && (
              <Listed items={service.documents} />
            ),
          ],
          [t("service.channels"), service.channels.map((one) => tn("channel", one)).join(", ")],
          [
            t("service.offices"),
            service.offices.length > 0 && (
              <ul>
                {service.offices.map((one) => (
                  <li key={one.code}>
                    {one.name}, {one.address} {one.phone && <a href={`tel:${one.phone.replace(/[^+\d]/g, "")}`}>{one.phone}</a>}
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
    </>
  );
}

export function Questions({ service }: { service: Service }) {
  return (
    <>
      {service.faq.map((one) => (
        <Help key={one.question} summary={one.question}>
          <Written>{one.answer}</Written>
        </Help>
      ))}
    </>
  );
}

/** Beside a form: the service that was picked. */
export function Picked({ loaded: { value, slow } }: { loaded: Loaded<Service | undefined> }) {
  return (
    <section class="side-box" aria-label={t("what.about")}>
      <Waiting slow={slow} rows={3} />
      {value && (
        <>
          <h2>
            <a href={`/app/services/${value.code}?agency=${value.agency}`}>{value.name}</a>
          </h2>
          <ServiceFacts service={value} />
          <Questions service={value} />
        </>
      )}
    </section>
  );
}
