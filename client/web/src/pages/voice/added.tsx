/** Something new for a register: asked, sent once; what the network keeps back waits in the list of what is to be sent. */
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { api, ask, change, Failure, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { wait } from "../../data/outbox";
import type { Waiting } from "../../data/store";
import { Form } from "../../ui/form";
import { Empty, Page } from "../../ui/parts";
import { t } from "../../words";
import { toBody, type Asked, type Values } from "./asked";
import { Fields } from "./fields";

interface Made {
  reference: string;
}

interface Added<M> {
  heading: string;
  path: Waiting["path"] | "/improvements" | "/surveys";
  /** Of the draft; without it that of the path. */
  name?: string;
  submit: string;
  asks: (values: Values) => Asked[];
  first: Values;
  body?: (values: Values, asked: Asked[]) => Record<string, unknown>;
  /** What it is called while it waits; without it, it does not wait. */
  waits?: (values: Values) => string;
  /** What goes with it, once it is made; key: for its Idempotency-Key. */
  also?: (made: M, key: string) => Promise<unknown>;
  /** Where to go with what was made. */
  then: (made: M) => string;
  /** Above what is asked. */
  before?: (values: Values, set: (patch: Values) => void) => ComponentChildren;
}

export function AddPage<M extends Made>({ heading, path, name, submit, asks, first, body, waits, also, then, before }: Added<M>) {
  const draft = useDraft<Values>(name ?? `new:${path}`, first);
  const [kept, setKept] = useState(false);
  const { route } = useLocation();
  const found = draft.found.value;
  useEffect(() => {
    // What the address says of a new one goes before what was left here the last time.
    const said = Object.entries(first).filter(([key, value]) => value && draft.value.value[key] !== value && key !== "channel" && key !== "kind");
    if (found && said.length > 0) draft.set(Object.fromEntries(said));
  }, [found]);
  const values = draft.value.value;
  const asked = asks(values);
  const send = async () => {
    const sent = body ? body(values, asked) : toBody(asked, values);
    const key = draft.key();
    try {
      // The register's table knows which body its address takes.
      const made = (await ask(api.POST(path as "/feedback", { params: { header: change(key) }, body: sent as Schemas["FeedbackLog"] }))) as unknown as M;
      await also?.(made, `${key}-also`);
      draft.clear();
      route(then(made));
    } catch (fault) {
      if (!(fault instanceof Failure) || !fault.unreachable || !waits) throw fault;
      await wait({ key, path: path as Waiting["path"], body: sent, label: waits(values) });
      draft.clear();
      setKept(true);
    }
  };
  if (kept)
    return (
      <Page heading={heading}>
        <div role="status">
          <Empty action={<a href="/app/waiting">{t("voice.waiting-list")}</a>}>{t("voice.waits")}</Empty>
        </div>
      </Page>
    );
  return (
    <Page heading={heading}>
      <Form submit={submit} onSend={send}>
        {(problem) => (
          <>
            {before?.(values, draft.set)}
            <Fields asked={asked} values={values} set={draft.set} problem={problem} />
          </>
        )}
      </Form>
    </Page>
  );
}
