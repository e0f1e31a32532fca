/** One's own password is changed by the one until now. */
import { useState } from "preact/hooks";
import { api, ask } from "../data/api";
import { t } from "../words";
import { Form } from "./form";
import { faultOf, Text } from "./parts";

export function PasswordForm({ onChanged }: { onChanged: () => unknown }) {
  const [old_password, setOld] = useState("");
  const [new_password, setNew] = useState("");
  const change = async () => {
    await ask(api.PUT("/session/password", { body: { old_password, new_password } }));
    setOld("");
    setNew("");
    await onChanged();
  };
  return (
    <Form submit={t("account.change")} onSend={change}>
      {(problem) => (
        <>
          <Text label={t("account.old")} type="password" autocomplete="current-password" value={old_password} onValue={setOld} fault={faultOf(problem, "old_password")} />
          <Text label={t("account.new")} hint={t("account.hint")} type="password" autocomplete="new-password" value={new_password} onValue={setNew} fault={faultOf(problem, "new_password")} />
        </>
      )}
    </Form>
  );
}
