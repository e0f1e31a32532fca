/** One element: each condition with its figure, and the way down to what the figure is made of. */
import { api, ask, type Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { useDraft } from "../../data/draft";
import { useLoad } from "../../data/load";
import { WATCHES } from "../../data/roles";
import { may } from "../../data/session";
import { useAgency } from "../../ui/filters";
import { Form } from "../../ui/form";
import { Button, Facts, faultOf, Help, Page, Problem, Ref, Section, Select, Table, Tag, Text, Waiting, When } from "../../ui/parts";
import { say } from "../../ui/toast";
import { language, number, share, t, tn } from "../../words";
import { address, measureOf, only } from "./figures";
import { History, Judged } from "./framework";
import { keyName } from "./keys";
import { Level, Target } from "./standing";

type Whole = Schemas["MaturityElementWhole"];
type Condition = Schemas["MaturityCondition"];
type Part = Schemas["MaturityPart"];

const SIGNS: Record<string, string> = { ">=": "≥", "<=": "≤" };

function told(value: number, { unit, per }: Condition): string {
  if (unit === "yes") return tn("word", value ? "true" : "false");
  return unit === "share" && per <= 1 ? share(value) : number(value);
}

/** The kind of evidence that a condition counts. */
const kindOf = (condition: Condition) => condition.words[0]?.replaceAll("_", "-");

function PartName({ part, agency }: { part: Part; agency: string }) {
  if ((part.of === "evidence" || part.of === "improvement") && part.key) return <Ref reference={part.key} about={part.of} />;
  if (part.of === "day") return <When at={part.key} day />;
  return <>{keyName(part.of, part.key, agency)}</>;
}

function Made({ condition, agency, catalogue }: { condition: Condition; agency: string; catalogue: string[] }) {
  const measure = measureOf(condition.indicator, catalogue);
  const parts = condition.parts ?? [];
  if (parts.length === 0) return null;
  const filter = { agency, from: condition.from ?? undefined, to: condition.to, ...only(condition.where as never) };
  return (
    <Help summary={t("element.made", { count: parts.length })}>
      <p>
        {condition.from && `${t("manage.from")} `}
        <When at={condition.from} day /> {t("manage.to")} <When at={condition.to} day />
        {measure && (
          <>
            {" · "}
            <a href={address(`/app/measures/${measure}`, { ...filter, every: "all", by: parts.some((part) => part.of === "office") ? "office" : "service" })}>{tn("measure", measure)}</a>
          </>
        )}
        {condition.indicator === "evidence" && (
          <>
            {" · "}
            <a href={address("/app/evidence", { agency, kind: kindOf(condition) })}>{t("element.evidence")}</a>
          </>
        )}
      </p>
      <Table
        caption={condition.subject}
        rows={parts}
        rowKey={(part) => parts.indexOf(part)}
        columns={[
          { heading: t("element.part"), cell: (part) => <PartName part={part} agency={agency} /> },
          { heading: t("element.kind"), cell: (part) => tn("fact", part.of) },
          { heading: t("element.when"), cell: (part) => <When at={part.day} day /> },
          { heading: t("element.numerator"), cell: (part) => number(part.numerator), number: true },
          { heading: t("element.denominator"), cell: (part) => number(part.denominator), number: true },
          { heading: t("element.counts"), cell: (part) => tn("word", String(part.counts)) },
        ]}
      />
    </Help>
  );
}

function Conditions({ found, catalogue }: { found: Whole; catalogue: string[] }) {
  return (
    <>
      {found.levels
        .filter((level) => found.conditions.some((one) => one.level === level.code))
        .map((level) => (
          <Section key={level.code} heading={t("element.asks", { level: level.name })}>
            <ul class="conditions">
              {found.conditions
                .filter((one) => one.level === level.code)
                .map((one) => (
                  <li key={found.conditions.indexOf(one)}>
                    <p>
                      <Tag strong={!one.holds && !one.few}>{t(one.few ? "element.few" : one.holds ? "element.holds" : "element.open")}</Tag>{" "}
                      {one.few ? (
                        one.step
                      ) : (
                        <>
                          {one.subject}: <strong>{told(one.found, one)}</strong>
                          {one.denominator > 0 && ` (${t("element.of", { numerator: one.numerator, denominator: one.denominator })})`}, {t("element.needed", { needed: `${SIGNS[one.op] ?? one.op} ${told(one.needed, one)}` })}
                        </>
                      )}
                    </p>
                    {one.step && one.indicator === "evidence" && may("team-lead", "manager", "administrator") && (
                      <p>
                        <a href={address("/app/evidence/new", { agency: found.agency, kind: kindOf(one) })}>{t("evidence-page.new")}</a>
                      </p>
                    )}
                    <Made condition={one} agency={found.agency} catalogue={catalogue} />
                  </li>
                ))}
            </ul>
          </Section>
        ))}
    </>
  );
}

function SetTarget({ found, onSet }: { found: Whole; onSet: () => void }) {
  const draft = useDraft(`target:${found.agency}/${found.framework}/${found.element}`, { target: found.target?.target ?? found.next ?? found.level, by: found.target?.by ?? "" });
  const put = async (target: string | null, by: string | null) => {
    await ask(api.PUT("/maturity/{framework}/targets", { params: { path: { framework: found.framework } }, body: { agency: found.agency, element: found.element, target, by } }));
    draft.clear();
    say(t(target ? "element.target-set" : "element.target-gone"));
    onSet();
  };
  const { target, by } = draft.value.value;
  return (
    <div class="no-print">
      <Form submit={t("element.set-target")} onSend={() => put(target, by || null)}>
        {(problem) => (
          <div class="filters">
            <Select label={t("maturity-page.level")} value={target} onValue={(value) => draft.set({ target: value })} options={found.levels.map((level) => ({ value: level.code, label: level.name }))} fault={faultOf(problem, "target")} />
            <Text type="date" label={t("element.by")} value={by} onValue={(value) => draft.set({ by: value })} fault={faultOf(problem, "by")} />
          </div>
        )}
      </Form>
      {found.target && (
        <Form submit={t("element.no-target")} danger onSend={() => put(null, null)}>
          {() => null}
        </Form>
      )}
    </div>
  );
}

export default function Element({ framework, element }: { framework: string; element: string }) {
  const [query] = useQuery();
  const [agency, choice] = useAgency(WATCHES);
  const asked = only({ agency, at: query.at, version: query.version });
  const loaded = useLoad(
    (signal) => ask(api.GET("/maturity/{framework}/elements/{element}", { signal, params: { path: { framework, element }, query: { ...asked, language: language.value, why: "true" } as never } })),
    [framework, element, asked],
  );
  const catalogue = useLoad((signal) => ask(api.GET("/measures", { signal })), []).value?.items.map((one) => one.name) ?? [];
  const found = loaded.value;
  return (
    <Page heading={found ? `${found.element} ${found.name}` : t("maturity-page.element")} actions={<Button onClick={() => print()}>{t("manage.print")}</Button>}>
      <p class="no-print">
        <a href={address(`/app/maturity/${framework}`, asked)}>{found?.framework_name ?? t("place.maturity")}</a>
      </p>
      <Judged {...{ framework, agency, choice }} />
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {found && (
        <>
          <Facts
            items={[
              [t("maturity-page.component"), found.component_name],
              [t("maturity-page.level"), <Level code={found.level} levels={found.levels} />],
              [t("maturity-page.target"), found.target && <Target target={found.target} levels={found.levels} />],
            ]}
          />
          {found.next === null && <p>{t("maturity-page.highest")}</p>}
          <Conditions found={found} catalogue={catalogue} />
          {may("manager") && (
            <Section heading={t("maturity-page.target")}>
              <SetTarget key={JSON.stringify(found.target)} found={found} onSet={loaded.reload} />
            </Section>
          )}
          <History framework={framework} agency={agency} element={element} levels={found.levels} name={() => t("maturity-page.level")} />
        </>
      )}
    </Page>
  );
}
