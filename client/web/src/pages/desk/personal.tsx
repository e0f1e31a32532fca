/** What is personal of a customer: all of it as a file, and its end. An administrator does both without seeing customers. */
import { useState } from "preact/hooks";
import { useWork } from "../../data/act";
import { useQuery } from "../../data/address";
import { api, ask, change, Failure, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { save } from "../../data/file";
import { PRIVACY, TAKES } from "../../data/roles";
import { may, mayInAll } from "../../data/session";
import { Form } from "../../ui/form";
import { Button, Dialog, faultOf, Page, Problem, Ref, Section, Select, Text, Waiting } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, time, tn } from "../../words";
import { Listed } from "./listed";
import { useKnown, type Whole } from "./who";

/** Of an export, in the order of the contract's answer. */
const SECTIONS = ["records", "identifiers", "cases", "notes", "tasks", "contacts", "replies", "messages", "complaints", "complaint_stages", "complaint_remedies", "feedback", "surveys", "views"];
const sectionName = (section: string) => tn("personal-section", section);

const exported = (id: number, section?: string) => api.GET("/customers/{id}/export", { params: { path: { id }, query: section ? { section } : {} } });

/** The version that an erasure is based on, of who does not see customers. */
async function versionOf(id: number): Promise<number> {
  const asked = exported(id, "records");
  await ask(asked);
  return Number((await asked).response.headers.get("ETag")?.replaceAll('"', ""));
}

function Export({ id }: { id: number }) {
  const [section, setSection] = useState("");
  const { busy, problem, run } = useWork();
  const download = async () => {
    const all = await ask(exported(id, section));
    save(["customer", id, section].filter(Boolean).join("-") + ".json", JSON.stringify(all, null, 2), "application/json");
    say(t("personal.saved"));
  };
  return (
    <Section heading={t("personal.export-heading")}>
      <p>{t("personal.export-about")}</p>
      <Problem problem={problem} />
      {problem?.status === 413 && <p>{t("personal.too-large")}</p>}
      <Select label={t("personal.part")} value={section} onValue={setSection} options={SECTIONS.map((value) => ({ value, label: sectionName(value) }))} empty={t("personal.all")} />
      <Button kind="primary" busy={busy} onClick={() => void run(download)}>
        {t("personal.export")}
      </Button>
    </Section>
  );
}

/** What has to be ended first, as far as it is known here; the daemon names the rest. */
function inTheWay(of: Whole) {
  return [
    ...of.open_cases.map((one) => <Ref reference={one.reference} />),
    ...of.complaints.items.filter((one) => one.state === "open").map((one) => <Ref reference={one.reference} about="complaint" />),
    ...of.feedback.items.filter((one) => one.state === "open").map((one) => <Ref reference={one.reference} about="feedback" />),
  ];
}

function Erase({ id, seen, onDone, onStale, onClose }: { id: number; seen?: Whole; onDone: (now: Schemas["Customer"]) => void; onStale: () => void; onClose: () => void }) {
  const draft = useDraft(`erase:${id}`, { reason: "" });
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const open = seen ? inTheWay(seen) : [];
  const send = async () => {
    setWrong(typed.trim() !== String(id));
    if (typed.trim() !== String(id)) return;
    try {
      const version = seen?.version ?? (await versionOf(id));
      const now = await ask(api.POST("/customers/{id}/erase", { params: { path: { id }, header: change(draft.key(), version) }, body: draft.value.value }));
      draft.clear();
      onDone(now);
    } catch (fault) {
      if (fault instanceof Failure && fault.is("stale")) onStale();
      throw fault;
    }
  };
  return (
    <Dialog wide heading={t("personal.erase-heading", { id: String(id) })} onClose={onClose}>
      {open.length > 0 ? (
        <>
          <p>{t("personal.in-the-way")}</p>
          <ul>
            {open.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <h3>{t("personal.goes")}</h3>
          <Listed items={SECTIONS.map(sectionName)} />
          <h3>{t("personal.stays")}</h3>
          <Listed items={[t("personal.stays-cases"), t("personal.stays-figures"), t("personal.stays-acts"), t("personal.stays-serious")]} />
          <Form danger submit={t("personal.erase-now")} onSend={send} onCancel={onClose}>
            {(problem) => (
              <>
                <Text label={t("personal.reason")} hint={t("personal.reason-hint")} value={draft.value.value.reason} onValue={(reason) => draft.set({ reason })} fault={faultOf(problem, "reason")} />
                <Text label={t("personal.confirm", { id: String(id) })} inputMode="numeric" value={typed} onValue={setTyped} fault={wrong ? t("personal.confirm-wrong") : undefined} />
              </>
            )}
          </Form>
        </>
      )}
    </Dialog>
  );
}

/** Of one customer. */
function Whose({ id }: { id: number }) {
  const loaded = useKnown(may(...TAKES) ? id : 0);
  const [asking, setAsking] = useState(false);
  const [now, setNow] = useState<Schemas["Customer"] | undefined>();
  const seen = loaded.value;
  const erased = now?.erased_at ?? seen?.erased_at;
  const done = (record: Schemas["Customer"]) => {
    setAsking(false);
    setNow(record);
    loaded.reload();
    say(t("personal.done"));
  };
  if (loaded.problem && !seen) return <Problem problem={loaded.problem} again={loaded.reload} />;
  if (loaded.loading && !seen) return <Waiting slow={loaded.slow} />;
  return (
    <>
      {seen && (
        <p>
          <a href={`/app/customers/${id}`}>{seen.name ?? t(erased ? "personal.customer-erased" : "customer.nameless")}</a>
        </p>
      )}
      {erased && <p class="alert note">{t("personal.erased", { when: time(erased) })}</p>}
      {mayInAll(seen?.agency, ...PRIVACY) && (
        <>
          <Export id={id} />
          {!erased && (
            <Section heading={t("personal.erase-heading", { id: String(id) })}>
              <p>{t("personal.erase-about")}</p>
              <Button kind="danger" onClick={() => setAsking(true)}>
                {t("personal.erase")}
              </Button>
            </Section>
          )}
        </>
      )}
      {asking && <Erase id={id} seen={seen} onDone={done} onStale={loaded.reload} onClose={() => setAsking(false)} />}
    </>
  );
}

export default function Personal() {
  const [{ customer = "" }, setQuery] = useQuery();
  const [typed, setTyped] = useState(customer);
  const id = /^[1-9]\d{0,15}$/.test(customer) ? Number(customer) : 0;
  const show = async () => setQuery({ customer: typed.trim() }, false);
  return (
    <Page heading={t("personal.heading")}>
      <Form submit={t("personal.show")} onSend={show}>
        {() => <Text label={t("personal.number")} hint={t("personal.number-hint")} inputMode="numeric" value={typed} onValue={setTyped} />}
      </Form>
      {id > 0 && <Whose key={id} id={id} />}
    </Page>
  );
}
