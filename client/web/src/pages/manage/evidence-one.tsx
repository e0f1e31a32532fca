/** One record of evidence: what it says, who checked it, its document, its versions. */
import { useState } from "preact/hooks";
import { api, ask, change, failure, newKey, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { PROVES } from "../../data/roles";
import { may, session } from "../../data/session";
import { Form } from "../../ui/form";
import { Area, Button, Dialog, Facts, faultOf, Help, Page, Problem, Section, Tag, Waiting, When, Written } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, tn } from "../../words";
import { Expires } from "./evidence";
import { bodyFields, typedFields } from "./evidence-body";
import { fieldsOf, toldValue, useKinds, type Entry } from "./evidence-fields";
import { EntryFields } from "./evidence-form";
import { History } from "./parts";

type Whole = Schemas["EvidenceWhole"];
type Kinds = Schemas["EvidenceKindList"];
const DOCUMENTS = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.odt,.ods,.docx,.xlsx";
const DOCUMENT_BYTES = 2 * 1024 * 1024;
const TYPES: Record<string, string> = { csv: "text/csv", txt: "text/plain", odt: "application/vnd.oasis.opendocument.text", ods: "application/vnd.oasis.opendocument.spreadsheet" };

interface Doing {
  one: Whole;
  kinds: Kinds;
  /** It is done, or somebody else was faster: what is there now is to be shown. */
  again: () => void;
  close: () => void;
}

/** Sends, and shows what is there now whatever came of it; a dialog stays open when it failed. */
async function decide({ again, close }: Doing, send: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await send();
    close();
    say(done);
  } finally {
    again();
  }
}

