/** Logs a case while somebody stands at the counter, by keyboard alone, with the network or without. */
import { useLocation } from "preact-iso";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem as Told, Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { useDraft } from "../../data/draft";
import { ALL_CHANNELS, words } from "../../data/options";
import { processOf } from "../../data/process";
import { useKey } from "../../shell/keys";
import { Ask } from "../../ui/ask";
import { Form } from "../../ui/form";
import { Area, Button, Check, Due, faultOf, Page, Ref, Select, Text } from "../../ui/parts";
import { t, type Word } from "../../words";
import { caseBody, customerBody, EMPTY, missing, type Entry } from "./entry";
import { LanguageField } from "./language";
import { useOffice } from "./office";
import { sendOrWait } from "./send";
import { Elsewhere, Known, useKnown, Who, withThem } from "./who";
import { Picked, useService, What, type Offered } from "./what";

function Settle({ entry, set, problem, fault }: { entry: Entry; set: (patch: Partial<Entry>) => void; problem: Told | undefined; fault?: string }) {
  const outcomes = (processOf(entry.service, entry.agency)?.outcomes ?? []).filter((one) => one.at_once).map((one) => ({ value: one.code, label: one.name }));
  const wrong = fault ?? faultOf(problem, "outcome");
  return (
    <>
      <Check label={t("log.settled")} checked={entry.settled} onValue={(settled) => set({ settled })} />
      {entry.settled && (
        <div class="fresh">
          {outcomes.length ? (
            <Select label={t("log.outcome")} value={entry.outcome} onValue={(outcome) => set({ outcome })} options={outcomes} empty={t("log.choose")} fault={wrong} />
          ) : (
            <Text label={t("log.outcome")} hint={t("log.outcome-hint")} value={entry.outcome} onValue={(outcome) => set({ outcome })} fault={wrong} />
          )}
          <Text label={t("log.minutes")} optional type="number" min="0" value={entry.minutes} onValue={(minutes) => set({ minutes })} fault={faultOf(problem, "minutes")} />
        </div>
      )}
    </>
  );
}

