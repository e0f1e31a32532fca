/** Two records of one person become one; this cannot be undone. */
import { useState } from "preact/hooks";
import { api, ask, change, newKey } from "../../data/api";
import { Form } from "../../ui/form";
import { Dialog, faultOf } from "../../ui/parts";
import { Pick } from "../../ui/pick";
import { t } from "../../words";
import { findCustomers, type Found, type Whole } from "./who";

export function Merge({ from, onClose, onDone }: { from: Whole; onClose: () => void; onDone: (into: number) => void }) {
  const [text, setText] = useState("");
  const [into, setInto] = useState<Found | undefined>();
  const [key] = useState(newKey);
  const send = async () => {
    if (!into) return;
    const stays = await ask(api.POST("/customers/{id}/merge", { params: { path: { id: from.id }, header: change(key, from.version) }, body: { into: into.id } }));
    onDone(stays.id);
  };
  const find = async (wanted: string, stop: AbortSignal) => (await findCustomers(wanted, stop)).filter((one) => one.id !== from.id);
  return (
    <Dialog heading={t("merge.heading")} onClose={onClose}>
      <p>{t("merge.what", { name: from.name ?? t("customer.nameless") })}</p>
      <Form submit={t("merge.submit")} danger onSend={send} onCancel={onClose}>
        {(problem) => (
          <>
            <Pick
              label={t("merge.into")}
              value={text}
              onValue={(typed) => (setText(typed), setInto(undefined))}
              chosen={into !== undefined}
              find={find}
              onPick={(option) => (setInto(option.value), setText(option.name))}
              fault={faultOf(problem, "into")}
            />
            {into && (
              <p>
                {t("merge.sure", { from: `${from.name ?? ""} (${from.id})`, into: `${into.name ?? ""} (${into.id})` })}
              </p>
            )}
          </>
        )}
      </Form>
    </Dialog>
  );
}
