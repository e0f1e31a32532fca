/** Evidence is entered here; somebody else checks it. */
import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { api, ask, change } from "../../data/api";
import { useQuery } from "../../data/address";
import { today } from "../../data/desk";
import { useDraft } from "../../data/draft";
import { words } from "../../data/options";
import { PROVES, WATCHES } from "../../data/roles";
import { useAgency } from "../../ui/filters";
import { Form } from "../../ui/form";
import { Empty, faultOf, Page, Problem, Select, Waiting } from "../../ui/parts";
import { t } from "../../words";
import { bodyFields } from "./evidence-body";
import { fieldsOf, KINDS, useKinds, type Entry } from "./evidence-fields";
import { EntryFields } from "./evidence-form";
import { may } from "../../data/session";

export default function EvidenceNew() {
  const kinds = useKinds();
  const [agency, choice] = useAgency(WATCHES);
  const { route } = useLocation();
  const [{ kind }] = useQuery();
  const draft = useDraft<Entry>("evidence:new", { kind: kind ?? "consultation", title: "", date: today(), expires: "", fields: {} });
  const entry = draft.value.value;
  const found = draft.found.value;
  useEffect(() => {
    // What the address says goes before what was left here the last time.
    if (found && kind && kind !== draft.value.value.kind) draft.set({ kind });
  }, [found]);
  const enter = async () => {
    const body = { kind: entry.kind, title: entry.title, date: entry.date, expires: entry.expires || null, agency, fields: bodyFields(fieldsOf(kinds.value, entry.kind), entry.fields) };
    const made = await ask(api.POST("/evidence", { params: { header: change(draft.key()) }, body: body as never }));
    draft.clear();
    route(`/app/evidence/${made.reference}`);
  };
  if (!may(...PROVES))
    return (
      <Page heading={t("evidence-page.new")}>
        <Empty action={<a href="/app/evidence">{t("place.evidence")}</a>}>{t("evidence-page.not-yours")}</Empty>
      </Page>
    );
  return (
    <Page heading={t("evidence-page.new")}>
      <p class="no-print">
        <a href="/app/evidence">{t("place.evidence")}</a>
      </p>
      <Problem problem={kinds.problem} />
      <Waiting slow={kinds.slow} />
      {choice}
      {kinds.value && (
        <Form submit={t("evidence-page.enter")} onSend={enter}>
          {(problem) => (
            <>
              <Select label={t("evidence-page.kind")} value={entry.kind} onValue={(kind) => draft.set({ kind })} options={words("evidence-kind", KINDS)} fault={faultOf(problem, "kind")} />
              <EntryFields entry={entry} set={draft.set} problem={problem} kinds={kinds.value} agency={agency} />
            </>
          )}
        </Form>
      )}
    </Page>
  );
}
