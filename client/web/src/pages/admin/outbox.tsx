/** What was and is to be sent. */
import { useQuery } from "../../data/address";
import { api, ask, type Schemas } from "../../data/api";
import { words } from "../../data/options";
import { usePages } from "../../data/pages";
import { OVERSEES } from "../../data/roles";
import { may } from "../../data/session";
import { Filters, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Button, Page, Ref, Tag, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { Message, stateOf } from "./message";

const STATES = ["waiting", "held", "failed", "sent", "printed"] as const;
const KINDS = ["email", "letter", "webhook"] as const;

export default function Outbox() {
  const [{ state, kind, message }, set] = useQuery();
  const [agency, choice] = useAgency([...OVERSEES, "team-lead"], { all: true });
  const query = { agency, state: state as Schemas["OutboxState"] | undefined, kind: kind as Schemas["OutboxKind"] | undefined };
  const pages = usePages((cursor, signal) => ask(api.GET("/outbox", { signal, params: { query: { ...query, cursor: cursor === undefined ? undefined : Number(cursor) } } })), [agency, state, kind]);
  const opens = may("team-lead", "administrator");
  return (
    <Page heading={t("place.outbox")} actions={<Button onClick={pages.reload}>{t("outbox.again")}</Button>}>
      <Filters
        filters={[
          { name: "state", label: t("outbox.state"), empty: t("outbox.unsent"), options: STATES.map((value) => ({ value, label: value === "waiting" ? t("outbox.waiting") : tn("outbox-state", value) })) },
          { name: "kind", label: t("outbox.kind"), options: words("outbox-kind", KINDS) },
        ]}
      >
        {choice}
      </Filters>
      <List
        of={pages}
        rows={pages.items}
        none={t(state || kind || agency ? "outbox.none-such" : "outbox.none")}
        next={!state && <Button onClick={() => set({ state: "sent" })}>{t("outbox.show-sent")}</Button>}
        caption={t("place.outbox")}
        rowKey={(one) => one.id}
        columns={[
          { heading: t("outbox.created"), cell: (one) => <When at={one.created_at} /> },
          { heading: t("outbox.kind"), cell: (one) => tn("outbox-kind", one.kind) },
          { heading: t("outbox.state"), cell: (one) => <Tag strong={one.state === "failed" || one.state === "held"}>{stateOf(one)}</Tag> },
          { heading: t("outbox.to"), cell: (one) => one.to },
          { heading: t("outbox.about"), cell: (one) => one.reference && <Ref reference={one.reference} /> },
          { heading: t("outbox.tries"), cell: (one) => one.tries, number: true },
          { heading: t("outbox.error"), cell: (one) => one.error },
          ...(opens
            ? [
                {
                  heading: t("outbox.message"),
                  cell: (one: Schemas["OutboxItem"]) => (
                    <Button small onClick={() => set({ message: String(one.id) })} aria-label={`${t("accounts.show")}: ${one.id}`}>
                      {t("accounts.show")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {opens && message && <Message key={message} id={Number(message)} onClose={() => set({ message: undefined })} onChanged={pages.reload} />}
    </Page>
  );
}
