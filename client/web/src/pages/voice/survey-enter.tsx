/** What staff or a mystery visitor answered on paper is entered. */
import { useState } from "preact/hooks";
import { useQuery } from "../../data/address";
import { api, ask } from "../../data/api";
import { useLoad } from "../../data/load";
import { named, type Option } from "../../data/options";
import { ENTERS } from "../../data/roles";
import { Filters } from "../../ui/filters";
import { Button, Page, Problem, Text, Waiting } from "../../ui/parts";
import { t } from "../../words";
import { AddPage } from "./added";
import { toBody } from "./asked";
import { answersOf, questionAsks, type Question } from "./survey-asks";
import { askOffice, askService, homeAgency } from "./where";

/** Surveys of staff and of visits that something was entered of before. */
async function known(agency: string, signal: AbortSignal): Promise<Option[]> {
  const pages = await Promise.all((["staff", "mystery-visit"] as const).map((kind) => ask(api.GET("/surveys", { signal, params: { query: { agency, kind, limit: 200 } } }))));
  return named(pages.flatMap((page) => page.items.map((one) => ({ code: one.survey, name: one.name }))));
}

/** Its questions: with their words when it was entered before, else by their topics. */
async function questionsOf(agency: string, survey: string, signal: AbortSignal): Promise<{ title: string; questions: Question[] }> {
  const before = (await ask(api.GET("/surveys", { signal, params: { query: { agency, survey, limit: 1 } } }))).items[0];
  if (before) return (await ask(api.GET("/surveys/{reference}", { signal, params: { path: { reference: before.reference } } }))).asks;
  const results = await ask(api.GET("/surveys/{code}/results", { signal, params: { path: { code: survey }, query: { agency } } }));
  return { title: results.name, questions: results.total.questions };
}

export default function SurveyEnter() {
  const [query, set] = useQuery();
  const [typed, setTyped] = useState("");
  const agency = homeAgency(query, ENTERS);
  const survey = query["survey"] ?? "";
  const codes = useLoad((signal) => known(agency, signal), [agency]);
  const asked = useLoad((signal) => (survey ? questionsOf(agency, survey, signal) : Promise.resolve(undefined)), [agency, survey]);
  if (survey && asked.value) {
    const { title, questions } = asked.value;
    return (
      <AddPage
        key={survey}
        heading={t("survey.enter-of", { title })}
        path="/surveys"
        name={`new:/surveys:${survey}`}
        submit={t("survey.enter")}
        asks={() => [...askOffice(agency, true), askService(agency), ...questionAsks(questions)]}
        first={{}}
        body={(values) => ({ ...toBody([...askOffice(agency, true), askService(agency)], values), survey, agency, answers: answersOf(questions, values) })}
        then={(made) => `/app/surveys/${made.reference}`}
      />
    );
  }
  return (
    <Page heading={t("survey.enter")}>
      <Problem problem={codes.problem ?? asked.problem} />
      <Waiting slow={codes.slow || asked.slow} />
      {codes.value && codes.value.length > 0 && <Filters filters={[{ name: "survey", label: t("survey.survey"), empty: t("voice.choose"), options: codes.value }]} />}
      <Text label={t("survey.code")} hint={t("survey.code-hint")} value={typed} onValue={setTyped} />
      <Button kind="primary" disabled={!typed.trim()} onClick={() => set({ survey: typed.trim() })}>
        {t("survey.go-on")}
      </Button>
    </Page>
  );
}
