/** Where an agency stands by one framework, on a day, by a version of its rules; how it came there. */
import type { ComponentChildren } from "preact";
import { api, ask } from "../../data/api";
import { useQuery } from "../../data/address";
import { today } from "../../data/desk";
import { useLoad } from "../../data/load";
import { WATCHES } from "../../data/roles";
import { DayFilter, Filter, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Button, Page, Problem, Section, Waiting, When } from "../../ui/parts";
import { language, t } from "../../words";
import { only, turns } from "./figures";
import { Level, StandingView, type Levels } from "./standing";

/** Only the days on which something changed, and the last. */
export function History({ framework, agency, element, levels, name }: { framework: string; agency?: string; element?: string; levels: Levels; name: (code: string) => string }) {
  const loaded = useLoad((signal) => ask(api.GET("/maturity/{framework}/history", { signal, params: { path: { framework }, query: only({ agency, element }) } })), [framework, agency, element]);
  const told = (item: NonNullable<typeof loaded.value>["items"][number]) =>
    element ? item.elements.filter((one) => one.element === element).map((one) => ({ of: one.element, level: one.level })) : (item.components ?? []).map((one) => ({ of: one.component, level: one.level }));
  const items = loaded.value && turns(loaded.value.items, (item) => [told(item), item.version]).reverse();
  return (
    <Section heading={t("manage.history")}>
      <List
        of={loaded}
        rows={items}
        none={t("maturity-page.no-history")}
        caption={t("manage.history")}
        rowKey={(item) => item.day}
        columns={[
          { heading: t("capacity.day"), cell: (item) => <When at={item.day} day /> },
          { heading: t("maturity-page.version"), cell: (item) => item.version, number: true },
          ...(items?.[0] ? told(items[0]) : []).map(({ of }) => ({
            heading: name(of),
            cell: (item: NonNullable<typeof items>[number]) => {
              const level = told(item).find((one) => one.of === of)?.level;
              return level && <Level code={level} levels={levels} />;
            },
          })),
        ]}
      />
    </Section>
  );
}

/** The agency, the day and the version that the address asks for. */
export function Judged({ framework, agency, choice }: { framework: string; agency?: string; choice: ComponentChildren }) {
  const versions = useLoad((signal) => ask(api.GET("/frameworks", { signal, params: { query: only({ agency, framework }) } })), [agency, framework]).value?.items ?? [];
  return (
    <div class="filters">
      {choice}
      <DayFilter name="at" label={t("maturity-page.at")} fallback={today()} />
      {versions.length > 0 && (
        <Filter name="version" label={t("maturity-page.version")} fallback="" options={[{ value: "", label: t("maturity-page.in-force") }, ...versions.map((one) => ({ value: String(one.version), label: t("maturity-page.version-from", { version: one.version, from: new Date(one.in_force_from) }) }))]} />
      )}
    </div>
  );
}

export default function Framework({ framework }: { framework: string }) {
  const [query] = useQuery();
  const [agency, choice] = useAgency(WATCHES);
  const asked = { agency, at: query.at, version: query.version };
  const loaded = useLoad((signal) => ask(api.GET("/maturity/{framework}", { signal, params: { path: { framework }, query: { ...only(asked), language: language.value } as never } })), [framework, asked]);
  const found = loaded.value;
  return (
    <Page heading={found?.framework_name ?? t("place.maturity")} actions={<Button onClick={() => print()}>{t("manage.print")}</Button>}>
      <p class="no-print">
        <a href="/app/maturity">{t("place.maturity")}</a>
      </p>
      <Judged {...{ framework, agency, choice }} />
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} rows={12} />
      {found && (
        <>
          <p>
            {t("maturity-page.as-of", { day: new Date(found.at), version: found.version })} {!found.in_force && t("maturity-page.not-in-force")}
          </p>
          <StandingView found={found} query={asked} />
          <History framework={framework} agency={agency} levels={found.levels} name={(code) => found.components.find((one) => one.component === code)?.name ?? code} />
        </>
      )}
    </Page>
  );
}
