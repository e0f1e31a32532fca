/** What can be measured, by family. */
import { useQuery } from "../../data/address";
import { api, ask } from "../../data/api";
import { useLoad } from "../../data/load";
import { useRowKeys } from "../../shell/keys";
import { Empty, Page, Problem, Section, Table, Text, Waiting } from "../../ui/parts";
import { t, tn } from "../../words";

export default function Measures() {
  const loaded = useLoad((signal) => ask(api.GET("/measures", { signal })), []);
  useRowKeys();
  const [{ name = "" }, set] = useQuery();
  const looked = name.trim().toLocaleLowerCase();
  const items = (loaded.value?.items ?? []).filter((one) => tn("measure", one.name).toLocaleLowerCase().includes(looked));
  return (
    <Page heading={t("place.measures")}>
      <p>{t("measures.about")}</p>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      <div class="filters" role="search" aria-label={t("filter.heading")}>
        <Text label={t("report.measure")} type="search" value={name} onValue={(value) => set({ name: value })} />
      </div>
      {loaded.value && items.length === 0 && <Empty>{t("measures.none")}</Empty>}
      <div class="flow">
        {[...new Set(items.map((one) => one.family))].map((family) => (
          <Section key={family} heading={tn("family", family)}>
            <Table
              caption={tn("family", family)}
              rows={items.filter((one) => one.family === family)}
              rowKey={(one) => one.name}
              columns={[
                { heading: t("report.measure"), cell: (one) => <a href={`/app/measures/${one.name}`}>{tn("measure", one.name)}</a> },
                { heading: t("report.unit"), cell: (one) => tn("unit", one.unit).toLocaleLowerCase() },
                { heading: t("measures.aim"), cell: (one) => one.aim && <span class="whole">{tn("aim", one.aim)}</span> },
              ]}
            />
          </Section>
        ))}
      </div>
    </Page>
  );
}
