/** Who works here, with which roles, where they are logged in, and a new password for them. */
import { useState } from "preact/hooks";
import { useQuery } from "../../data/address";
import { api, ask } from "../../data/api";
import { desk, type Desk } from "../../data/desk";
import { useLoad } from "../../data/load";
import { OVERSEES } from "../../data/roles";
import { agenciesWith, session } from "../../data/session";
import { Filters, useAgency } from "../../ui/filters";
import { Form } from "../../ui/form";
import { List } from "../../ui/list";
import { Button, Dialog, Empty, Page, Table, Text, When } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, tn } from "../../words";

type Member = Desk["staff"][number];

function Sessions({ of, onClose }: { of: Member; onClose: () => void }) {
  const params = { path: { user_name: of.user_name } };
  const loaded = useLoad((signal) => ask(api.GET("/staff/{user_name}/sessions", { signal, params })), [of.user_name]);
  const [asking, setAsking] = useState(false);
  const end = async () => {
    const { revoked } = await ask(api.DELETE("/staff/{user_name}/sessions", { params }));
    say(t("accounts.ended", { name: of.name, count: revoked }));
    onClose();
  };
  const rows = loaded.value?.items;
  return (
    <Dialog wide heading={t("accounts.sessions-of", { name: of.name })} onClose={onClose}>
      <List
        of={loaded}
        rows={rows}
        none={t("accounts.no-sessions")}
        caption={t("accounts.sessions")}
        rowKey={(one) => one.number}
        columns={[
          { heading: t("accounts.begun"), cell: (one) => <When at={one.begun_at} /> },
          { heading: t("accounts.used"), cell: (one) => <When at={one.used_at} /> },
          { heading: t("accounts.expires"), cell: (one) => <When at={one.expires_at} /> },
        ]}
      />
      {!!rows?.length &&
        (asking ? (
          <Form onSend={end} submit={t("accounts.end-now")} onCancel={() => setAsking(false)} danger>
            {() => <p>{t(of.user_name === session.value?.staff.user_name ? "accounts.sure-me" : "accounts.sure")}</p>}
          </Form>
        ) : (
          <Button kind="danger" onClick={() => setAsking(true)}>
            {t("accounts.end")}
          </Button>
        ))}
    </Dialog>
  );
}

function NewPassword({ of, onClose }: { of: Member; onClose: () => void }) {
  const [password, setPassword] = useState("");
  const [copied, setCopied] = useState(false);
  const params = { path: { user_name: of.user_name } };
  const make = async () => setPassword((await ask(api.POST("/staff/{user_name}/password", { params }))).password);
  const copy = () =>
    navigator.clipboard.writeText(password).then(
      () => setCopied(true),
      () => undefined, // it can be read
    );
  return (
    <Dialog heading={t("accounts.password-of", { name: of.name })} onClose={onClose}>
      <div role="status">
        {password && (
          <>
            <p>{t("accounts.once")}</p>
            <p>
              <code>{password}</code>{" "}
              <Button small onClick={copy}>
                {t(copied ? "accounts.copied" : "accounts.copy")}
              </Button>
            </p>
          </>
        )}
      </div>
      {!password && (
        <Form onSend={make} submit={t("accounts.make")} onCancel={onClose} danger>
          {() => <p>{t("accounts.make-help")}</p>}
        </Form>
      )}
    </Dialog>
  );
}

export default function Accounts() {
  const [agency, choice] = useAgency(OVERSEES);
  const [{ name = "" }, set] = useQuery();
  const [shown, show] = useState<Member | undefined>();
  const [given, give] = useState<Member | undefined>();
  const ends = agenciesWith("administrator").includes(agency ?? "");
  const looked = name.toLocaleLowerCase();
  const staff = (desk.value?.staff ?? []).filter((one) => one.agency === agency && `${one.name} ${one.user_name}`.toLocaleLowerCase().includes(looked));
  return (
    <Page heading={t("place.accounts")}>
      <p>
        {t("accounts.where")} <a href="/app/desk">{t("place.desk")}</a>
      </p>
      <Filters>
        {choice}
        <Text label={t("accounts.name")} type="search" value={name} onValue={(value) => set({ name: value })} />
      </Filters>
      {staff.length === 0 ? (
        <Empty>{t("accounts.none")}</Empty>
      ) : (
        <Table
          caption={t("place.accounts")}
          rows={staff}
          rowKey={(one) => one.user_name}
          columns={[
            { heading: t("accounts.name"), cell: (one) => one.name },
            { heading: t("accounts.user-name"), cell: (one) => <code>{one.user_name}</code> },
            { heading: t("accounts.roles"), cell: (one) => one.roles.map((role) => tn("role", role)).join(", ") },
            ...(ends
              ? [
                  {
                    heading: t("accounts.sessions"),
                    cell: (one: Member) => (
                      <Button small onClick={() => show(one)} aria-label={`${t("accounts.show")}: ${one.name}`}>
                        {t("accounts.show")}
                      </Button>
                    ),
                  },
                  {
                    heading: t("account.password"),
                    cell: (one: Member) =>
                      one.user_name !== session.value?.staff.user_name && (
                        <Button small onClick={() => give(one)} aria-label={`${t("account.new")}: ${one.name}`}>
                          {t("account.new")}
                        </Button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {shown && <Sessions of={shown} onClose={() => show(undefined)} />}
      {given && <NewPassword of={given} onClose={() => give(undefined)} />}
    </Page>
  );
}
