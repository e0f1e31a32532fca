/** Changes a customer's record. When somebody else did meanwhile, both versions are shown and one of them chosen. */
import { useState } from "preact/hooks";
import { api, ask, change, Failure } from "../../data/api";
import { useDraft } from "../../data/draft";
import { Form } from "../../ui/form";
import { Button, Table } from "../../ui/parts";
import { t } from "../../words";
import { CustomerFields, fieldWord, inWords } from "./fields";
import { asTyped, body, changed, clash, onto, type Typed } from "./record";
import type { Whole } from "./who";

/** seen: the record that was open when it began. */
export function CustomerEdit({ seen, onDone }: { seen: Whole; onDone: (now?: Whole) => void }) {
  const [base, setBase] = useState({ version: seen.version, typed: asTyped(seen) });
  const [theirs, setTheirs] = useState<Whole | undefined>();
  const draft = useDraft<Typed & { version: number }>(`customer:${seen.id}`, { ...base.typed, version: seen.version });
  const typed = draft.value.value;
  const path = { id: seen.id };
  const read = () => ask(api.GET("/customers/{id}", { params: { path } }));
  const save = async () => {
    const fields = changed(base.typed, typed);
    // A draft of another day was made on what the record was then.
    const version = typed.version < base.version ? typed.version : base.version;
    try {
      if (fields.length) await ask(api.PATCH("/customers/{id}", { params: { path, header: change(draft.key(), version) }, body: body(fields, typed) }));
    } catch (fault) {
      if (fault instanceof Failure && fault.is("stale")) return setTheirs(await read());
      throw fault;
    }
    draft.clear();
    onDone(await read());
  };
  if (theirs) {
    const now = asTyped(theirs);
    const take = () => {
      setBase({ version: theirs.version, typed: now });
      draft.set({ ...onto(base.typed, now, typed), version: theirs.version });
      setTheirs(undefined);
    };
    return (
      <div class="alert note" role="alert">
        <p>{t("customer.stale")}</p>
        <Table
          caption={t("customer.stale")}
          rows={clash(base.typed, now, typed)}
          rowKey={(row) => row.field}
          columns={[
            { heading: t("customer.field"), cell: (row) => fieldWord(row.field) },
            { heading: t("customer.theirs"), cell: (row) => inWords(row.field, row.theirs, seen.agency) },
            { heading: t("customer.mine"), cell: (row) => (row.mine === undefined ? t("customer.not-touched") : inWords(row.field, row.mine, seen.agency)) },
          ]}
        />
        <div class="form-end">
          <Button kind="primary" onClick={take}>
            {t("customer.go-on")}
          </Button>
          <Button onClick={() => (draft.clear(), onDone(theirs))}>{t("customer.take-theirs")}</Button>
        </div>
      </div>
    );
  }
  return (
    <Form submit={t("customer.save")} onSend={save} onCancel={() => (draft.clear(), onDone())}>
      {(problem) => <CustomerFields typed={typed} set={draft.set} problem={problem} agency={seen.agency} />}
    </Form>
  );
}
