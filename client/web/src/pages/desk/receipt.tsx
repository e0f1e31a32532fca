/** What the customer takes home: the reference, the promise, what comes next, how to ask and how to complain. */
import { useLocation } from "preact-iso";
import { api, ask } from "../../data/api";
import { charterOf } from "../../data/charter";
import { there } from "../../data/desk";
import { useLoad } from "../../data/load";
import { saidOf } from "../../data/process";
import { useKey } from "../../shell/keys";
import { Button, Facts, ownSubject, Page, Problem, Section, Waiting } from "../../ui/parts";
import { habits, language, t, tn } from "../../words";
import { Listed } from "./listed";
import { feeInWords } from "./choices";

/** What is due sooner is told to the minute. */
const TO_THE_HOUR_MS = 2 * 86_400_000;

function useReceipt(reference: string) {
  return useLoad(
    async (signal) => {
      const found = await ask(api.GET("/cases/{reference}", { signal, params: { path: { reference }, query: { language: language.value } } }));
      const [service, charter] = await Promise.all([
        ask(api.GET("/services/{code}", { signal, params: { path: { code: found.service }, query: { agency: found.agency } } })),
        charterOf(found.agency, signal),
      ]);
      return { found, service, charter };
    },
    [reference, language.value],
  );
}

type Receipt = NonNullable<ReturnType<typeof useReceipt>["value"]>;

/** Days without time zones: "2026-11-23" is that day everywhere. */
const weekday = (day: string) => new Intl.DateTimeFormat(habits.value, { weekday: "short", day: "numeric", month: "numeric", timeZone: "UTC" }).format(new Date(day));

function Promised({ found, service, charter }: Receipt) {
  const told = charter?.services.find((one) => one.code === found.service)?.promise ?? service.standard?.text;
  const next = found.closed_at ? t("receipt.closed", { outcome: saidOf(found.process, "outcomes", found.outcome) }) : found.paused ? tn("pause", found.paused) : undefined;
  return (
    <Section heading={t("receipt.promise")}>
      {next && <p>{next}</p>}
      {!found.closed_at && found.due_at && (
        <p>
          <strong>{t("receipt.due", { date: there(found.due_at, found.agency, Date.parse(found.due_at) - Date.now() < TO_THE_HOUR_MS) })}</strong>
        </p>
      )}
      {told && <p>{told}</p>}
      {!found.closed_at && (
        <>
          {service.steps.length > 0 && (
            <>
              <h3>{t("receipt.steps")}</h3>
              <Listed items={service.steps} ordered />
            </>
          )}
          {service.documents.length > 0 && (
            <>
              <h3>{t("service.documents")}</h3>
              <Listed items={service.documents} />
            </>
          )}
        </>
      )}
    </Section>
  );
}

function Asking({ found, service, charter }: Receipt) {
  const open = charter?.offices.find((one) => one.code === found.office);
  const place = open ?? service.offices.find((one) => one.code === found.office);
  return (
    <Section heading={t("receipt.ask")}>
      <p>{t("receipt.ask-how", { reference: found.reference })}</p>
      {place && (
        <address>
          <strong>{place.name}</strong>
          <br />
          {place.address}
          {place.phone && (
            <>
              <br />
              {t("customer.phone")} {place.phone}
            </>
          )}
        </address>
      )}
      {open?.days && (
        <Facts items={open.days.slice(0, 7).map((day) => [weekday(day.date), day.hours.length ? day.hours.join(", ") : `${t("receipt.shut")}${day.holiday ? ` (${day.holiday})` : ""}`])} />
      )}
    </Section>
  );
}

function Complaining({ found, charter }: Receipt) {
  const ladder = charter?.ladders.find((one) => one.default) ?? charter?.ladders[0];
  return (
    <Section heading={t("receipt.complain")}>
      <p>{t("receipt.complain-how")}</p>
      {ladder && (
        <>
          <ol>
            {ladder.stages.map((stage) => (
              <li key={stage.code}>{stage.answer ? t("receipt.stage", { who: stage.name, time: stage.answer.text }) : stage.name}</li>
            ))}
          </ol>
          {ladder.ombudsman && <p>{t("receipt.ombudsman", { who: ladder.ombudsman })}</p>}
        </>
      )}
      {charter && <p>{t("receipt.charter", { address: `${location.origin}/charter/${found.agency}` })}</p>}
    </Section>
  );
}

export default function ReceiptPage({ reference }: { reference: string }) {
  const { route } = useLocation();
  const { value, problem, slow } = useReceipt(reference);
  const print = value && (() => window.print());
  useKey("p", t("receipt.print"), print);
  useKey("o", t("receipt.open"), () => route(`/app/cases/${reference}`));
  return (
    <Page
      heading={t("receipt.heading", { reference })}
      actions={
        <>
          {print && (
            <Button kind="primary" onClick={print}>
              {t("receipt.print")} <kbd>p</kbd>
            </Button>
          )}
          <a class="btn btn-outline-secondary" href="/app/log">
            {t("receipt.next")} <kbd>n</kbd>
          </a>
          <a class="btn btn-outline-secondary" href={`/app/cases/${reference}`}>
            {t("receipt.open")} <kbd>o</kbd>
          </a>
          <a class="btn btn-outline-secondary" href={`/app/complaints/new?case=${reference}${value?.found.customer ? `&customer=${value.found.customer}` : ""}`}>
            {t("customer.complain")}
          </a>
        </>
      }
    >
      <Problem problem={problem} />
      <Waiting slow={slow} />
      {value && (
        <div class="receipt">
          <p class="receipt-reference">
            {t("receipt.reference")} <strong class="reference">{value.found.reference}</strong>
          </p>
          <Facts
            items={[
              [t("receipt.agency"), value.service.agency_name],
              [t("case.service"), value.found.service_name],
              [t("case.subject"), ownSubject(value.found)],
              [t("who.label-short"), value.found.customer_record?.name],
              [t("receipt.received"), there(value.found.received_at, value.found.agency, true)],
              [t("service.fee"), feeInWords(value.service.fee, language.value)],
            ]}
          />
          <Promised {...value} />
          <Asking {...value} />
          <Complaining {...value} />
          <p class="form-text">{t("receipt.printed", { time: there(new Date(), value.found.agency, true) })}</p>
        </div>
      )}
    </Page>
  );
}
