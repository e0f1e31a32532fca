/** What could not be sent yet: it is sent by itself when OneStop is reached again; what was refused is for somebody to look at. */
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { reachable } from "../../data/api";
import { draftKept, keepDraft } from "../../data/draft";
import { drop, retry, sendWaiting, sent, waiting } from "../../data/outbox";
import type { Waiting } from "../../data/store";
import { Button, Dialog, Empty, Page, Problem, Section, Table, When } from "../../ui/parts";
import { t, type Word } from "../../words";

/** Where it can be corrected, when what stood in the form was kept: the name of its draft and the page. */
const FORMS: Partial<Record<Waiting["path"], [string, string]>> = { "/cases": ["log", "/app/log"], "/contacts": ["contact", "/app/contacts/new"] };

function Actions({ entry, onDrop, onCorrect }: { entry: Waiting; onDrop: () => void; onCorrect: () => void }) {
  return (
    <div class="row-actions">
      {entry.problem && entry.form && FORMS[entry.path] && (
        <Button small onClick={onCorrect}>
          {t("wait.correct")}
        </Button>
      )}
      <Button small onClick={() => void (entry.problem ? retry(entry) : sendWaiting())}>
        {t("wait.retry")}
      </Button>
      <Button small kind="danger" onClick={onDrop}>
        {t("wait.drop")}
      </Button>
    </div>
  );
}

type Sure = { entry: Waiting; what: "drop" | "correct" };

export default function WaitingPage() {
  const { route } = useLocation();
  const [sure, setSure] = useState<Sure | undefined>();
  const correct = async (entry: Waiting) => {
    const [name, page] = FORMS[entry.path] ?? ["", "/app/"];
    await keepDraft(name, entry.form ?? {});
    await drop(entry.key);
    route(page);
  };
  const ask = async (entry: Waiting) => ((await draftKept(FORMS[entry.path]?.[0] ?? "")) ? setSure({ entry, what: "correct" }) : correct(entry));
  const go = async ({ entry, what }: Sure) => {
    setSure(undefined);
    if (what === "drop") await drop(entry.key);
    else await correct(entry);
  };
  return (
    <Page heading={t("wait.heading")}>
      <p>{reachable.value ? t("wait.there") : t("wait.gone")}</p>
      {waiting.value.length === 0 ? (
        <Empty action={<a href="/app/log">{t("home.log")}</a>}>{t("wait.nothing")}</Empty>
      ) : (
        <Table
          caption={t("wait.heading")}
          rows={waiting.value}
          rowKey={(one) => one.key}
          columns={[
            { heading: t("wait.what"), cell: (one) => `${t(`wait.kind-${one.path.slice(1)}` as Word)}: ${one.label}` },
            { heading: t("wait.since"), cell: (one) => <When at={one.at} /> },
            { heading: t("wait.problem"), cell: (one) => (one.problem ? <Problem problem={one.problem} /> : t("wait.none")) },
            {
              heading: t("wait.do"),
              cell: (one) => (
                <Actions
                  entry={one}
                  onDrop={() => setSure({ entry: one, what: "drop" })}
                  onCorrect={() => void ask(one)}
                />
              ),
            },
          ]}
        />
      )}
      <Section heading={t("wait.sent")}>
        {sent.value.length === 0 ? (
          <p class="help">{t("wait.sent-nothing")}</p>
        ) : (
          <ul class="brief">
            {sent.value.map((one) => (
              <li key={one.key}>
                {one.label} {one.path === "/cases" && one.reference && <a href={`/app/cases/${one.reference}/receipt`}>{t("wait.receipt", { reference: one.reference })}</a>}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {sure && (
        <Dialog heading={t(`wait.${sure.what}`)} onClose={() => setSure(undefined)}>
          <p>{t(`wait.${sure.what}-sure`, { label: sure.entry.label })}</p>
          <div class="form-end">
            <Button kind={sure.what === "drop" ? "danger" : "primary"} onClick={() => void go(sure)}>
              {t(`wait.${sure.what}`)}
            </Button>
            <Button onClick={() => setSure(undefined)}>{t("form.cancel")}</Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
