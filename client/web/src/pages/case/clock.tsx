/** What was promised, and where the time went. */
import { api, ask, type Schemas } from "../../data/api";
import { useLoad } from "../../data/load";
import { Button, Dialog, Due, Facts, Problem, Section, Table, Tag, Waiting, When } from "../../ui/parts";
import { date, t, time, tn } from "../../words";
import { Intervals } from "./intervals";
import type { Whole } from "./kinds";
import { duration } from "./story";

export function Clocks({ kase, onExplain }: { kase: Whole; onExplain: () => void }) {
  return (
    <Section
      heading={t("case.promise")}
      actions={
        kase.clocks.length > 0 && (
          <Button small onClick={onExplain}>
            {t("case.explain")}
          </Button>
        )
      }
    >
      {kase.clocks.length === 0 && <p>{t("case.no-clock")}</p>}
      {kase.clocks.map((clock) => (
        <div key={clock.kind} class="clock">
          <h3>{tn("standard-kind", clock.kind)}</h3>
          <p>
            {clock.state === "stopped" ? (
              <>
                <Tag strong={!clock.in_time}>{t(clock.in_time ? "case.in-time" : "case.late")}</Tag> <When at={clock.ended_at} />
              </>
            ) : (
              <>
                <Due at={clock.due_at} paused={clock.paused} /> {clock.due_at && !clock.paused && <span class="form-text">{time(clock.due_at)}</span>}
              </>
            )}
          </p>
          <p class="form-text">
            {clock.standard_name && t("case.by-standard", { name: clock.standard_name, since: date(clock.standard_in_force_from) })}
            {!!clock.extended && `; ${t("case.extended", { count: clock.extended })}`}
          </p>
        </div>
      ))}
    </Section>
  );
}

/** Those that come, or came. */
const rungs = (clock: Schemas["CaseClocks"]["clocks"][number]) => clock.rungs.filter((rung) => rung.at !== null || rung.fired);

export function Explained({ reference, onClose }: { reference: string; onClose: () => void }) {
  const { value, problem, slow } = useLoad((signal) => ask(api.GET("/cases/{reference}/clock", { signal, params: { path: { reference } } })), [reference]);
  return (
    <Dialog wide heading={`${t("case.explained")} – ${reference}`} onClose={onClose}>
      <Problem problem={problem} />
      <Waiting slow={slow} />
      {value?.clocks.map((clock) => (
        <Section key={clock.kind} heading={tn("standard-kind", clock.kind)}>
          <p>
            {t("case.promised", {
              name: clock.standard.name,
              amount: clock.standard.amount,
              unit: tn("clock-unit", clock.standard.unit),
              percent: clock.standard.target_percent,
            })}
          </p>
          <Facts
            items={[
              [t("case.started"), <When at={clock.started_at} />],
              [t("case.due"), clock.due_at && <When at={clock.due_at} />],
              [t("case.ended"), clock.ended_at && <When at={clock.ended_at} />],
              [t("case.counted"), duration(clock.counted_seconds)],
              [t("case.kept-so-far"), t(clock.in_time ? "case.in-time" : "case.late")],
              [t("case.granted"), clock.extended > 0 && String(clock.extended)],
            ]}
          />
          <Intervals caption={`${t("case.intervals")}: ${tn("standard-kind", clock.kind)}`} of={clock.intervals} />
          {rungs(clock).length > 0 && (
            <Table
              caption={`${t("case.warnings")}: ${tn("standard-kind", clock.kind)}`}
              rows={rungs(clock)}
              rowKey={(one) => one.percent}
              columns={[
                { heading: t("case.warning"), cell: (one) => `${one.percent} %` },
                { heading: t("case.at"), cell: (one) => <When at={one.at} /> },
                { heading: t("case.told"), cell: (one) => (tn("yes-no", one.fired ? "yes" : "no")) },
              ]}
            />
          )}
          {clock.changes.length > 0 && (
            <Table
              caption={`${t("case.moves")}: ${tn("standard-kind", clock.kind)}`}
              rows={clock.changes}
              rowKey={(one) => one.at}
              columns={[
                { heading: t("case.at"), cell: (one) => <When at={one.at} /> },
                { heading: t("case.what"), cell: (one) => [tn("case-moved", one.kind), one.amount, one.by, one.reason, one.moved_by].filter(Boolean).join(", ") },
                { heading: t("case.was-due"), cell: (one) => <When at={one.was_due_at} /> },
                { heading: t("case.due"), cell: (one) => <When at={one.due_at} /> },
              ]}
            />
          )}
        </Section>
      ))}
    </Dialog>
  );
}
