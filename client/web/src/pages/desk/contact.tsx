/** Somebody asked, was answered, and no case came of it: it is counted all the same. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask, change, Failure, type Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { useDraft } from "../../data/draft";
import { wait } from "../../data/outbox";
import { Form } from "../../ui/form";
import { Area, faultOf, Page, Select, Text } from "../../ui/parts";
import { t } from "../../words";
import { agencyOfOffice, CHANNELS, officesOf, rememberedOffice, rememberOffice, words } from "./choices";
import { newCustomer } from "./entry";
import { Known, useKnown, Who, type WhoFields } from "./who";
import { Picked, useService, What } from "./what";

interface Contact extends WhoFields {
  service: string;
  agency: string;
  serviceName: string;
  channel: string;
  direction: string;
  purpose: string;
  cause: string;
  minutes: string;
  summary: string;
}
const EMPTY: Contact = {
  ...{ who: "", whoText: "", customer: 0, name: "", phone: "", email: "" },
  ...{ service: "", agency: "", serviceName: "", channel: "counter", direction: "in", purpose: "information", cause: "value", minutes: "", summary: "" },
};

function contactBody(typed: Contact, office: string): Schemas["ContactLog"] {
  return {
    channel: typed.channel as Schemas["Channel"],
    direction: typed.direction as Schemas["Direction"],
    purpose: typed.purpose as Schemas["Purpose"],
    cause: typed.cause as Schemas["Cause"],
    customer: typed.customer || null,
    ...(typed.service ? { service: typed.service, agency: typed.agency } : {}),
    office: office || null,
    duration_s: typed.minutes === "" ? null : Math.round(Number(typed.minutes) * 60),
    summary: typed.summary.trim() || null,
  };
}

export default function ContactNew() {
  const [query] = useQuery();
  const draft = useDraft<Contact>("contact", EMPTY);
  const typed = draft.value.value;
  const [kept, keepOffice] = useState(rememberedOffice);
  const [done, setDone] = useState<"" | "logged" | "waits">("");
  const first = useRef<HTMLInputElement>(null);
  const known = useKnown(typed.customer);
  const service = useService(typed.service, typed.agency);
  const set = (patch: Partial<Contact>) => (setDone(""), draft.set(patch));
  useEffect(() => {
    if (draft.found.value !== undefined && query.customer) draft.set({ who: "known", customer: Number(query.customer), whoText: "" });
  }, [draft.found.value !== undefined]);
  useEffect(() => {
    if (known.value && !typed.whoText) draft.set({ whoText: known.value.name ?? t("customer.nameless") });
  }, [known.value]);
  const offices = officesOf(typed.agency || undefined);
  const office = (offices.find((one) => one.value === kept) ?? offices[0])?.value ?? "";
  const send = async () => {
    const agency = typed.agency || agencyOfOffice(office);
    const customer = typed.who === "new" ? { key: `c-${draft.key()}`, body: { agency, name: typed.name.trim(), phone: typed.phone.trim() || null, email: typed.email.trim() || null } } : undefined;
    const body = { ...contactBody(typed, office), agency };
    try {
      const made = customer && (await ask(api.POST("/customers", { params: { header: change(customer.key) }, body: customer.body })));
      if (made) draft.set({ who: "known", customer: made.id, whoText: made.name ?? "" });
      await ask(api.POST("/contacts", { params: { header: change(draft.key()) }, body: made ? { ...body, customer: made.id } : body }));
      setDone("logged");
    } catch (fault) {
      if (!(fault instanceof Failure) || !fault.unreachable) throw fault;
      const at = new Date().toISOString();
      await wait({ key: draft.key(), path: "/contacts", body: { ...body, answered_at: at }, ...(customer && !draft.value.value.customer && { customer }), label: typed.summary || typed.serviceName || typed.whoText });
      setDone("waits");
    }
    draft.clear();
    first.current?.focus();
  };
  return (
    <Page heading={t("contact.heading")}>
      <div role="status">
        {done && (
          <p class="alert note">
            {t(`contact.${done}`)} <a href={done === "waits" ? "/app/waiting" : "/app/log"}>{t(done === "waits" ? "log.waits-where" : "home.log")}</a>
          </p>
        )}
      </div>
      <div class="with-side">
        <Form submit={t("contact.log")} onSend={send}>
          {(problem) => (
            <>
              <Who fields={typed} set={set} begin={newCustomer} problem={problem} input={first} />
              <What
                text={typed.serviceName}
                chosen={typed.service !== ""}
                onText={(serviceName) => set({ serviceName, service: "", agency: "" })}
                onPick={(one) => set({ service: one.code, agency: one.agency, serviceName: one.name })}
                optional
                problem={problem}
              />
              <Area label={t("contact.summary")} optional rows={3} value={typed.summary} onValue={(summary) => set({ summary })} fault={faultOf(problem, "summary")} />
              <div class="fresh">
                <Select label={t("log.channel")} value={typed.channel} onValue={(channel) => set({ channel })} options={words("channel", CHANNELS)} fault={faultOf(problem, "channel")} />
                <Select label={t("contact.direction")} value={typed.direction} onValue={(direction) => set({ direction })} options={words("direction", ["in", "out"])} />
                <Select label={t("contact.purpose")} value={typed.purpose} onValue={(purpose) => set({ purpose })} options={words("purpose", ["information", "interaction", "transaction"])} />
                <Select label={t("contact.cause")} value={typed.cause} onValue={(cause) => set({ cause })} options={words("cause", ["value", "chase", "correction", "complaint", "repeat"])} />
                <Select label={t("log.office")} value={office} onValue={(code) => (keepOffice(code), rememberOffice(code))} options={offices} fault={faultOf(problem, "office")} />
                <Text label={t("contact.minutes")} optional type="number" min="0" value={typed.minutes} onValue={(minutes) => set({ minutes })} fault={faultOf(problem, "duration_s")} />
              </div>
            </>
          )}
        </Form>
        <div>
          {typed.customer > 0 && <Known loaded={known} />}
          {typed.service && <Picked loaded={service} />}
        </div>
      </div>
    </Page>
  );
}
