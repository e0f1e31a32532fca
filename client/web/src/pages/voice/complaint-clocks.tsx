/** The clocks of a complaint, explained; and who read a serious one. Both are asked for only when they are wanted. */
import { useState } from "preact/hooks";
import { api, ask, type Schemas } from "../../data/api";
import { useLoad } from "../../data/load";
import { Button, Due, Facts, Problem, Section, Table, Waiting, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { Intervals } from "../case/intervals";

type Clock = Schemas["ComplaintClocks"]["clocks"][number];

function OneClock({ clock }: { clock: Clock }) {
  const { ladder } = clock;
  const name = t("complaint.clock-of", { clock: tn("complaint-clock", clock.kind), stage: ladder.stage_name });
  return (
    <>
      <h3 class="small-head">{name}</h3>
      <Facts
        items={[
          [t("complaint.status"), tn("clock-state", clock.state)],
          [t("complaint.gives"), `${ladder.amount + clock.extended} ${tn("clock-unit", ladder.unit)}`],
          [t("complaint.by-ladder"), `${ladder.name}, ${ladder.in_force_from}`],
          [t("complaint.begun"), <When at={clock.started_at} />],
          [t("complaint.answer-until"), clock.ended_at ? <When at={clock.due_at} /> : <Due at={clock.due_at} />],
          [t("complaint.ended"), clock.ended_at && <><When at={clock.ended_at} />, {t(clock.in_time ? "case.in-time" : "case.late")}</>],
        ]}
      />
      {clock.changes.map((one) => (
        <p key={one.at}>
          <When at={one.at} /> {tn("case-moved", one.kind)}: {one.by ?? one.moved_by} {one.reason} (<When at={one.was_due_at} /> → <When at={one.due_at} />)
        </p>
      ))}
      <Intervals caption={name} of={clock.intervals} />
    </>
  );
}

export function Clocks({ reference, version }: { reference: string; version: number }) {
  const [shown, show] = useState(false);
  return (
    <Section heading={t("complaint.clocks")}>{shown ? <ClocksShown reference={reference} version={version} /> : <Button onClick={() => show(true)}>{t("complaint.clocks-show")}</Button>}</Section>
  );
}

function ClocksShown({ reference, version }: { reference: string; version: number }) {
  const loaded = useLoad((signal) => ask(api.GET("/complaints/{reference}/clock", { signal, params: { path: { reference } } })), [reference, version]);
  return (
    <>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {loaded.value?.clocks.length === 0 && <p>{t("case.no-clock")}</p>}
      {loaded.value?.clocks.map((clock) => (
        <OneClock key={clock.kind + clock.started_at} clock={clock} />
      ))}
    </>
  );
}

export function Reads({ reference }: { reference: string }) {
  const loaded = useLoad((signal) => ask(api.GET("/complaints/{reference}/reads", { signal, params: { path: { reference } } })), [reference]);
  return (
    <Section heading={t("complaint.reads")}>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {loaded.value && (
        <Table
          caption={t("complaint.reads")}
          rows={loaded.value.items}
          rowKey={(one) => one.at + one.by.user_name}
          columns={[
            { heading: t("complaint.read-at"), cell: (one) => <When at={one.at} /> },
            { heading: t("complaint.read-by"), cell: (one) => one.by.name },
          ]}
        />
      )}
    </Section>
  );
}
