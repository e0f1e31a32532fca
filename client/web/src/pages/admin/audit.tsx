/** Whether what is stored is what happened: counters, chains of events, and who exported or erased a customer. */
import { useState } from "preact/hooks";
import { api, ask, type Schemas } from "../../data/api";
import { useWork } from "../../data/act";
import { nameOf } from "../../data/desk";
import { usePages } from "../../data/pages";
import { List } from "../../ui/list";
import { Button, Page, Problem, Section, When } from "../../ui/parts";
import { t, tn, type Word } from "../../words";

type Found = Schemas["Audit"];

function Check({ what, look }: { what: "counters" | "chain"; look: (stop: AbortSignal) => Promise<Found> }) {
  const [found, setFound] = useState<Found | undefined>();
  const { busy, problem, run, stop } = useWork();
  const begin = () => {
    setFound(undefined);
    void run(async (signal) => setFound(await look(signal)));
  };
  const word = (part: string) => `audit.${what}-${part}` as Word;
  return (
    <Section heading={t(word("heading"))}>
      <p>{t(word("about"))}</p>
      <div class="form-end">
        <Button busy={busy} onClick={begin}>
          {t(word("begin"))}
        </Button>
        {busy && (
          <>
            <progress aria-label={t("audit.running")} />
            <Button onClick={stop}>{t("audit.stop")}</Button>
          </>
        )}
      </div>
      <Problem problem={problem} />
      <div role="status">
        {busy && <p>{t("audit.running")}</p>}
        {found && (
          <div class={found.clean ? "" : "alert alert-danger"}>
            {found.clean ? t(word("clean"), { count: found.checked }) : t(word("unclean"), { count: found.checked, wrong: found.differences_count })}
            {found.differences.length > 0 && (
              <ul class="mb-0">
                {found.differences.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            )}
            {found.differences_count > found.differences.length && <p class="mb-0">{t("audit.first", { count: found.differences.length })}</p>}
          </div>
        )}
      </div>
    </Section>
  );
}

export default function Audit() {
  const acts = usePages((cursor, signal) => ask(api.GET("/audit/personal", { signal, params: { query: { cursor: cursor === undefined ? undefined : Number(cursor) } } })), []);
  return (
    <Page heading={t("place.audit")}>
      <Check what="counters" look={(signal) => ask(api.GET("/audit/counters", { signal }))} />
      <Check what="chain" look={(signal) => ask(api.GET("/audit/chain", { signal }))} />
      <Section heading={t("audit.personal")}>
        <List
          of={acts}
          rows={acts.items}
          none={t("audit.none")}
          caption={t("audit.personal")}
          rowKey={(one) => one.id}
          columns={[
            { heading: t("audit.at"), cell: (one) => <When at={one.at} /> },
            { heading: t("audit.act"), cell: (one) => tn("personal-act", one.act) },
            { heading: t("audit.customer"), cell: (one) => one.customer, number: true },
            { heading: t("audit.by"), cell: (one) => one.by.name },
            { heading: t("account.agency"), cell: (one) => nameOf("agencies", one.agency) },
            { heading: t("audit.reason"), cell: (one) => <span dir="auto">{one.reason}</span> },
          ]}
        />
      </Section>
    </Page>
  );
}
