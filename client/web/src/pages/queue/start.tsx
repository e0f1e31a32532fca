/** Parts of the start of the day of those who lead, manage, audit and administer. */
import { useState } from "preact/hooks";
import { api, ask } from "../../data/api";
import { nameOf, today } from "../../data/desk";
import { useLoad } from "../../data/load";
import { runName } from "../../data/reports";
import { COUNTER } from "../../data/roles";
import { agenciesWith, may, session } from "../../data/session";
import { places } from "../../shell/places";
import { List } from "../../ui/list";
import { Button, Check, Due, Facts, Problem, Ref, Section, Table, When } from "../../ui/parts";
import { language, t, tn } from "../../words";
import { ladderOf, stageName, useLadders } from "../voice/ladder";
import { AwayTable } from "./away";

const SHOWN = 5;

function Signals() {
  const loaded = useLoad(async (signal) => (await ask(api.GET("/signals", { signal, params: { query: { state: "open", limit: SHOWN } } }))).items, []);
  return (
    <Section heading={t("start.signals")} actions={<a href="/app/signals">{t("start.all-signals")}</a>}>
      <List
        of={loaded}
        rows={loaded.value}
        none={t("start.no-signals")}
        caption={t("start.signals")}
        rowKey={(one) => one.reference}
        columns={[
          { heading: t("start.raised"), cell: (one) => <When at={one.raised_at} day /> },
          { heading: t("case.reference"), cell: (one) => <Ref about="signal" reference={one.reference} /> },
          { heading: t("start.chart"), cell: (one) => one.name },
          { heading: t("start.owner"), cell: (one) => one.owner?.name ?? t("filter.nobody") },
        ]}
      />
    </Section>
  );
}

/** Who is away today, and what waits with them. */
function AwayToday() {
  const loaded = useLoad(async (signal) => (await ask(api.GET("/absences", { signal, params: { query: { to: today(), limit: SHOWN } } }))).items, []);
  return loaded.value && loaded.value.length > 0 ? (
    <Section heading={t("absence.today")} actions={<a href="/app/absences">{t("place.absences")}</a>}>
      <AwayTable caption={t("absence.today")} rows={loaded.value} />
    </Section>
  ) : null;
}

/** Complaints by due time as they stand, and signals. */
export function Lead() {
  const loaded = useLoad(async (signal) => (await ask(api.GET("/complaints", { signal, params: { query: { limit: SHOWN } } }))).items, []);
  const ladders = useLadders(loaded.value?.map((one) => one.agency) ?? []);
  return (
    <>
      <AwayToday />
      {loaded.value && loaded.value.length > 0 && (
        <Section heading={t("start.complaints")} actions={<a href="/app/complaints">{t("start.all-complaints")}</a>}>
          <Table
            caption={t("start.complaints")}
            rows={loaded.value}
            rowKey={(one) => one.reference}
            columns={[
              { heading: t("case.due"), cell: (one) => <Due at={one.due_at} /> },
              { heading: t("case.reference"), cell: (one) => <Ref about="complaint" reference={one.reference} /> },
              { heading: t("start.stage"), cell: (one) => stageName(ladderOf(ladders, one.agency, one.ladder), one.stage) },
              { heading: t("start.answerer"), cell: (one) => one.answerer?.name ?? t("filter.nobody") },
            ]}
          />
        </Section>
      )}
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Signals />
    </>
  );
}

