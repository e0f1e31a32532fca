/** A customer's record, with all that hangs on it. */
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import type { Schemas } from "../../data/api";
import { several } from "../../data/desk";
import { useChanges } from "../../data/live";
import { processOf, saidOf } from "../../data/process";
import { COUNTER, PRIVACY, WORKS } from "../../data/roles";
import { may, mayInAll } from "../../data/session";
import { useKey } from "../../shell/keys";
import { Button, Changes, Due, Facts, ownSubject, Page, Problem, Ref, Section, Table, Tag, Waiting, When, Written } from "../../ui/parts";
import { say } from "../../ui/toast";
import { languageName, t, time, tn } from "../../words";
import { agencyOf } from "./choices";
import { CustomerEdit } from "./customer-edit";
import { inWords } from "./fields";
import { Merge } from "./merge";
import { useKnown, type Whole } from "./who";

const Nothing = ({ of }: { of: string }) => <p class="help">{of}</p>;

function Cases({ heading, none, items }: { heading: string; none: string; items: Schemas["Case"][] }) {
  return (
    <Section heading={heading}>
      {items.length === 0 ? (
        <Nothing of={none} />
      ) : (
        <Table
          caption={heading}
          rows={items}
          rowKey={(one) => one.reference}
          columns={[
            { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} /> },
            { heading: t("case.service"), cell: (one) => one.service_name },
            { heading: t("case.subject"), cell: (one) => <span dir="auto">{ownSubject(one)}</span> },
            items[0]?.status === "open" ? { heading: t("case.due"), cell: (one) => <Due at={one.due_at} paused={one.paused} /> } : { heading: t("log.outcome"), cell: (one) => saidOf(processOf(one.service, one.agency), "outcomes", one.outcome) },
            { heading: t("customer.received"), cell: (one) => <When at={one.received_at} day /> },
            { heading: t("customer.handler"), cell: (one) => one.handler?.name ?? one.case_manager?.name },
          ]}
        />
      )}
    </Section>
  );
}

function Said({ value }: { value: Whole }) {
  return (
    <>
      <Section
        heading={t("customer.complaints")}
        actions={
          <a class="btn btn-outline-secondary btn-sm" href={`/app/complaints/new?customer=${value.id}`}>
            {t("customer.complain")}
          </a>
        }
      >
        {value.complaints.items.length === 0 ? (
          <Nothing of={t("customer.complaints-none")} />
        ) : (
          <Table
            caption={t("customer.complaints")}
            rows={value.complaints.items}
            rowKey={(one) => one.reference}
            columns={[
              { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} about="complaint" /> },
              { heading: t("customer.state"), cell: (one) => tn("complaint-state", one.state) },
              { heading: t("case.due"), cell: (one) => !one.closed_at && <Due at={one.due_at} /> },
              { heading: t("customer.received"), cell: (one) => <When at={one.received_at} day /> },
            ]}
          />
        )}
      </Section>
      {value.feedback.items.length > 0 && (
        <Section heading={t("customer.feedback")}>
          <Table
            caption={t("customer.feedback")}
            rows={value.feedback.items}
            rowKey={(one) => one.reference}
            columns={[
              { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} about="feedback" /> },
              { heading: t("customer.kind"), cell: (one) => tn("feedback-kind", one.kind) },
              { heading: t("customer.said"), cell: (one) => one.text },
              { heading: t("customer.received"), cell: (one) => <When at={one.received_at} day /> },
            ]}
          />
        </Section>
      )}
      {value.replies.items.length > 0 && (
        <Section heading={t("customer.replies")}>
          <Table
            caption={t("customer.replies")}
            rows={value.replies.items}
            rowKey={(one) => one.id}
            columns={[
              { heading: t("customer.at"), cell: (one) => <When at={one.at} /> },
              { heading: t("case.subject"), cell: (one) => <span dir="auto">{one.subject}</span> },
              { heading: t("log.channel"), cell: (one) => tn("channel", one.channel) },
              { heading: t("customer.by"), cell: (one) => one.by?.name },
            ]}
          />
        </Section>
      )}
      {value.contacts.length > 0 && (
        <Section heading={t("customer.contacts")}>
          <ol class="timeline">
            {value.contacts.map((one) => (
              <li key={one.id}>
                <When at={one.at} /> {tn("channel", one.channel)}, {tn("direction", one.direction)}, {tn("cause", one.cause)} {one.abandoned && <Tag>{t("customer.gave-up")}</Tag>}{" "}
                {one.case && <Ref reference={one.case} />} {one.by?.name}
                <Written>{one.summary}</Written>
              </li>
            ))}
          </ol>
        </Section>
      )}
    </>
  );
}

