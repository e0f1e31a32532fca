/** Who, what, and all that hangs on a case. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api, ask } from "../../data/api";
import { nameOf } from "../../data/desk";
import { saidOf } from "../../data/process";
import { useLoad } from "../../data/load";
import { TAKES } from "../../data/roles";
import { may } from "../../data/session";
import { Button, Facts, More, Problem, Ref, Section, Tag, When, Written } from "../../ui/parts";
import { languageName, t, tn } from "../../words";
import type { Whole } from "./kinds";
import type { Act } from "./offers";
import { duration } from "./story";

/** onSay: there for who may say whose it is. */
export function Customer({ kase, onSay }: { kase: Whole; onSay?: (() => void) | undefined }) {
  const who = kase.customer_record;
  return (
    <Section heading={t("case.customer")}>
      {who ? (
        <Facts
          items={[
            [t("case.name"), <a href={`/app/customers/${who.id}`}>{who.name ?? t("case.erased")}</a>],
            [t("case.phone"), who.phone && <a href={`tel:${who.phone.replace(/[^+\d]/g, "")}`}>{who.phone}</a>],
            [t("case.email"), who.email && <a href={`mailto:${who.email}`}>{who.email}</a>],
            [t("case.prefers"), tn("channel", who.channel)],
            [t("case.language"), languageName(who.language)],
          ]}
        />
      ) : (
        <p>
          {t("case.anonymous")}{" "}
          {onSay && (
            <Button small onClick={onSay}>
              {t("case-act.customer")}
            </Button>
          )}
        </p>
      )}
    </Section>
  );
}

export function What({ kase }: { kase: Whole }) {
  return (
    <Section heading={t("case.what-heading")}>
      <Written>{kase.details}</Written>
      <Facts
        items={[
          [t("case.service"), kase.service_name],
          [t("case.state"), saidOf(kase.process, "states", kase.state)],
          [t("case.outcome"), kase.outcome && saidOf(kase.process, "outcomes", kase.outcome)],
          [t("case.handler"), kase.handler?.name ?? (kase.status === "open" ? t("case.nobody") : "")],
          [t("case.manager"), kase.case_manager && kase.case_manager.user_name !== kase.handler?.user_name && kase.case_manager.name],
          [t("case.queue"), nameOf("queues", kase.queue, kase.handling_agency)],
          [t("case.agency"), nameOf("agencies", kase.agency)],
          [t("case.handling"), kase.handling_agency !== kase.agency && nameOf("agencies", kase.handling_agency)],
          [t("case.office"), nameOf("offices", kase.office)],
          [t("case.segment"), nameOf("segments", kase.segment, kase.agency)],
          [t("case.received"), <>
            <When at={kase.received_at} />, {tn("channel", kase.channel)}
          </>],
          [t("case.closed-at"), kase.closed_at && <When at={kase.closed_at} />],
          [t("case.worked"), t("case.of-expected", { worked: duration(kase.worked_minutes * 60), expected: duration(kase.expected_minutes * 60) })],
          [t("case.handovers"), kase.handovers > 0 && String(kase.handovers)],
          [t("case.reopenings"), kase.reopenings > 0 && String(kase.reopenings)],
          [t("case.external"), kase.external_id],
        ]}
      />
    </Section>
  );
}

export type Step = Whole["steps"][number];

