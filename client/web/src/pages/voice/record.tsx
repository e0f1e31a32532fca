/** One record of a register: what is known of it, what can be done with it, what happened to it. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { api, ask, change, Failure, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { differences, type Difference, type Fact } from "../../data/facts";
import { useChanges } from "../../data/live";
import { useLoad, type Loaded } from "../../data/load";
import { useKey } from "../../shell/keys";
import { Differences } from "../../ui/differences";
import { Events, type Happened } from "../../ui/events";
import { Form } from "../../ui/form";
import { Button, Changes, Dialog, Facts, Page, Problem, Section, Waiting, When } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, time, tn } from "../../words";
import { toBody, type Asked, type Values } from "./asked";
import { Fields } from "./fields";

export type Kind = "complaints" | "feedback" | "improvements" | "surveys";

/** Something that can be done: POST /KIND/REFERENCE/verb, with what the dialog asks. */
export interface Act<W> {
  verb: string;
  word: string;
  key?: string;
  /** What it does, where the word does not say it. */
  why?: string;
  asks?: Asked[];
  first?: Values;
  offered: boolean;
  /** It is not what is likely done next. */
  aside?: boolean;
  danger?: boolean;
  /** Without it: what was answered. */
  body?: (values: Values) => object;
  /** Changes the record itself, not by a verb. */
  patch?: boolean;
  done: string;
  /** What the daemon answered. */
  after?: (made: W) => void;
}

interface Versioned {
  reference: string;
  version: number;
}

/** Sends one act. */
export function act(kind: Kind, whole: Versioned, verb: string, body: object, key: string): Promise<unknown> {
  const params = { path: { reference: whole.reference }, header: change(key, whole.version) };
  // One of the addresses that take such a body; which one is the table's to know.
  return ask(api.POST(`/${kind}/{reference}/${verb}` as "/feedback/{reference}/close", { params, body: body as Schemas["FeedbackClose"] }));
}

function patch(whole: Versioned, body: object): Promise<unknown> {
  return ask(api.PATCH("/improvements/{reference}", { params: { path: { reference: whole.reference }, header: { "If-Match": `"${whole.version}"` } }, body }));
}

function Changed({ what }: { what: Difference[] }) {
  return (
    <div class="bar" role="alert">
      <strong>{t("voice.changed-since")}</strong>
      <Differences of={what} />
      {what.length === 0 && <p>{t("voice.changed-unseen")}</p>}
      <p class="mb-0">{t("voice.changed-next")}</p>
    </div>
  );
}

function ActDialog<W extends Versioned>({ kind, one, loaded, load, facts, onClose }: { kind: Kind; one: Act<W>; onClose: () => void; loaded: Loaded<W>; load: () => Promise<W>; facts: (whole: W) => Fact[] }) {
  const whole = loaded.value as W;
  const draft = useDraft<Values>(`${kind}:${whole.reference}:${one.verb}`, one.first ?? {});
  const [changed, setChanged] = useState<Difference[] | undefined>();
  // What was on the page when it was opened: later versions are told against that.
  const seen = useRef(whole);
  const asks = one.asks ?? [];
  const send = async () => {
    const body = one.body ? one.body(draft.value.value) : toBody(asks, draft.value.value);
    try {
      const made = (await (one.patch ? patch(seen.current, body) : act(kind, seen.current, one.verb, body, draft.key()))) as W;
      draft.clear();
      // What is done next, before it is read again, is done on this version.
      if (made.reference === whole.reference) loaded.put({ ...seen.current, ...made });
      one.after?.(made);
    } catch (fault) {
      if (fault instanceof Failure && fault.is("stale")) {
        const now = await load();
        setChanged(differences(facts(seen.current), facts(now)));
        seen.current = now;
        loaded.put(now);
      }
      throw fault;
    }
    onClose();
    say(one.done);
    loaded.reload();
  };
  return (
    <Dialog heading={one.word} onClose={onClose}>
      {one.why && <p>{one.why}</p>}
      {changed && <Changed what={changed} />}
      <Form submit={one.word} onSend={send} onCancel={() => (draft.clear(), onClose())} danger={one.danger}>
        {(problem) => <Fields asked={asks} values={draft.value.value} set={draft.set} problem={problem} />}
      </Form>
    </Dialog>
  );
}

function ActButton<W>({ one, main, onOpen }: { one: Act<W>; main: boolean; onOpen: () => void }) {
  useKey(one.key ?? "", one.word, onOpen);
  return (
    <Button kind={one.danger ? "danger" : main ? "primary" : "secondary"} small onClick={onOpen}>
      {one.word}
      {one.key && (
        <>
          {" "}
          <kbd aria-hidden="true">{one.key}</kbd>
        </>
      )}
    </Button>
  );
}

/** What happened, newest first. */
export const Timeline = <E extends Happened>(of: { events: E[]; more?: (event: E) => ComponentChildren }) => (
  <Section heading={t("voice.timeline")}>
    <Events {...of} events={of.events.toSorted((a, b) => b.seq - a.seq)} word={(kind) => tn("happened", kind)} />
  </Section>
);

export const drawn = (facts: Fact[]): [string, ComponentChildren][] => facts.map(([name, words, more]) => [name, words ? (more ?? words) : undefined]);

export const timeFact = (name: string, at: string | null | undefined): Fact => [name, time(at), <When at={at} />];

interface Shown<W> {
  kind: Kind;
  reference: string;
  heading: (whole: W) => string;
  load: (reference: string, signal?: AbortSignal) => Promise<W>;
  facts: (whole: W) => Fact[];
  acts: (whole: W) => Act<W>[];
  links?: (whole: W) => ComponentChildren;
  /** Shown in the place of all, such as a letter for paper. */
  instead?: (whole: W, reload: () => void) => ComponentChildren;
  children: (whole: W, reload: () => void, open: (verb: string) => void) => ComponentChildren;
}

export function RecordPage<W extends Versioned>({ kind, reference, heading, load, facts, acts, links, instead, children }: Shown<W>) {
  const loaded = useLoad((signal) => load(reference, signal), [reference]);
  const changes = useChanges((one) => kind === "complaints" && one.about === "complaint" && one.reference === reference, [reference]);
  const [open, setOpen] = useState<string | undefined>();
  const whole = loaded.value;
  const offered = whole ? acts(whole).filter((one) => one.offered) : [];
  const main = offered.find((one) => !one.aside);
  const opened = offered.find((one) => one.verb === open);
  const other = whole && instead?.(whole, loaded.reload);
  if (other) return <>{other}</>;
  return (
    <Page
      heading={whole ? heading(whole) : reference}
      actions={
        <>
          {whole && links?.(whole)}
          {offered.map((one) => (
            <ActButton key={one.verb} one={one} main={one === main} onOpen={() => setOpen(one.verb)} />
          ))}
        </>
      }
    >
      <Changes count={changes.count} onShow={() => (changes.forget(), loaded.reload())} />
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {whole && (
        <>
          <Facts items={drawn(facts(whole))} />
          {children(whole, loaded.reload, setOpen)}
        </>
      )}
      {opened && <ActDialog key={opened.verb} kind={kind} one={opened} loaded={loaded} load={() => load(reference)} facts={facts} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
