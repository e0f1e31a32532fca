/** One message of the outbox, and what can be done with it. */
import { api, ask, type Schemas } from "../../data/api";
import { useWork } from "../../data/act";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { agenciesWith } from "../../data/session";
import { Button, Dialog, Facts, Problem, Ref, Waiting, When, Written } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, tn } from "../../words";

/** The lists of a case call "to be printed" what waits, for they have letters only. */
export function stateOf({ state, kind }: Pick<Schemas["OutboxItem"], "state" | "kind">): string {
  return state === "waiting" && kind !== "letter" ? t("outbox.waiting") : tn("outbox-state", state);
}

export function Message({ id, onClose, onChanged }: { id: number; onClose: () => void; onChanged: () => void }) {
  const params = { path: { id } };
  const { value: one, problem, slow } = useLoad((signal) => ask(api.GET("/outbox/{id}", { signal, params })), [id]);
  const work = useWork();
  const done = (text: string) => {
    say(text);
    onChanged();
    onClose();
  };
  const retry = () => work.run(async () => done(t("outbox.retried", { count: (await ask(api.POST("/outbox/{id}/retry", { params, body: {} }))).count })));
  const printed = () =>
    work.run(async () => {
      await ask(api.POST("/outbox/{id}/printed", { params, body: {} }));
      done(t("outbox.was-printed"));
    });
  const retries = one && ["failed", "held", "printed"].includes(one.state) && agenciesWith("administrator").includes(one.agency);
  const prints = one?.kind === "letter" && one.state === "waiting" && agenciesWith("administrator", "team-lead").includes(one.agency);
  return (
    <Dialog wide heading={one?.subject || t("outbox.open", { id: String(id) })} onClose={onClose}>
      <Problem problem={work.problem ?? problem} />
      <Waiting slow={slow} />
      {one && (
        <>
          <Facts
            items={[
              [t("account.agency"), nameOf("agencies", one.agency)],
              [t("outbox.kind"), tn("outbox-kind", one.kind)],
              [t("outbox.state"), stateOf(one)],
              [t("outbox.to"), one.address],
              [t("outbox.about"), one.reference && <Ref reference={one.reference} />],
              [t("outbox.created"), <When at={one.created_at} />],
              [t("outbox.tries"), String(one.tries)],
              [t("outbox.next"), one.state === "waiting" && one.next_try_at && <When at={one.next_try_at} />],
              [t("outbox.ended"), one.ended_at && <When at={one.ended_at} />],
              [t("outbox.by"), one.ended_by?.name],
              [t("outbox.error"), one.error],
            ]}
          />
          {one.state === "held" && <p>{t("outbox.held-why")}</p>}
          <Written>{one.body}</Written>
          <div class="form-end">
            {prints && (
              <Button kind="primary" busy={work.busy} onClick={printed}>
                {t("outbox.mark-printed")}
              </Button>
            )}
            {retries && (
              <Button kind="primary" busy={work.busy} onClick={retry}>
                {t(one.state === "printed" ? "outbox.print-again" : "outbox.retry")}
              </Button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
