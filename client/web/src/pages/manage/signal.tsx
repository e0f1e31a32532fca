/** One signal: what the chart showed, what caused it, and what is done. */
import { api, ask, change } from "../../data/api";
import { useDraft } from "../../data/draft";
import { dayOf, nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { LEADS } from "../../data/roles";
import { may } from "../../data/session";
import { Form } from "../../ui/form";
import { Area, Facts, faultOf, Page, Problem, Section, Waiting, When, Written } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, tn } from "../../words";
import { ControlChart } from "./chart";
import { address, scaleOf, watchedQuery } from "./figures";
import { figure, History, unitWord } from "./parts";

export default function Signal({ reference }: { reference: string }) {
  const loaded = useLoad(async (signal) => {
    const [one, catalogue] = await Promise.all([ask(api.GET("/signals/{reference}", { signal, params: { path: { reference } } })), ask(api.GET("/measures", { signal }))]);
    return { one, measure: catalogue.items.find((item) => item.name === one.measure) };
  }, [reference]);
  const draft = useDraft(`signal:${reference}`, { cause: "", decision: "" });
  const { one, measure } = loaded.value ?? {};
  const decide = async () => {
    if (!one) return;
    try {
      await ask(api.POST("/signals/{reference}/decide", { params: { path: { reference }, header: change(draft.key(), one.version) }, body: draft.value.value }));
      draft.clear();
      say(t("signal-page.decided"));
    } finally {
      // Also when somebody else was faster: what they said is shown above what was typed.
      loaded.reload();
    }
  };
  if (!one)
    return (
      <Page heading={t("signal-page.heading", { reference })}>
        <Problem problem={loaded.problem} again={loaded.reload} />
        <Waiting slow={loaded.slow} />
      </Page>
    );
  const scale = scaleOf(one.figure === "in-time" ? "share" : (measure?.unit ?? ""), [one.value, one.mean, one.upper, one.lower]);
  const told = (value: number | null) => `${figure(value, scale)} ${scale.unit === "share" ? "" : unitWord(scale)}`;
  // Stays when somebody else was faster: nothing that was typed is lost.
  const typed = draft.value.value.cause !== "" || draft.value.value.decision !== "";
  const asked = watchedQuery(one, dayOf(one.raised_at, one.agency));
  return (
    <Page heading={t("signal-page.heading", { reference })}>
      <p>
        <strong>{one.name}</strong>: {tn("chart.signal", `${one.rule}.${one.side}`)}
      </p>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Facts
        items={[
          [t("manage.state"), tn("signal-state", one.state)],
          [t("report.measure"), <a href={address(`/app/measures/${one.measure}`, { ...asked, points: one.every })}>{one.figure ? `${tn("measure", one.measure)} (${tn("chart-figure", one.figure)})` : tn("measure", one.measure)}</a>],
          [t("report.period"), tn("period", one.every)],
          [t("manage.from"), <When at={one.from} day />],
          [t("manage.to"), <When at={one.to} day />],
          [t("signal-page.value"), told(one.value)],
          [t("signal-page.usual"), `${told(one.lower)} – ${told(one.upper)}`],
          [t("chart.mean"), told(one.mean)],
          [tn("dimension", "office"), nameOf("offices", one.office, one.agency)],
          [tn("dimension", "service"), nameOf("services", one.service, one.agency)],
          [tn("dimension", "channel"), tn("channel", one.channel)],
          [tn("dimension", "segment"), nameOf("segments", one.segment, one.agency)],
          [tn("dimension", "queue"), nameOf("queues", one.queue, one.agency)],
          [t("signals.owner"), one.owner?.name],
          [t("signals.raised"), <When at={one.raised_at} />],
        ]}
      />
      <ControlChart name={one.measure} asked={asked} />
      {one.state === "decided" && (
        <Section heading={t("signal-page.decision")}>
          <Facts items={[[t("signal-page.by"), one.decided_by?.name], [t("signal-page.at"), <When at={one.decided_at} />]]} />
          <h3>{t("signal-page.cause")}</h3>
          <Written>{one.cause}</Written>
          <h3>{t("signal-page.done")}</h3>
          <Written>{one.decision}</Written>
        </Section>
      )}
      {may(...LEADS) && (one.state === "open" || typed) && (
        <Section heading={t("signal-page.decide")}>
          <Form submit={t("signal-page.send")} onSend={decide} onCancel={typed ? draft.clear : undefined}>
            {(problem) => (
              <>
                <Area label={t("signal-page.cause")} hint={t("signal-page.cause-hint")} value={draft.value.value.cause} onValue={(cause) => draft.set({ cause })} fault={faultOf(problem, "cause")} />
                <Area label={t("signal-page.done")} value={draft.value.value.decision} onValue={(decision) => draft.set({ decision })} fault={faultOf(problem, "decision")} />
              </>
            )}
          </Form>
        </Section>
      )}
      <History events={one.events} />
    </Page>
  );
}
