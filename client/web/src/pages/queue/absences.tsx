/** Who is away in the next weeks, those who are now first; entering, changing and taking back. For who leads nobody: their own. */
import { useState } from "preact/hooks";
import { useQuery } from "../../data/address";
import { api, ask } from "../../data/api";
import { today } from "../../data/desk";
import { type Option, options, people } from "../../data/options";
import { usePages } from "../../data/pages";
import { SAYS_AWAY } from "../../data/roles";
import { agenciesWith } from "../../data/session";
import { Filters } from "../../ui/filters";
import { Button, Empty, More, Page, Problem, Section, Waiting } from "../../ui/parts";
import { t } from "../../words";
import { daysAfter } from "../manage/figures";
import { type Away, AwayDialog, AwayTable } from "./away";

const WEEKS = 8;
const NEW = Symbol();

/** own: of whoever works here, and nobody else. */
function useAbsences(query: { staff?: string; office?: string; agency?: string; to?: string }, people?: Option[]) {
  const pages = usePages((cursor, signal) => ask(api.GET("/absences", { signal, params: { query: { ...query, cursor } } })), [query]);
  const [of, open] = useState<Away | typeof NEW | undefined>();
  const close = (done: boolean) => {
    open(undefined);
    if (done) pages.reload();
  };
  const dialog = of && <AwayDialog {...(of === NEW ? { people } : { of })} onClose={close} />;
  const enter = (
    <Button kind="primary" onClick={() => open(NEW)}>
      {t("absence.enter")}…
    </Button>
  );
  return { pages, dialog, enter, open };
}

function List({ of: { pages, dialog, open }, own, none }: { of: ReturnType<typeof useAbsences>; own?: boolean; none: string }) {
  return (
    <>
      <Problem problem={pages.problem} />
      <Waiting slow={pages.slow} />
      {pages.items?.length === 0 && <Empty>{none}</Empty>}
      {pages.items && pages.items.length > 0 && <AwayTable caption={t("place.absences")} rows={pages.items} own={own} onChange={open} />}
      <More of={pages} />
      {dialog}
    </>
  );
}

/** One's own, for the account's page. */
export function OwnAbsences() {
  const absences = useAbsences({ staff: "me" });
  return (
    <Section heading={t("absence.own")} actions={absences.enter}>
      <List own of={absences} none={t("absence.none-own")} />
    </Section>
  );
}

export default function Absences() {
  const [{ office }] = useQuery();
  const agencies = agenciesWith(...SAYS_AWAY);
  const offices = agencies.flatMap((one) => options("offices", one));
  const absences = useAbsences({ office, to: daysAfter(today(), 7 * WEEKS) }, agencies.length ? people(agencies) : undefined);
  return (
    <Page heading={t("place.absences")} actions={absences.enter}>
      <p>{t(agencies.length ? "absence.about" : "absence.about-own", { weeks: WEEKS })}</p>
      {offices.length > 1 && <Filters filters={[{ name: "office", label: t("filter.office"), options: offices }]} />}
      <List of={absences} none={t("absence.none", { weeks: WEEKS })} />
    </Page>
  );
}