function Correct(doing: Doing) {
  const { one, kinds, close } = doing;
  const fields = fieldsOf(kinds, one.kind);
  const draft = useDraft<Entry & { version: number }>(`evidence:${one.reference}`, { kind: one.kind, title: one.title, date: one.date, expires: one.expires ?? "", fields: typedFields(fields, one.fields), version: one.version });
  const entry = draft.value.value;
  const stale = entry.version !== one.version;
  const send = () =>
    decide(
      doing,
      async () => {
        const body = { title: entry.title, date: entry.date, expires: entry.expires || null, fields: bodyFields(fields, entry.fields) };
        await ask(api.PATCH("/evidence/{reference}", { params: { path: { reference: one.reference }, header: { "If-Match": `"${entry.version}"` } }, body: body as never }));
        draft.clear();
      },
      t("evidence-page.corrected"),
    );
  return (
    <Dialog heading={t("evidence-page.correct")} onClose={close} wide>
      {stale && (
        <div class="alert alert-danger" role="alert">
          <p>{t("evidence-page.stale")}</p>
          <Said one={one} kinds={kinds} />
          <Button onClick={() => draft.set({ version: one.version })}>{t("evidence-page.mine")}</Button> <Button onClick={() => (draft.clear(), close())}>{t("evidence-page.theirs")}</Button>
        </div>
      )}
      <Form submit={t("evidence-page.correct")} onSend={send} onCancel={close}>
        {(problem) => <EntryFields entry={entry} set={draft.set} problem={problem} kinds={kinds} agency={one.agency} />}
      </Form>
    </Dialog>
  );
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function Attach(doing: Doing) {
  const { one, close } = doing;
  const [file, setFile] = useState<File | undefined>();
  const [key] = useState(newKey);
  const send = () =>
    decide(
      doing,
      async () => {
        if (!file || file.size > DOCUMENT_BYTES) throw failure("too-large", 413);
        const type = file.type || TYPES[file.name.split(".").pop()?.toLowerCase() ?? ""] || "application/octet-stream";
        const body = { name: file.name, type, content: base64(new Uint8Array(await file.arrayBuffer())) };
        await ask(api.POST("/evidence/{reference}/document", { params: { path: { reference: one.reference }, header: change(key, one.version) }, body }));
      },
      t("evidence-page.attached"),
    );
  return (
    <Dialog heading={t("evidence-page.attach")} onClose={close}>
      <Form submit={t("evidence-page.attach")} onSend={send} onCancel={close}>
        {() => (
          <label class="field">
            <span class="form-label">{t("evidence-page.file")}</span>
            <input class="form-control" type="file" accept={DOCUMENTS} required onChange={(event) => setFile(event.currentTarget.files?.[0])} />
            <span class="form-text">{t("evidence-page.file-hint")}</span>
          </label>
        )}
      </Form>
    </Dialog>
  );
}

function Withdraw(doing: Doing) {
  const { one, close } = doing;
  const draft = useDraft(`evidence-withdraw:${one.reference}`, { reason: "" });
  const send = () =>
    decide(
      doing,
      async () => {
        await ask(api.POST("/evidence/{reference}/withdraw", { params: { path: { reference: one.reference }, header: change(draft.key(), one.version) }, body: draft.value.value }));
        draft.clear();
      },
      t("evidence-page.withdrawn"),
    );
  return (
    <Dialog heading={t("evidence-page.withdraw")} onClose={close}>
      <Form submit={t("evidence-page.withdraw")} danger onSend={send} onCancel={close}>
        {(problem) => <Area label={t("evidence-page.reason")} value={draft.value.value.reason} onValue={(reason) => draft.set({ reason })} fault={faultOf(problem, "reason")} />}
      </Form>
    </Dialog>
  );
}

function CheckIt(doing: Doing) {
  const { one, close } = doing;
  const [key] = useState(newKey);
  const send = () => decide(doing, () => ask(api.POST("/evidence/{reference}/check", { params: { path: { reference: one.reference }, header: change(key, one.version) }, body: {} })), t("evidence-page.checked"));
  return (
    <Dialog heading={t("evidence-page.check")} onClose={close}>
      <p>{t("evidence-page.check-sure")}</p>
      <Form submit={t("evidence-page.check")} onSend={send} onCancel={close}>
        {() => null}
      </Form>
    </Dialog>
  );
}

function Said({ one, kinds }: { one: Whole | (Whole["versions"][number] & { kind: Whole["kind"]; agency: string }); kinds: Kinds }) {
  return (
    <Facts
      items={[
        [t("evidence-page.title"), one.title],
        [t("evidence-page.date"), <When at={one.date} day />],
        [t("evidence-page.expires"), <Expires at={one.expires} />],
        ...fieldsOf(kinds, one.kind).map((field): [string, string] => [tn("evidence-field", field.name), toldValue(field, (one.fields as Record<string, unknown>)[field.name], one.agency)]),
      ]}
    />
  );
}

const DIALOGS = { correct: Correct, attach: Attach, withdraw: Withdraw, check: CheckIt };

export default function EvidenceOne({ reference }: { reference: string }) {
  const kinds = useKinds();
  const loaded = useLoad((signal) => ask(api.GET("/evidence/{reference}", { signal, params: { path: { reference } } })), [reference]);
  const [doing, act] = useState<keyof typeof DIALOGS | undefined>();
  const one = loaded.value;
  const changes = one && one.state !== "withdrawn" && may(...PROVES);
  const mine = one?.entered_by?.user_name === session.value?.staff.user_name;
  const Opened = doing && DIALOGS[doing];
  return (
    <Page
      heading={one?.title ?? t("evidence-page.one", { reference })}
      actions={
        changes && (
          <>
            {one.state === "unchecked" && !mine && (
              <Button kind="primary" onClick={() => act("check")}>
                {t("evidence-page.check")}
              </Button>
            )}
            <Button onClick={() => act("correct")}>{t("evidence-page.correct")}</Button>
            <Button onClick={() => act("attach")}>{t("evidence-page.attach")}</Button>
            <Button kind="danger" onClick={() => act("withdraw")}>
              {t("evidence-page.withdraw")}
            </Button>
          </>
        )
      }
    >
      <p class="no-print">
        <a href="/app/evidence">{t("place.evidence")}</a>
      </p>
      <Problem problem={loaded.problem ?? kinds.problem} />
      <Waiting slow={loaded.slow} />
      {one && kinds.value && (
        <>
          <p>
            {tn("evidence-kind", one.kind)} <span class="reference">{one.reference}</span> <Tag strong={one.state === "unchecked"}>{tn("evidence-state", one.state)}</Tag>{" "}
            {one.state === "unchecked" && t(mine ? "evidence-page.others-check" : "evidence-page.to-check")}
          </p>
          <Said one={one} kinds={kinds.value} />
          <Facts
            items={[
              [t("account.agency"), nameOf("agencies", one.agency)],
              [t("evidence-page.entered"), one.entered_by && <>{one.entered_by.name}, <When at={one.entered_at} /></>],
              [t("evidence-page.checked-by"), one.checked_by && <>{one.checked_by.name}, <When at={one.checked_at} /></>],
              [t("evidence-page.withdrawn-by"), one.withdrawn_by && <>{one.withdrawn_by.name}, <When at={one.withdrawn_at} /></>],
              [
                t("evidence-page.document"),
                one.document && (
                  <a href={`/api/v1/evidence/${one.reference}/document`} download={one.document.name}>
                    {one.document.name} ({t("evidence-page.kib", { size: Math.ceil(one.document.size / 1024) })})
                  </a>
                ),
              ],
            ]}
          />
          <Written>{one.reason}</Written>
          {one.versions.length > 1 && (
            <Section heading={t("evidence-page.versions")}>
              {one.versions.slice(1).map((version) => (
                <Help key={version.content} summary={t("evidence-page.version", { number: version.content, who: version.entered_by?.name ?? "", when: new Date(version.entered_at) })}>
                  <Said one={{ ...version, kind: one.kind, agency: one.agency }} kinds={kinds.value as Kinds} />
                </Help>
              ))}
            </Section>
          )}
          <History events={one.events} />
          {Opened && <Opened one={one} kinds={kinds.value} again={loaded.reload} close={() => act(undefined)} />}
        </>
      )}
    </Page>
  );
}
