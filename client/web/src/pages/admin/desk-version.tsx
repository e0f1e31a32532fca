/** One version of the desk definition: its files, and what it changed of the version before, or of any other. */
import { api, ask } from "../../data/api";
import { nameOf } from "../../data/desk";
import { useLoad } from "../../data/load";
import { OVERSEES } from "../../data/roles";
import { useQuery } from "../../data/address";
import { Filter, useAgency } from "../../ui/filters";
import { Empty, Facts, Page, Problem, Section, Table, Waiting, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { compare, filesOf, textOf } from "./compare";

export default function DeskVersion({ number }: { number: string }) {
  const [agency] = useAgency(OVERSEES);
  const [{ against }] = useQuery();
  const loaded = useLoad(
    async (signal) => {
      const show = (number: number) => ask(api.GET("/desk/versions/{number}", { signal, params: { path: { number }, query: { agency } } }));
      const [version, { items }, { items: newest }] = await Promise.all([
        show(Number(number)),
        // The list goes on below a number: the first there is the one before.
        ask(api.GET("/desk/versions", { signal, params: { query: { agency, cursor: number } } })),
        ask(api.GET("/desk/versions", { signal, params: { query: { agency } } })),
      ]);
      const last = items[0]?.number;
      const other = against ? Number(against) : last;
      const others = [...new Set([...newest, ...items].map((one) => one.number))].filter((one) => one !== version.number);
      return { version, last, others, before: other === undefined ? undefined : await show(other) };
    },
    [agency, number, against],
  );
  const { version, last, others = [], before } = loaded.value ?? {};
  const differences = version && before ? compare(before.definition, version.definition) : [];
  return (
    <Page heading={t("definition.number", { number })} actions={<a href={`/app/desk?agency=${agency}`}>{t("definition.all")}</a>}>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <Waiting slow={loaded.slow} />
      {version && (
        <>
          <Facts
            items={[
              [t("account.agency"), nameOf("agencies", agency)],
              [t("definition.applied"), <When at={version.applied_at} />],
              [t("definition.by"), version.applied_by?.name ?? t("definition.operator")],
            ]}
          />
          <Section
            heading={before ? t("definition.against", { number: String(before.number) }) : t("definition.changes")}
            actions={
              others.length > 1 && (
                <Filter name="against" label={t("definition.compare")} fallback={last?.toString() ?? ""} options={others.map((one) => ({ value: String(one), label: t("definition.number", { number: String(one) }) }))} />
              )
            }
          >
            {differences.length === 0 ? (
              <Empty>{t(before ? "definition.same" : "definition.first")}</Empty>
            ) : (
              <Table
                caption={t("definition.changes")}
                rows={differences}
                rowKey={(one) => `${one.path} ${one.code}`}
                columns={[
                  { heading: t("definition.file"), cell: (one) => <code>{one.path}</code> },
                  { heading: t("definition.item"), cell: (one) => <code>{one.code}</code> },
                  { heading: t("definition.change"), cell: (one) => tn("desk-change", one.change) },
                  {
                    heading: t("definition.keys"),
                    cell: (one) =>
                      one.values.map(({ at, from, to }) => (
                        <div key={at} class="value">
                          <code>{at}</code> {from && <del>{from}</del>} {to && <ins>{to}</ins>}
                        </div>
                      )),
                  },
                ]}
              />
            )}
          </Section>
          <Section heading={t("definition.files")}>
            {filesOf(version.definition).map((file) => (
              <details class="help" key={file.path}>
                <summary>
                  <code>{file.path}</code> {t("definition.items", { count: file.items.length })}
                </summary>
                <pre class="file" translate={false} tabIndex={0} aria-label={file.path}>
                  {textOf(file)}
                </pre>
              </details>
            ))}
          </Section>
        </>
      )}
    </Page>
  );
}