/** can: what may be done; an open step is taken from here. */
export function Steps({ kase, can, onTake }: { kase: Whole; can: Set<Act>; onTake: (step: Step) => void }) {
  if (kase.steps.length === 0) return null;
  return (
    <Section heading={t("case.steps")}>
      <ul class="steps">
        {kase.steps.map((step) => (
          <li key={step.step + step.to}>
            {step.open && can.has(step.closes ? "close" : "step") ? (
              <Button small kind="link" onClick={() => onTake(step)}>
                {step.name ?? step.step}
              </Button>
            ) : (
              (step.name ?? step.step)
            )}{" "}
            <span class="hit-kind">
              → {saidOf(kase.process, "states", step.to)}
              {step.closes && `, ${t("case.closes")}`}
            </span>
            {!step.open && (
              <div class="form-text">
                {t("case.not-open")} {step.why}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const SHOWN = 8;

/** Newest first, the rest when asked for. */
function Many<T>({ heading, items, children }: { heading: string; items: T[]; children: (item: T) => ComponentChildren }) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return null;
  return (
    <Section heading={`${heading} (${items.length})`}>
      <ul class="timeline">{(all ? items : items.slice(0, SHOWN)).map((item) => <li>{children(item)}</li>)}</ul>
      <More of={{ more: !all && items.length > SHOWN, loadMore: () => setAll(true) }} />
    </Section>
  );
}

export function Tasks({ kase, answerable, onAnswer }: { kase: Whole; answerable: number | undefined; onAnswer: () => void }) {
  return (
    <Many heading={t("case.tasks")} items={kase.tasks.toReversed()}>
      {(task) => (
        <>
          <Tag strong={task.state === "open"}>{tn("task-state", task.state)}</Tag> {task.assignee?.name ?? nameOf("queues", task.queue, kase.agency)}{" "}
          <When at={task.answered_at ?? task.opened_at} />
          <Written>{task.question}</Written>
          {task.answer && <blockquote><Written>{task.answer}</Written></blockquote>}
          {task.id === answerable && (
            <Button small kind="primary" onClick={onAnswer}>
              {t("case-act.answer")}
            </Button>
          )}
        </>
      )}
    </Many>
  );
}

export function Notes({ kase }: { kase: Whole }) {
  return (
    <Many heading={t("case.notes")} items={kase.notes.toReversed()}>
      {(note) => (
        <>
          <When at={note.at} /> <span class="hit-kind">{note.by?.name}</span> {note.visible && <Tag>{t("case.for-customer")}</Tag>}
          <Written>{note.body}</Written>
        </>
      )}
    </Many>
  );
}

export function Contacts({ kase }: { kase: Whole }) {
  return (
    <Many heading={t("case.contacts")} items={kase.contacts.toReversed()}>
      {(one) => (
        <>
          <When at={one.at} /> <span class="hit-kind">{one.by?.name}</span>
          <div>{[tn("direction", one.direction), tn("channel", one.channel), tn("purpose", one.purpose), tn("cause", one.cause)].join(", ")}</div>
          <Written>{one.summary}</Written>
        </>
      )}
    </Many>
  );
}

export function Links({ kase }: { kase: Whole }) {
  return (
    <Many heading={t("case.links")} items={kase.links}>
      {(link) => (
        <>
          {tn("link", link.kind)}: <Ref reference={link.reference} /> <Tag>{tn("status", link.status)}</Tag> {link.subject}
        </>
      )}
    </Many>
  );
}

/** What its customer complained of or praised about this case. */
export function Said({ kase }: { kase: Whole }) {
  const id = kase.customer;
  const loaded = useLoad(
    async (signal) => {
      if (!id || !may(...TAKES)) return undefined;
      const params = { path: { id }, query: { limit: 200 } };
      const [complaints, feedback] = await Promise.all([
        ask(api.GET("/customers/{id}/complaints", { signal, params })),
        ask(api.GET("/customers/{id}/feedback", { signal, params })),
      ]);
      return {
        complaints: complaints.items.filter((one) => one.case === kase.reference),
        feedback: feedback.items.filter((one) => one.case === kase.reference),
      };
    },
    [id, kase.reference],
  );
  return (
    <>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Many heading={t("case.complaints")} items={loaded.value?.complaints ?? []}>
        {(one) => (
          <>
            <Ref about="complaint" reference={one.reference} /> <Tag>{tn("complaint-state", one.state)}</Tag> <When day at={one.received_at} />
          </>
        )}
      </Many>
      <Many heading={t("case.feedback")} items={loaded.value?.feedback ?? []}>
        {(one) => (
          <>
            <Ref about="feedback" reference={one.reference} /> <Tag>{tn("feedback-state", one.state)}</Tag>
            <Written>{one.text}</Written>
          </>
        )}
      </Many>
    </>
  );
}