export default function Customer({ id }: { id: string }) {
  const { route } = useLocation();
  const loaded = useKnown(Number(id));
  const value = loaded.value;
  const [doing, setDoing] = useState<"edit" | "merge" | undefined>();
  const theirs = new Set([...(value?.open_cases ?? []), ...(value?.complaints.items ?? [])].map((one) => one.reference));
  const changes = useChanges((change) => theirs.has(change.reference), [id, value?.version]);
  const mayWork = may(...COUNTER) && !value?.erased_at;
  useKey("e", t("customer.edit"), mayWork && value ? () => setDoing("edit") : undefined);
  const changed = (now?: Whole) => {
    setDoing(undefined);
    if (!now) return;
    loaded.put(now);
    say(t("customer.saved"));
  };
  return (
    <Page
      heading={value?.name ?? (value ? t(value.erased_at ? "personal.customer-erased" : "customer.nameless") : t("who.label-short"))}
      actions={
        value && (
          <>
            {mayWork && (
              <>
                <a class="btn btn-primary" href={`/app/log?customer=${id}`}>
                  {t("home.log")}
                </a>
                <a class="btn btn-outline-secondary" href={`/app/contacts/new?customer=${id}`}>
                  {t("contact.log")}
                </a>
                <Button onClick={() => setDoing("edit")}>
                  {t("customer.edit")} <kbd>e</kbd>
                </Button>
                {may(...WORKS) && <Button onClick={() => setDoing("merge")}>{t("merge.open")}</Button>}
              </>
            )}
            {mayInAll(value.agency, ...PRIVACY) && (
              <a class="btn btn-outline-secondary" href={`/app/personal?customer=${value.id}`}>
                {t("place.personal")}
              </a>
            )}
          </>
        )
      }
    >
      <Changes count={changes.count} onShow={() => (changes.forget(), loaded.reload())} />
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {value && (
        <>
          {value.erased_at && <p class="alert note">{t("personal.erased", { when: time(value.erased_at) })}</p>}
          {doing === "edit" ? (
            <CustomerEdit seen={value} onDone={changed} />
          ) : (
            <Facts
              items={[
                [t("customer.phone"), value.phone && <a href={`tel:${value.phone}`}>{value.phone}</a>],
                [t("customer.email"), value.email && <a href={`mailto:${value.email}`}>{value.email}</a>],
                [t("customer.address"), value.address],
                [t("customer.language"), languageName(value.language)],
                [t("customer.channel"), value.channel && tn("channel", value.channel)],
                [t("customer.segment"), value.segment && inWords("segment", value.segment, value.agency)],
                [t("customer.identifiers"), value.identifiers.map((one) => `${one.kind}: ${one.value}`).join(", ")],
                [t("account.agency"), several() && agencyOf(value.agency)],
                [t("customer.since"), <When at={value.created_at} day />],
                [t("customer.merged"), value.merged_from.join(", ")],
              ]}
            />
          )}
          <Cases heading={t("who.open", { count: value.open_cases.length })} none={t("customer.cases-none")} items={value.open_cases} />
          {value.closed_cases.length > 0 && <Cases heading={t("customer.closed")} none="" items={value.closed_cases} />}
          <Said value={value} />
        </>
      )}
      {doing === "merge" && value && <Merge from={value} onClose={() => setDoing(undefined)} onDone={(into) => (setDoing(undefined), say(t("merge.done")), route(`/app/customers/${into}`))} />}
    </Page>
  );
}
