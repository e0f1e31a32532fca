/** A few cases that ask for something; the whole list is the page of cases. */
import { Due, ownSubject, Ref, Table } from "../../ui/parts";
import { t } from "../../words";
import { type Case, reasonsOf } from "./list";

function Why({ one }: { one: Case }) {
  return <>{reasonsOf(one).map(({ word, count }) => t(word, { count })).join(", ")}</>;
}

/** handler: who works them, in the place of why they ask for something. */
export function CaseTable({ caption, cases, handler }: { caption: string; cases: Case[]; handler?: boolean }) {
  return (
    <Table
      caption={caption}
      rows={cases}
      rowKey={(one) => one.reference}
      columns={[
        { heading: t("case.due"), cell: (one) => <Due at={one.due_at} paused={one.paused} /> },
        { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} /> },
        { heading: t("case.service"), cell: (one) => one.service_name },
        { heading: t("case.subject"), cell: (one) => <span dir="auto">{ownSubject(one)}</span> },
        handler ? { heading: t("filter.handler"), cell: (one) => one.handler?.name ?? t("filter.nobody") } : { heading: t("home.why"), cell: (one) => <Why one={one} /> },
      ]}
    />
  );
}