/** The customer has an open case of the same service. */
function Twin({ open, service, agency }: { open: Schemas["Case"][]; service: string; agency: string }) {
  const same = open.filter((one) => one.service === service && one.agency === agency);
  return (
    <div role="status">
      {same.length > 0 && (
        <div class="alert note">
          <strong>{t("log.twin")}</strong>
          <ul class="brief">
            {same.map((one) => (
              <li key={one.reference}>
                <Ref reference={one.reference} /> {one.subject} <Due at={one.due_at} paused={one.paused} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

export default function Log() {
  const { route } = useLocation();
  const [query] = useQuery();
  const draft = useDraft<Entry>("log", EMPTY);
  const entry = draft.value.value;
  const at = useOffice(entry.agency || undefined);
  const [gaps, setGaps] = useState<ReturnType<typeof missing>>([]);
  const [waits, setWaits] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const known = useKnown(entry.customer);
  const service = useService(entry.service, entry.agency);
  const offered = service.value;
  const set = (patch: Partial<Entry>) => {
    setWaits("");
    setGaps([]);
    draft.set(patch);
  };
  const pick = (one: Offered) =>
    set({
      service: one.code,
      agency: one.agency,
      serviceName: one.name,
      channel: one.channels.includes(entry.channel as never) ? entry.channel : (one.channels[0] ?? entry.channel),
      ...((!entry.subject.trim() || entry.subject === entry.serviceName) && { subject: one.name }),
    });
  const ready = draft.found.value !== undefined;
  // The address may say for whom and what; names come with what is loaded then.
  useEffect(() => {
    if (ready && query.customer) set({ who: "known", customer: Number(query.customer), whoText: "" });
    if (ready && query.service) set({ service: query.service, agency: query.agency ?? "", serviceName: "" });
  }, [ready]);
  useEffect(() => {
    if (known.value && !entry.whoText) set({ whoText: known.value.name ?? t("customer.nameless") });
  }, [known.value]);
  useEffect(() => {
    if (offered && !entry.serviceName) pick(offered);
  }, [offered]);
  // Whoever came by a key begins to type; nobody is taken away from where they are.
  useEffect(() => {
    if (document.activeElement === document.body) first.current?.focus();
  }, []);
  useKey("f", t("log.key-find"), () => first.current?.focus());

  const send = async () => {
    const left = missing(entry);
    setGaps(left);
    if (left.length) return;
    const label = [entry.subject, entry.who === "new" ? entry.name : entry.whoText].filter(Boolean).join(" – ");
    const there = await withThem(known.value, entry.agency);
    const made = await sendOrWait(
      {
        ...{ key: draft.key(), path: "/cases", body: { ...caseBody(entry, at.office), ...(there && { customer: there.customer }) }, form: entry, label },
        customer: entry.who === "new" ? customerBody(entry) : there?.added,
        late: { received_at: new Date().toISOString() },
      },
      (customer) => draft.set({ who: "known", customer: customer.id, whoText: customer.name ?? "" }),
    );
    draft.clear();
    if (made) return route(`/app/cases/${made.reference}/receipt`);
    setWaits(label);
    first.current?.focus();
  };
  const gap = (name: (typeof gaps)[number]) => (gaps.includes(name) ? t(`gap.${name}` as Word) : undefined);
  return (
    <Page heading={t("log.heading")} actions={<Ask />}>
      <div role="status">
        {waits && (
          <p class="alert note">
            {t("log.waits", { label: waits })} <a href="/app/waiting">{t("log.waits-where")}</a>
          </p>
        )}
      </div>
      {draft.found.value && entry !== EMPTY && (
        <p class="help">
          {t("log.kept")}{" "}
          <Button small onClick={() => draft.clear()}>
            {t("log.anew")}
          </Button>
        </p>
      )}
      <div class="with-side">
        <Form submit={t("log.submit")} onSend={send}>
          {(problem) => (
            <>
              <Who fields={entry} set={set} problem={problem} fault={gap("who")} nameFault={gap("name")} input={first} />
              <What
                text={entry.serviceName}
                chosen={entry.service !== ""}
                onText={(serviceName) => set({ serviceName, service: "", agency: "" })}
                onPick={pick}
                problem={problem}
                fault={gap("service")}
              />
              <Elsewhere known={known.value} agency={entry.agency} />
              <Twin open={known.value?.open_cases ?? []} service={entry.service} agency={entry.agency} />
              <Text label={t("log.subject")} value={entry.subject} onValue={(subject) => set({ subject })} fault={gap("subject") ?? faultOf(problem, "subject")} maxLength={200} />
              <Area label={t("log.details")} optional rows={3} value={entry.details} onValue={(details) => set({ details })} fault={faultOf(problem, "details")} maxLength={10000} />
              <div class="fresh">
                <Select label={t("log.channel")} value={entry.channel} onValue={(channel) => set({ channel })} options={words("channel", offered?.channels ?? ALL_CHANNELS)} fault={faultOf(problem, "channel")} />
                {at.field(problem)}
                <LanguageField value={entry.language} onValue={(language) => set({ language })} fault={faultOf(problem, "language")} />
              </div>
              <Settle entry={entry} set={set} problem={problem} fault={gap("outcome")} />
              <p class="form-text">
                <kbd>Ctrl</kbd> <kbd>Enter</kbd> {t("log.ctrl-enter")}
              </p>
            </>
          )}
        </Form>
        <div>
          {entry.customer > 0 && <Known loaded={known} />}
          {entry.service && <Picked loaded={service} />}
          {!entry.customer && !entry.service && (
            <p class="help">
              {t("log.other")} <a href="/app/contacts/new">{t("log.other-contact")}</a>, <a href="/app/complaints/new">{t("log.other-complaint")}</a>, <a href="/app/services">{t("log.other-services")}</a>
            </p>
          )}
        </div>
      </div>
    </Page>
  );
}
