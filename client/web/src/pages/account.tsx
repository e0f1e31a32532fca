/** One's own: password, who one is here. */
import { nameOf } from "../data/desk";
import { session } from "../data/session";
import { OwnAbsences } from "./queue/absences";
import { Page, Section, Table } from "../ui/parts";
import { PasswordForm } from "../ui/password";
import { say } from "../ui/toast";
import { t, tn } from "../words";

export default function Account() {
  return (
    <Page heading={t("account.heading")}>
      <Section heading={t("account.password")}>
        <PasswordForm onChanged={() => say(t("account.changed"))} />
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
