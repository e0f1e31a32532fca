/** Writes to the customer: from a sample reply, whose fields the daemon fills in, or in one's own words. What it would say can be
 * seen before it goes out. */
import { useEffect, useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, change, newKey, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { useLoad } from "../../data/load";
import { words } from "../../data/options";
import { Form } from "../../ui/form";
import { Button, Dialog, Facts, Problem, Tag, Text, Written } from "../../ui/parts";
import { languageName, t, tn } from "../../words";
import { Input } from "./act";
import { offices, valueOf, type Field, type Typed } from "./acts";
import { type Around } from "./kinds";

type Preview = Schemas["ReplyPreview"];
type Whole = Schemas["ReplyWhole"];

const FIND_AFTER_MS = 200;

/** The body of a reply: a sample whose words were left as they are is named, and no more. */
export function replyOf(typed: Typed): Schemas["Reply"] {
  const { sample, language, channel, office, minutes, subject = "", body = "", filled_subject, filled_body } = typed;
  const own = !sample || subject !== filled_subject || body !== filled_body;
  return {
    ...(sample ? { sample, language } : {}),
    ...(own ? { ...(subject ? { subject } : {}), body, as_is: true } : {}),
    ...(channel ? { channel: channel as Schemas["Channel"] } : {}),
    ...(office ? { office } : {}),
    ...(minutes ? { minutes: Number(minutes) } : {}),
  };
}

const send = (reference: string, body: Schemas["Reply"], key: string) =>
  ask(api.POST("/cases/{reference}/replies", { params: { path: { reference }, header: change(key) }, body })) as Promise<Preview | Whole>;

function Samples({ of, onPick }: { of: Around; onPick: (sample: Schemas["SampleFound"]) => void }) {
  const [q, setQ] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(q.trim()), FIND_AFTER_MS);
    return () => clearTimeout(timer);
  }, [q]);
  const { agency, service } = of.kase;
  const found = useLoad((signal) => ask(api.GET("/samples", { signal, params: { query: { agency, limit: 5, ...(asked ? { q: asked } : { service }) } } })), [asked, agency, service]);
  return (
    <>
      <Text label={t("case.samples")} hint={t("case.samples-hint")} type="search" autofocus value={q} onValue={setQ} />
      <Problem problem={found.problem} again={found.reload} />
      <ul class="pick" aria-label={t("case.samples-found")}>
        {found.value?.items
          .filter((one) => !one.paper)
          .map((one) => (
            <li key={one.code + one.language}>
              <Button kind="link" small onClick={() => onPick(one)}>
                {one.title}
              </Button>{" "}
              <Tag>{languageName(one.language)}</Tag> <span class="hit-kind">{t("case.sample-uses", { count: one.uses })}</span>
            </li>
          ))}
        {found.value?.items.length === 0 && <li>{t("case.samples-none")}</li>}
      </ul>
    </>
  );
}

const FIELDS: Field[] = [
  { name: "subject", kind: "line", optional: true },
  { name: "body", kind: "text" },
];

export function ReplyDialog({ of, onDone, onClose }: { of: Around; onDone: (reply: Whole) => void; onClose: () => void }) {
  const { reference } = of.kase;
  const draft = useDraft<Typed>(`case-reply:${reference}`, {});
  const [preview, setPreview] = useState<Preview | undefined>();
  const [refused, act] = useAct();
  const typed = draft.value.value;
  const how: Field[] = [
    { name: "channel", kind: "select", optional: true, empty: t("case.as-preferred"), options: words("channel", ["email", "letter", "counter"]) },
    ...offices(of),
    { name: "minutes", kind: "number", optional: true },
  ];
  const set = (patch: Typed) => {
    setPreview(undefined);
    draft.set(patch);
  };
  /** What is typed, with what stands in a field that nobody touched. */
  const whole = (): Typed => ({ ...Object.fromEntries(how.map((field) => [field.name, valueOf(field, typed)])), ...typed });
  const look = (body: Schemas["Reply"]) => act(async () => (await send(reference, { ...body, preview: true }, newKey())) as Preview);
  const pick = async ({ code, language, title }: Schemas["SampleFound"]) => {
    const filled = await look({ sample: code, language });
    if (filled) set({ sample: code, language, title, subject: filled.subject, body: filled.body, filled_subject: filled.subject, filled_body: filled.body });
  };
  const submit = async () => {
    const reply = (await send(reference, replyOf(whole()), draft.key())) as Whole;
    draft.clear();
    onDone(reply);
  };
  return (
    <Dialog wide heading={`${t("case-act.reply")} – ${reference}`} onClose={onClose}>
      {draft.found.value && <p class="form-text">{t("case.kept")}</p>}
      <Samples of={of} onPick={(sample) => void pick(sample)} />
      <Problem problem={refused} />
      <Form submit={t("case.send")} onSend={submit} onCancel={onClose}>
        {(problem) => (
          <>
            {typed.sample && (
              <p>
                {t("case.from-sample", { title: typed.title ?? typed.sample })}{" "}
                <Button small kind="link" onClick={() => set({ sample: "", title: "", filled_subject: "", filled_body: "" })}>
                  {t("case.no-sample")}
                </Button>
              </p>
            )}
            {[...FIELDS, ...how].map((field) => (
              <Input key={field.name} {...{ field, typed, set, problem }} />
            ))}
            <Button onClick={() => void look(replyOf(whole())).then(setPreview)}>{t("case.preview")}</Button>
            {preview && (
              <div class="preview" role="status">
                <Facts
                  items={[
                    [t("case.goes-by"), tn("delivery", preview.delivery)],
                    [t("case.language"), languageName(preview.language)],
                    [t("case.subject"), preview.subject],
                  ]}
                />
                <Written>{preview.body}</Written>
              </div>
            )}
          </>
        )}
      </Form>
    </Dialog>
  );
}
