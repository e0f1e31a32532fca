/** What can be measured, by family. */
import { api, ask } from "../../data/api";
import { useLoad } from "../../data/load";
import { Page, Problem, Section, Table, Waiting } from "../../ui/parts";
import { t, tn } from "../../words";
import { useRowKeys } from "./parts";

export default function Measures() {
  const loaded = useLoad((signal) => ask(api.GET("/measures", { signal })), []);
  useRowKeys();
  const items = loaded.value?.items ?? [];
  return (
    <Page heading={t("place.measures")}>
      <p>{t("measures.about")}</p>
      <Problem problem={loaded.problem} />
      <Waiting slow={loaded.slow} />
      <div class="columns">
        {[...new Set(items.map((one) => one.family))].map((family) => (
          <Section key={family} heading={tn("family", family)}>
            <Table
              caption={tn("family", family)}
              rows={items.filter((one) => one.family === family)}
              rowKey={(one) => one.name}
              columns={[
                { heading: t("report.measure"), cell: (one) => <a href={`/app/measures/${one.name}`}>{tn("measure", one.name)}</a> },
                { heading: t("report.unit"), cell: (one) => tn("unit", one.unit) },
                { heading: t("measures.aim"), cell: (one) => tn("aim", one.aim ?? "none") },
              ]}
            />
          </Section>
        ))}
      </div>
    </Page>
  );
}
