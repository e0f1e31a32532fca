/** Where an agency stands: each component and element with its level, and what is missing for the next. */
import type { Schemas } from "../../data/api";
import { Section, Table, When } from "../../ui/parts";
import { t } from "../../words";
import { address } from "./figures";
import { LevelBar } from "./parts";

type Standing = Schemas["Maturity"];
export type Levels = Standing["levels"];

/** A level in words and as a bar. */
export function Level({ code, levels }: { code: string; levels: Levels }) {
  const at = levels.findIndex((level) => level.code === code);
  return (
    <span class="level-told">
      <LevelBar at={at} of={levels.length} /> {levels[at]?.name ?? code} <span class="form-text">{t("maturity-page.level-of", { at: at + 1, of: levels.length })}</span>
    </span>
  );
}

function Steps({ steps, next, levels }: { steps: string[]; next: string | null; levels: Levels }) {
  if (next === null) return <>{t("maturity-page.highest")}</>;
  return (
    <>
      {t("maturity-page.for-next", { level: levels.find((level) => level.code === next)?.name ?? next })}
      <ul class="steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </>
  );
}

export function Target({ target, levels }: { target: Schemas["MaturityElement"]["target"]; levels: Levels }) {
  if (!target) return null;
  return (
    <>
      {levels.find((level) => level.code === target.target)?.name ?? target.target}, <When at={target.by} day />
      <br />
      {target.gap === 0 ? t("maturity-page.reached") : t(target.days_left < 0 ? "maturity-page.gap-past" : "maturity-page.gap", { gap: target.gap, days: Math.abs(target.days_left) })}
    </>
  );
}

/** query: of links to elements; without it there are none, because rules that are tried have no pages. */
export function StandingView({ found, query }: { found: Standing; query?: Record<string, string | undefined> }) {
  return (
    <>
      {found.components.map((component) => (
        <Section key={component.component} heading={`${component.component} ${component.name}`} actions={<Level code={component.level} levels={found.levels} />}>
          <p class="form-text">
            {found.levels
              .filter((level) => component.profile[level.code])
              .map((level) => t("maturity-page.profile", { count: component.profile[level.code], level: level.name }))
              .join(" · ")}
          </p>
          <Table
            caption={component.name}
            rows={component.elements}
            rowKey={(one) => one.element}
            columns={[
              {
                heading: t("maturity-page.element"),
                cell: (one) => {
                  const name = `${one.element} ${one.name}`;
                  return query ? <a href={address(`/app/maturity/${found.framework}/elements/${one.element}`, query)}>{name}</a> : name;
                },
              },
              { heading: t("maturity-page.level"), cell: (one) => <Level code={one.level} levels={found.levels} /> },
              { heading: t("maturity-page.missing"), cell: (one) => <Steps steps={one.steps} next={one.next} levels={found.levels} /> },
              { heading: t("maturity-page.target"), cell: (one) => <Target target={one.target} levels={found.levels} /> },
            ]}
          />
        </Section>
      ))}
    </>
  );
}
