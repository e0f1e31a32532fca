/** Somebody asked, was answered, and no case came of it: it is counted all the same. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { useDraft } from "../../data/draft";
import { ALL_CHANNELS, words } from "../../data/options";
import { Form } from "../../ui/form";
import { Area, faultOf, Page, Select, Text } from "../../ui/parts";
import { t } from "../../words";
import { agencyOfOffice } from "./choices";
import { customerBody, NOBODY, type WhoFields } from "./entry";
import { useOffice } from "./office";
import { sendOrWait } from "./send";
import { Elsewhere, Known, useKnown, Who, withThem } from "./who";
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
  ...NOBODY,
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
  const at = useOffice(typed.agency || undefined);
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
  // As where a case is logged: whoever came by a key begins to type.
  useEffect(() => {
    if (document.activeElement === document.body) first.current?.focus();
  }, []);
  const send = async () => {
    const agency = typed.agency || known.value?.agency || agencyOfOffice(at.office);
    const there = await withThem(known.value, agency);
    const made = await sendOrWait(
      {
        ...{ key: draft.key(), path: "/contacts", body: { ...contactBody(typed, at.office), ...(there && { customer: there.customer }), agency }, form: typed, label: typed.summary || typed.serviceName || typed.whoText },
        customer: typed.who === "new" ? customerBody({ ...typed, agency, language: "" }) : there?.added,
        // It has just ended: it began as long ago as it took.
        late: { answered_at: new Date(Date.now() - Number(typed.minutes) * 60_000).toISOString() },
      },
      (customer) => draft.set({ who: "known", customer: customer.id, whoText: customer.name ?? "" }),
    );
    setDone(made ? "logged" : "waits");
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
              <Who fields={typed} set={set} problem={problem} input={first} />
              <What
                text={typed.serviceName}
                chosen={typed.service !== ""}
                onText={(serviceName) => set({ serviceName, service: "", agency: "" })}
                onPick={(one) => set({ service: one.code, agency: one.agency, serviceName: one.name })}
                optional
                problem={problem}
              />
              <Elsewhere known={known.value} agency={typed.agency} />
              <Area label={t("contact.summary")} optional rows={3} value={typed.summary} onValue={(summary) => set({ summary })} fault={faultOf(problem, "summary")} />
              <div class="fresh">
                <Select label={t("log.channel")} value={typed.channel} onValue={(channel) => set({ channel })} options={words("channel", ALL_CHANNELS)} fault={faultOf(problem, "channel")} />
                <Select label={t("contact.direction")} value={typed.direction} onValue={(direction) => set({ direction })} options={words("direction", ["in", "out"])} />
                <Select label={t("contact.purpose")} value={typed.purpose} onValue={(purpose) => set({ purpose })} options={words("purpose", ["information", "interaction", "transaction"])} />
                <Select label={t("contact.cause")} value={typed.cause} onValue={(cause) => set({ cause })} options={words("cause", ["value", "chase", "correction", "complaint", "repeat"])} />
                {at.field(problem)}
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
