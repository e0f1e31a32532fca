/** One suggestion or compliment. */
import { api, ask, type Schemas } from "../../data/api";
import { nameOf } from "../../data/desk";
import type { Fact } from "../../data/facts";
import { people } from "../../data/options";
import { ANSWERS } from "../../data/roles";
import { may, session } from "../../data/session";
import { Ref, Section, Written } from "../../ui/parts";
import { t, tn } from "../../words";
import { RecordPage, Timeline, timeFact, type Act } from "./record";

type Whole = Schemas["FeedbackWhole"];

const load = (reference: string, signal?: AbortSignal): Promise<Whole> => ask(api.GET("/feedback/{reference}", { signal, params: { path: { reference } } }));

const factsOf = (whole: Whole): Fact[] => [
  [t("complaint.status"), tn("feedback-state", whole.state)],
  [t("voice.owner"), whole.owner?.name ?? t("voice.nobody")],
  [t("voice.customer"), whole.customer_record?.name ?? (whole.customer ? String(whole.customer) : t("complaint.has-none")), whole.customer && <a href={`/app/customers/${whole.customer}`}>{whole.customer_record?.name ?? whole.customer}</a>],
  [t("voice.case"), whole.case, whole.case && <Ref reference={whole.case} />],
  [t("voice.service"), nameOf("services", whole.service, whole.agency)],
  [t("feedback.about-office"), nameOf("offices", whole.about_office, whole.agency)],
  [t("feedback.about-staff"), whole.staff?.name],
  [t("feedback.improvement"), whole.improvement, whole.improvement && <Ref about="improvement" reference={whole.improvement} />],
  [t("voice.channel"), tn("channel", whole.channel)],
  [t("voice.office"), nameOf("offices", whole.office, whole.agency)],
  timeFact(t("complaint.received"), whole.received_at),
  [t("voice.logged-by"), whole.logged_by?.name],
  timeFact(t("feedback.answered-at"), whole.answered_at),
  [t("feedback.answered-by"), whole.answered_by?.name],
  [t("feedback.accepted"), whole.state === "answered" && whole.kind === "suggestion" ? tn("yes-no", whole.accepted ? "yes" : "no") : ""],
];

function actsOf(whole: Whole): Act<Whole>[] {
  const open = may(...ANSWERS) && whole.state === "open";
  const me = session.value?.staff.user_name ?? "";
  return [
    {
      verb: "answer",
      word: t("complaint.answer"),
      key: "a",
      asks: [
        { name: "text", as: "text", label: t("complaint.answer-text"), hint: t("feedback.answer-hint") },
        { name: "accepted", as: "check", label: t("feedback.accept"), only: () => whole.kind === "suggestion" },
        { name: "answered_at", as: "moment", label: t("feedback.told-at"), hint: t("feedback.told-hint"), optional: true },
      ],
      offered: open,
      done: t("feedback.answered"),
    },
    {
      verb: "assign",
      word: t(whole.owner ? "feedback.assign" : "feedback.take"),
      key: "o",
      asks: [{ name: "to", as: "choice", label: t("voice.owner"), options: people(whole.agency, ...ANSWERS) }],
      first: { to: whole.owner ? "" : me },
      offered: open,
      done: t("feedback.assigned"),
    },
    { verb: "link", word: t("feedback.link"), asks: [{ name: "improvement", label: t("feedback.improvement"), hint: t("feedback.link-hint") }], offered: may(...ANSWERS), done: t("feedback.linked") },
    { verb: "close", word: t("feedback.close"), asks: [{ name: "reason", as: "text", label: t("voice.reason") }], offered: open, danger: true, done: t("feedback.closed") },
  ];
}

export default function Feedback({ reference }: { reference: string }) {
  return (
    <RecordPage<Whole>
      kind="feedback"
      reference={reference}
      load={load}
      heading={(whole) => `${tn("feedback-kind", whole.kind)} ${whole.reference}`}
      facts={factsOf}
      acts={actsOf}
    >
      {(whole) => (
        <>
          <Section heading={t("feedback.text")}>{whole.text ? <Written>{whole.text}</Written> : <p>{t("complaint.erased")}</p>}</Section>
          {(whole.answer ?? whole.reason) && <Section heading={t(whole.answer ? "complaint.answer-text" : "feedback.why-closed")}><Written>{whole.answer ?? whole.reason}</Written></Section>}
          {whole.improvement_record && (
            <Section heading={t("feedback.led-to")}>
              <p>
                <Ref about="improvement" reference={whole.improvement_record.reference} /> {whole.improvement_record.title} – {tn("improvement-state", whole.improvement_record.state)}
              </p>
              <Written>{whole.improvement_record.line}</Written>
            </Section>
          )}
          <Timeline events={whole.events} />
        </>
      )}
    </RecordPage>
  );
}
