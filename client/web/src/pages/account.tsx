/** One's own: password, who one is here. */
import { useState } from "preact/hooks";
import { api, ask } from "../data/api";
import { nameOf } from "../data/desk";
import { session } from "../data/session";
import { OwnAbsences } from "./queue/absences";
import { Form } from "../ui/form";
import { faultOf, Page, Section, Table, Text } from "../ui/parts";
import { say } from "../ui/toast";
import { t, tn } from "../words";

export default function Account() {
  const [old_password, setOld] = useState("");
  const [new_password, setNew] = useState("");
  const change = async () => {
    await ask(api.PUT("/session/password", { body: { old_password, new_password } }));
    setOld("");
    setNew("");
    say(t("account.changed"));
  };
  return (
    <Page heading={t("account.heading")}>
      <Section heading={t("account.password")}>
        <Form submit={t("account.change")} onSend={change}>
          {(problem) => (
            <>
              <Text label={t("account.old")} type="password" autocomplete="current-password" value={old_password} onValue={setOld} fault={faultOf(problem, "old_password")} />
              <Text label={t("account.new")} hint={t("account.hint")} type="password" autocomplete="new-password" value={new_password} onValue={setNew} fault={faultOf(problem, "new_password")} />
            </>
          )}
        </Form>
      </Section>
      <OwnAbsences />
      <Section heading={t("account.roles")}>
        <Table
          caption={t("account.roles")}
          rows={session.value?.grants ?? []}
          rowKey={(grant) => `${grant.role}/${grant.agency}/${grant.office}`}
          columns={[
            { heading: t("account.role"), cell: (grant) => tn("role", grant.role) },
            { heading: t("account.agency"), cell: (grant) => nameOf("agencies", grant.agency) },
            { heading: t("account.office"), cell: (grant) => nameOf("offices", grant.office, grant.agency) || t("account.everywhere") },
          ]}
        />
      </Section>
    </Page>
  );
}