/** For managers: newest reports, signals, maturity. */
export function Newest() {
  const loaded = useLoad(async (signal) => {
    const [runs, reports, maturity] = await Promise.all([
      ask(api.GET("/report-runs", { signal, params: { query: { limit: SHOWN } } })),
      ask(api.GET("/reports", { signal })),
      Promise.all(agenciesWith("manager").map((agency) => ask(api.GET("/maturity", { signal, params: { query: { agency } } })))),
    ]);
    return { runs: runs.items, reports: reports.items, frameworks: maturity.flatMap((one) => one.items) };
  }, []);
  const found = loaded.value;
  return (
    <>
      <Section heading={t("start.reports")} actions={<a href="/app/reports">{t("start.all-reports")}</a>}>
        <List
          of={loaded}
          rows={found?.runs}
          none={t("start.no-reports")}
          caption={t("start.reports")}
          rowKey={(run) => run.id}
          columns={[
            { heading: t("start.report"), cell: (run) => <a href={`/app/reports/runs/${run.id}`}>{runName(run, found?.reports)}</a> },
            { heading: t("account.agency"), cell: (run) => nameOf("agencies", run.agency) },
            { heading: t("filter.status"), cell: (run) => tn("report-state", run.state) },
            { heading: t("start.ended"), cell: (run) => <When at={run.ended_at} /> },
          ]}
        />
      </Section>
      {!may("team-lead") && <Signals />}
      {found && found.frameworks.length > 0 && (
        <Section heading={t("start.maturity")} actions={<a href="/app/maturity">{t("start.all-maturity")}</a>}>
          {found.frameworks.map((one) => (
            <div key={`${one.agency}/${one.framework}`}>
              <h3>
                <a href={`/app/maturity/${one.framework}?agency=${one.agency}`}>{one.names[language.value] ?? one.names.en ?? one.framework}</a>{" "}
                <span class="optional">{nameOf("agencies", one.agency)}</span>
              </h3>
              {one.snapshot ? <Facts items={one.snapshot.components.map((each) => [each.component, each.level])} /> : <p>{t("start.no-snapshot")}</p>}
            </div>
          ))}
        </Section>
      )}
    </>
  );
}

/** What could not be sent, given up or held back, newest first. */
function Unsent() {
  const loaded = useLoad(async (signal) => {
    const of = (state: "failed" | "held") => ask(api.GET("/outbox", { signal, params: { query: { state, limit: SHOWN } } }));
    return (await Promise.all([of("failed"), of("held")])).flatMap((one) => one.items).sort((a, b) => b.id - a.id);
  }, []);
  return (
    <Section heading={t("start.unsent")} actions={<a href="/app/outbox">{t("place.outbox")}</a>}>
      <List
        of={loaded}
        rows={loaded.value}
        none={t("start.all-sent")}
        caption={t("start.unsent")}
        rowKey={(one) => one.id}
        columns={[
          { heading: t("outbox.created"), cell: (one) => <When at={one.created_at} /> },
          { heading: t("outbox.to"), cell: (one) => one.to },
          { heading: t("outbox.about"), cell: (one) => one.reference && <Ref reference={one.reference} /> },
          { heading: t("outbox.state"), cell: (one) => <a href={`/app/outbox?state=${one.state}`}>{tn("outbox-state", one.state)}</a> },
          { heading: t("outbox.error"), cell: (one) => one.error },
        ]}
      />
    </Section>
  );
}

/** For who audits or administers: what could not be sent, and the ways to their pages, as far as they are there. */
export function Oversight() {
  const mine = places.filter((place) => place.menu && place.name && may(...(place.roles ?? [])) && /\/(desk|accounts|outbox|audit|evidence|maturity|reports)$/.test(place.path));
  if (mine.length === 0) return null;
  return (
    <>
      <Unsent />
      <Section heading={t("start.pages")}>
        <ul>
          {mine.map((place) => (
            <li key={place.path}>
              <a href={place.path}>{place.name && t(place.name)}</a>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

const STEPS = ["desk", "passwords", "log"] as const;
const WAYS = { desk: "/app/desk", passwords: "/app/accounts", log: "/app/log" };

/** What is to be done in an installation without a case. It goes away when all is done, or dismissed, or there is a case. */
export function FirstRun() {
  const kept = `onestop.first-run:${session.value?.staff.user_name}`;
  const [done, set] = useState<string[]>(() => localStorage.getItem(kept)?.split(" ") ?? []);
  const keep = (steps: string[]) => {
    localStorage.setItem(kept, steps.join(" "));
    set(steps);
  };
  if (STEPS.every((step) => done.includes(step))) return null;
  return (
    <Section heading={t("first.heading")} actions={<Button onClick={() => keep([...STEPS])}>{t("first.dismiss")}</Button>}>
      {STEPS.map((step) => (
        <div key={step}>
          <Check label={t(`first.${step}`)} hint={t(`first.${step}-how`)} checked={done.includes(step)} onValue={(on) => keep(on ? [...done, step] : done.filter((one) => one !== step))} />
          {(step !== "log" || may(...COUNTER)) && (
            <p>
              <a href={WAYS[step]}>{t("first.go")}</a>
            </p>
          )}
        </div>
      ))}
    </Section>
  );
}
