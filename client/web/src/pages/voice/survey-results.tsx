/** What was answered to a survey, counted; what would give somebody away is withheld by the daemon. */
import { useQuery } from "../../data/address";
import { api, ask, type Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { words } from "../../data/options";
import { DayFilter, Filter, Filters, useAgency } from "../../ui/filters";
import { Page, Problem, Section, Table, Waiting } from "../../ui/parts";
import { date, language, number, share, t, tn } from "../../words";

type Results = Schemas["SurveyResults"];
type Figures = Omit<Results["groups"][number], "key">;
type Question = Figures["questions"][number];

const BYS = ["office", "service", "channel", "segment"] as const;

function groupName(results: Results, key: string | null): string {
  if (key === null) return t("survey.no-group");
  if (results.by === "office") return nameOf("offices", key, results.agency);
  if (results.by === "segment") return nameOf("segments", key, results.agency);
  return results.by === "channel" ? tn("channel", key) : nameOf("services", key, results.agency);
}

const word = (answer: string) => (answer === "yes" || answer === "no" ? tn("yes-no", answer) : answer);
const spread = (one: Question) =>
  Object.entries(one.answers ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([answer, count]) => `${word(answer)}: ${number(count)}`)
    .join("; ");

function QuestionTable({ figures, caption }: { figures: Figures; caption: string }) {
  return (
    <>
      <p>{t("survey.counted", { invited: figures.invited, n: figures.withheld ? t("survey.withheld") : number(figures.n) })}</p>
      {figures.questions.length > 0 && <Table
        caption={caption}
        rows={figures.questions}
        rowKey={(one) => one.code}
        columns={[
          { heading: t("survey.question"), cell: (one) => (one.texts.find((text) => text.language === language.value) ?? one.texts[0])?.text ?? one.code },
          { heading: t("survey.topic"), cell: (one) => tn("survey-topic", one.topic) },
          { heading: t("survey.n"), cell: (one) => (one.withheld ? t("survey.withheld") : number(one.n)), number: true },
          { heading: t("survey.satisfied"), cell: (one) => (one.withheld ? t("survey.withheld") : share(one.share)), number: true },
          { heading: t("survey.answers"), cell: (one) => (one.withheld ? "" : spread(one)) },
        ]}
      />}
    </>
  );
}

export default function SurveyResults({ code }: { code: string }) {
  const [query] = useQuery();
  const { from, to } = query;
  const [agency, choice] = useAgency();
  const by = BYS.find((one) => one === query["by"]);
  const loaded = useLoad((signal) => ask(api.GET("/surveys/{code}/results", { signal, params: { path: { code }, query: { agency, from, to, by } } })), [code, agency, from, to, by]);
  const found = loaded.value;
  return (
    <Page heading={t("survey.results", { name: found?.name ?? code })} actions={<a href={`/app/surveys?survey=${code}`}>{t("survey.list")}</a>}>
      <Filters>
        {choice}
        <Filter name="by" label={t("survey.by")} empty={t("survey.by-nothing")} options={words("survey-by", BYS)} />
        <DayFilter name="from" label={t("kpi.from")} />
        <DayFilter name="to" label={t("kpi.to")} />
      </Filters>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {found && (
        <>
          <p>
            {tn("survey-kind", found.kind)}
            {found.from && found.to && `, ${t("kpi.span", { from: date(found.from), to: date(found.to) })}`}
          </p>
          <Section heading={t("survey.total")}>
            <QuestionTable figures={found.total} caption={t("survey.total")} />
          </Section>
          {found.groups.map((group) => (
            <Section key={group.key} heading={groupName(found, group.key)}>
              <QuestionTable figures={group} caption={groupName(found, group.key)} />
            </Section>
          ))}
        </>
      )}
    </Page>
  );
}
