/** Evidence: what cannot be counted from cases. It counts once somebody else has checked it, until it expires. */
import { useLocation } from "preact-iso";
import { api, ask } from "../../data/api";
import { useQuery } from "../../data/address";
import { people, words } from "../../data/options";
import { usePages } from "../../data/pages";
import { PROVES, WATCHES } from "../../data/roles";
import { may } from "../../data/session";
import { useKey, useRowKeys } from "../../shell/keys";
import { Filter, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Due, Page, Ref, Tag, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { KINDS, STATES } from "./evidence-fields";
import { only } from "./figures";

export default function Evidence() {
  const [query] = useQuery();
  const { route } = useLocation();
  const [agency, choice] = useAgency(WATCHES);
  const asked = only({ agency, kind: query.kind, state: query.state, staff: query.staff });
  const found = usePages((cursor, signal) => ask(api.GET("/evidence", { signal, params: { query: { ...asked, cursor } as never } })), [asked]);
  const enters = may(...PROVES);
  useRowKeys();
  useKey("n", t("evidence-page.new"), enters ? () => route("/app/evidence/new") : undefined);
  const link = enters && (
    <a class="btn btn-primary" href="/app/evidence/new">
      {t("evidence-page.new")}
    </a>
  );
  return (
    <Page heading={t("place.evidence")} actions={link}>
      <p>{t("evidence-page.about")}</p>
      <div class="filters">
        {choice}
        <Filter name="kind" label={t("evidence-page.kind")} options={words("evidence-kind", KINDS)} />
        <Filter name="state" label={t("manage.state")} options={words("evidence-state", STATES)} />
        <Filter name="staff" label={t("evidence-page.staff")} options={people(agency)} />
      </div>
      <List
        of={found}
        rows={found.items}
        none={t("evidence-page.none")}
        next={link}
        caption={t("place.evidence")}
        rowKey={(one) => one.reference}
        columns={[
          { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} about="evidence" /> },
          { heading: t("evidence-page.kind"), cell: (one) => tn("evidence-kind", one.kind) },
          { heading: t("evidence-page.title"), cell: (one) => one.title },
          { heading: t("evidence-page.date"), cell: (one) => <When at={one.date} day /> },
          { heading: t("evidence-page.expires"), cell: (one) => <Expires at={one.expires} /> },
          { heading: t("manage.state"), cell: (one) => <Tag strong={one.state === "unchecked"}>{tn("evidence-state", one.state)}</Tag> },
        ]}
      />
    </Page>
  );
}

/** The last day on which it counts, as due dates are shown. */
export function Expires({ at }: { at: string | null }) {
  return at ? <Due at={`${at}T23:59:59`} /> : <span class="optional">{t("evidence-page.stays")}</span>;
}
