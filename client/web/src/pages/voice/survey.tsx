/** One invitation to a survey: whom to ask and what, or what was answered. */
import { useState } from "preact/hooks";
import { api, ask, type Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import type { Fact } from "../../data/facts";
import { COUNTER } from "../../data/roles";
import { may } from "../../data/session";
import { Facts, Ref, Section } from "../../ui/parts";
import { t, tn } from "../../words";
import { RecordPage, Timeline, timeFact, type Act } from "./record";
import { answersOf, questionAsks } from "./survey-asks";
import { askChannel } from "./where";

type Whole = Schemas["SurveyWhole"];
type Sent = Schemas["SurveySent"];

const load = (reference: string, signal?: AbortSignal): Promise<Whole> => ask(api.GET("/surveys/{reference}", { signal, params: { path: { reference } } }));

const factsOf = (whole: Whole): Fact[] => [
  [t("complaint.status"), tn("survey-state", whole.state)],
  [t("feedback.kind"), tn("survey-kind", whole.kind)],
  [t("survey.survey"), whole.survey, <a href={`/app/surveys/results/${whole.survey}?agency=${whole.agency}`}>{whole.name}</a>],
  [t("voice.case"), whole.case, whole.case && <Ref reference={whole.case} />],
  [t("voice.service"), nameOf("services", whole.service, whole.agency)],
  [t("voice.office"), nameOf("offices", whole.office, whole.agency)],
  [t("survey.delivery"), tn("channel", whole.delivery)],
  timeFact(t("survey.invited-at"), whole.invited_at),
  timeFact(t("survey.sent-at"), whole.sent_at),
  [t("survey.sent-by"), whole.sent_by?.name],
  timeFact(t("survey.expires"), whole.state === "invited" ? whole.expires_at : null),
  timeFact(t("feedback.answered-at"), whole.answered_at),
  [t("survey.answered-via"), tn("channel", whole.answered_via)],
  [t("feedback.answered-by"), whole.answered_by?.name],
  [t("survey.entered-by"), whole.entered_by?.name],
];

export default function Survey({ reference }: { reference: string }) {
  const [link, setLink] = useState<string | undefined>();
  const actsOf = (whole: Whole): Act<Whole>[] => {
    const open = may(...COUNTER) && whole.state === "invited" && whole.kind === "customer";
    const { questions } = whole.asks;
    return [
      {
        verb: "answer",
        word: t("survey.key-in"),
        key: "a",
        asks: [{ ...askChannel(), label: t("survey.answered-via") }, ...questionAsks(questions)],
        first: { channel: whole.delivery === "phone" ? "phone" : "letter" },
        body: (values) => ({ channel: values["channel"], answers: answersOf(questions, values) }),
        offered: open,
        done: t("survey.keyed-in"),
      },
      {
        verb: "send",
        word: t("survey.send"),
        why: t("survey.send-why"),
        offered: open,
        done: t("survey.sent"),
        after: (made) => setLink((made as Sent).link ?? (made as Sent).secret ?? undefined),
      },
    ];
  };
  const said = (whole: Whole, code: string) => {
    const answer = whole.answers?.[code] ?? whole.free_text?.[code];
    return answer === "yes" || answer === "no" ? tn("yes-no", answer) : answer;
  };
  return (
    <RecordPage<Whole> kind="surveys" reference={reference} load={load} heading={(whole) => `${whole.asks.title} ${whole.reference}`} facts={factsOf} acts={actsOf}>
      {(whole) => (
        <>
          {link && (
            <p class="bar" role="status">
              {t("survey.link-once")} <code>{link}</code>
            </p>
          )}
          {whole.customer && (
            <Section heading={t("voice.customer")}>
              <Facts
                items={[
                  [t("survey.name"), <a href={`/app/customers/${whole.customer.id}`}>{whole.customer.name ?? whole.customer.id}</a>],
                  [t("survey.phone"), whole.customer.phone],
                  [t("survey.email"), whole.customer.email],
                  [t("survey.address"), whole.customer.address],
                  [t("improvement.language"), whole.customer.language],
                ]}
              />
            </Section>
          )}
          <Section heading={t(whole.state === "answered" ? "survey.answers" : "survey.questions")}>
            {whole.state === "answered" && !whole.answers && !whole.free_text && <p>{t("survey.not-for-you")}</p>}
            <dl lang={whole.asks.language}>
              {whole.asks.questions.map((one) => (
                <div key={one.code}>
                  <dt>{one.text}</dt>
                  <dd dir="auto">{said(whole, one.code) ?? "–"}</dd>
                </div>
              ))}
            </dl>
          </Section>
          <Timeline events={whole.events} />
        </>
      )}
    </RecordPage>
  );
}
