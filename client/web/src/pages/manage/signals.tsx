/** Signals of watched charts: what is more than chance, and what came of it. */
import { api, ask } from "../../data/api";
import { useQuery } from "../../data/address";
import { options, words } from "../../data/options";
import { usePages } from "../../data/pages";
import { WATCHES } from "../../data/roles";
import { useRowKeys } from "../../shell/keys";
import { Filter, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Page, Ref, Tag, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { only } from "./figures";

export default function Signals() {
  const [query] = useQuery();
  const [agency, choice] = useAgency(WATCHES);
  const state = query.state ?? "open";
  const asked = only({ agency, state: state === "all" ? undefined : state, owner: query.owner, office: query.office });
  const found = usePages((cursor, signal) => ask(api.GET("/signals", { signal, params: { query: { ...asked, cursor } as never } })), [asked]);
  useRowKeys();
  return (
    <Page heading={t("place.signals")}>
      <p>{t("signals.about")}</p>
      <div class="filters">
        {choice}
        <Filter name="state" label={t("manage.state")} fallback="open" options={[...words("signal-state", ["open", "decided"]), { value: "all", label: t("filter.all") }]} />
        <Filter name="owner" label={t("signals.owner")} options={[{ value: "me", label: t("manage.me") }]} />
        <Filter name="office" label={tn("dimension", "office")} options={options("offices", agency)} />
      </div>
      <List
        of={found}
        rows={found.items}
        none={t("signals.none")}
        next={<a href="/app/measures">{t("signals.look")}</a>}
        caption={t("place.signals")}
        rowKey={(one) => one.reference}
        columns={[
          { heading: t("case.reference"), cell: (one) => <Ref reference={one.reference} about="signal" /> },
          { heading: t("signals.chart"), cell: (one) => one.name },
          { heading: t("chart.signal"), cell: (one) => tn("chart.signal", `${one.rule}.${one.side}`) },
          { heading: t("report.period"), cell: (one) => <When at={one.to} day /> },
          { heading: t("signals.raised"), cell: (one) => <When at={one.raised_at} /> },
          { heading: t("signals.owner"), cell: (one) => one.owner?.name },
          { heading: t("manage.state"), cell: (one) => <Tag strong={one.state === "open"}>{tn("signal-state", one.state)}</Tag> },
        ]}
      />
    </Page>
  );
}
