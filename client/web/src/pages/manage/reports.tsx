/** What is reported, and the runs. */
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, ask, type Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { nameOf, today } from "../../data/desk";
import { useLoad } from "../../data/load";
import { usePages } from "../../data/pages";
import { reportName, runName } from "../../data/reports";
import { useRowKeys } from "../../shell/keys";
import { Filter } from "../../ui/filters";
import { Form } from "../../ui/form";
import { List } from "../../ui/list";
import { Button, Dialog, faultOf, Page, Section, Text, When } from "../../ui/parts";
import { number, period, t, tn } from "../../words";
import { lastPeriod, only } from "./figures";
import { useCancel, going, RunState, useAgain } from "./run-state";

type Report = Schemas["Report"];

function RunDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const [wanted, setWanted] = useState(lastPeriod(report.period, today()));
  const { route } = useLocation();
  const run = async () => {
    const begun = await ask(api.POST("/reports/{code}/runs", { params: { path: { code: report.code }, query: { agency: report.agency } }, body: { period: wanted } }));
    onClose();
    route(`/app/reports/runs/${begun.id}`);
  };
  return (
    <Dialog heading={t("reports.run-of", { name: reportName(report) })} onClose={onClose}>
      <Form submit={t("reports.run")} onSend={run} onCancel={onClose}>
        {(problem) => <Text label={t("report.period")} hint={t("reports.period-hint", { example: lastPeriod(report.period, today()) })} value={wanted} onValue={setWanted} fault={faultOf(problem, "period")} />}
      </Form>
    </Dialog>
  );
}

function Runs({ reports }: { reports: Report[] }) {
  const [query] = useQuery();
  const runs = usePages((cursor, signal) => ask(api.GET("/report-runs", { signal, params: { query: { ...only({ report: query.report }), cursor } } })), [query.report]);
  const [problem, cancel] = useCancel(runs.reload);
  useAgain(runs.items?.some(going), runs.reload);
  useRowKeys();
  return (
    <Section heading={t("reports.runs")}>
      <div class="filters">
        <Filter name="report" label={t("reports.report")} options={reports.map((one) => ({ value: one.code, label: reportName(one) }))} />
      </div>
      <List
        of={{ ...runs, problem: runs.problem ?? problem }}
        rows={runs.items}
        none={t("reports.no-runs")}
        caption={t("reports.runs")}
        rowKey={(run) => run.id}
        columns={[
          {
            heading: t("reports.run-column"),
            cell: (run) => <a href={`/app/reports/runs/${run.id}`}>{runName(run, reports)}</a>,
          },
          { heading: t("manage.state"), cell: (run) => <RunState run={run} /> },
          { heading: t("reports.edition"), cell: (run) => number(run.edition), number: true },
          { heading: t("reports.asked"), cell: (run) => run.asked_by?.name ?? t("reports.by-itself") },
          { heading: t("reports.when"), cell: (run) => <When at={run.asked_at} /> },
          { heading: t("reports.published"), cell: (run) => <When at={run.published_at} day /> },
          {
            heading: t("reports.action"),
            cell: (run) =>
              going(run) && (
                <Button small onClick={() => cancel(run.id)}>
                  {t("reports.cancel")}
                </Button>
              ),
          },
        ]}
      />
    </Section>
  );
}

export default function Reports() {
  const loaded = useLoad((signal) => ask(api.GET("/reports", { signal })), []);
  const [asking, ask_] = useState<Report | undefined>();
  const items = loaded.value?.items;
  return (
    <Page heading={t("place.reports")}>
      <List
        of={loaded}
        rows={items}
        none={t("reports.none")}
        caption={t("place.reports")}
        rowKey={(one) => `${one.agency}/${one.code}`}
        columns={[
          { heading: t("reports.report"), cell: reportName },
          { heading: t("account.agency"), cell: (one) => nameOf("agencies", one.agency) },
          { heading: t("report.period"), cell: (one) => tn("period", one.period) },
          { heading: t("reports.schedule"), cell: (one) => (one.schedule?.day ? t(one.publish ? "reports.days-after-published" : "reports.days-after", { days: one.schedule.day }) : t("reports.by-hand")) },
          { heading: t("reports.recipients"), cell: (one) => one.recipients.map((who) => who.name).join(", ") },
          { heading: t("reports.last"), cell: (one) => period(one.last) },
          {
            heading: t("reports.action"),
            cell: (one) => (
              <Button small onClick={() => ask_(one)} aria-label={t("reports.run-of", { name: reportName(one) })}>
                {t("reports.run")}
              </Button>
            ),
          },
        ]}
      />
      {items && <Runs reports={items} />}
      {asking && <RunDialog report={asking} onClose={() => ask_(undefined)} />}
    </Page>
  );
}
