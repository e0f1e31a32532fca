/** Who is away, what they have in hand, and saying so: for lists of others and for one's own. */
import { useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, change, newKey, type Schemas } from "../../data/api";
import { isAway, today } from "../../data/desk";
import { useDraft } from "../../data/draft";
import type { Option } from "../../data/options";
import { may, session } from "../../data/session";
import { Form } from "../../ui/form";
import { Button, Dialog, faultOf, Problem, Select, Table, Tag, Text, When } from "../../ui/parts";
import { say } from "../../ui/toast";
import { date, t } from "../../words";

export type Away = Schemas["AbsenceInHand"];

const isNow = (one: { from: string; to: string }) => one.from <= today() && one.to >= today();

/** Open cases of who is away, each the way to give them to others. */
function InHand({ one }: { one: Away }) {
  if (!one.open_cases) return <>{t("absence.nothing")}</>;
  const list = `/app/cases?handler=${one.staff.user_name}${may("team-lead") ? "&select=1" : ""}`;
  return <a href={list}>{t("absence.in-hand", { open: one.open_cases, due: one.due_before_back })}</a>;
}

/** onChange: a row of what was entered was chosen; without it nothing can be changed here. */
export function AwayTable({ caption, rows, own, onChange }: { caption: string; rows: Away[]; own?: boolean; onChange?: (one: Away) => void }) {
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(one) => `${one.staff.user_name} ${one.from}`}
      columns={[
        ...(own ? [] : [{ heading: t("absence.who"), cell: (one: Away) => one.staff.name }]),
        {
          heading: t("absence.from"),
          cell: (one) => (
            <>
              <When at={one.from} day /> {isNow(one) && <Tag>{t("absence.now")}</Tag>}
            </>
          ),
        },
        { heading: t("absence.to"), cell: (one) => <When at={one.to} day /> },
        ...(own ? [] : [{ heading: t("absence.hand"), cell: (one: Away) => <InHand one={one} /> }]),
        ...(onChange
          ? [
              {
                heading: t("absence.change"),
                cell: (one: Away) =>
                  one.reference ? (
                    <Button small onClick={() => onChange(one)} aria-label={`${t("absence.change")}: ${one.staff.name}`}>
                      {t("absence.change")}
                    </Button>
                  ) : (
                    t("absence.defined")
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** A new one, or one that is changed or taken back. people: whose it may be; without them one's own. */
export function AwayDialog({ of, people, onClose }: { of?: Away; people?: Option[]; onClose: (done: boolean) => void }) {
  const me = session.value?.staff.user_name ?? "";
  const draft = useDraft(`absence:${of?.reference ?? (people ? "new" : "own")}`, of ? { user: of.staff.user_name, from: of.from, to: of.to } : { user: people ? "" : me, from: today(), to: "" });
  const [taking] = useState(newKey);
  const [problem, act] = useAct();
  const { user, from, to } = draft.value.value;
  const path = { reference: of?.reference ?? "" };
  const done = ({ staff, from, to, withdrawn_at }: Schemas["Absence"]) => {
    draft.clear();
    say(withdrawn_at ? t("absence.taken-back", { name: staff.name }) : t("absence.is-away", { name: staff.name, from: date(from), to: date(to) }));
    if (isNow({ from, to }) || of) isAway(staff.user_name, isNow({ from, to }) && !withdrawn_at ? to : null);
    onClose(true);
  };
  const send = async () => {
    const body = { from, to: to || from };
    done(
      of
        ? await ask(api.PATCH("/absences/{reference}", { params: { path, header: { "If-Match": `"${of.version}"` } }, body }))
        : await ask(api.POST("/staff/{user_name}/absences", { params: { path: { user_name: user }, header: change(draft.key()) }, body })),
    );
  };
  const takeBack = () =>
    act(async () => done(await ask(api.POST("/absences/{reference}/withdraw", { params: { path, header: change(taking, of?.version ?? 0) }, body: {} }))));
  return (
    <Dialog heading={of ? t("absence.of", { name: of.staff.name }) : t("absence.enter")} onClose={() => onClose(false)}>
      <Problem problem={problem} />
      <Form submit={t(of ? "absence.save" : "absence.enter")} onSend={send} onCancel={() => (draft.clear(), onClose(false))}>
        {(fault) => (
          <>
            {people && !of && <Select label={t("absence.who")} value={user} onValue={(user) => draft.set({ user })} empty={t("assign.choose")} options={people} required />}
            <Text label={t("absence.from")} type="date" value={from} onValue={(from) => draft.set({ from })} fault={faultOf(fault, "from")} />
            <Text label={t("absence.to")} type="date" min={from} value={to || from} onValue={(to) => draft.set({ to })} fault={faultOf(fault, "to")} hint={t("absence.no-reason")} />
          </>
        )}
      </Form>
      {of && (
        <Button kind="danger" onClick={() => void takeBack()}>
          {t("absence.take-back")}
        </Button>
      )}
    </Dialog>
  );
}
