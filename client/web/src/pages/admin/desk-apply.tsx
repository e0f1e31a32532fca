/** Applies a desk definition: a folder of files, tried first; applied is what was tried, and nothing else. */
import { useId, useState } from "preact/hooks";
import { api, ask, Failure, type Problem as Told, type Schemas } from "../../data/api";
import { useWork } from "../../data/act";
import { loadDesk, nameOf } from "../../data/desk";
import { Form } from "../../ui/form";
import { Button, Dialog, Empty, Field, Problem, Section, Table } from "../../ui/parts";
import { say } from "../../ui/toast";
import { number, t, tn } from "../../words";
import { pathIn } from "./compare";

type Applied = Schemas["DeskApplied"];
type Files = Schemas["DeskApply"]["files"];

async function read(list: FileList): Promise<Files> {
  const files: Files = [];
  for (const file of list) {
    const path = pathIn(file.webkitRelativePath);
    if (path) files.push({ path, content: await file.text() });
  }
  return files;
}

/** Faults stand in files; what is no fault of a file is told as ever. */
function Faults({ problem }: { problem: Told | undefined }) {
  if (!problem?.fields?.some((one) => one.file)) return <Problem problem={problem} />;
  return (
    <>
      <Problem problem={{ ...problem, fields: undefined }} />
      <Table
        caption={t("definition.faults")}
        rows={problem.fields}
        rowKey={(one) => `${one.file} ${one.field} ${one.message}`}
        columns={[
          { heading: t("definition.file"), cell: (one) => <code>{one.file}</code> },
          { heading: t("definition.place"), cell: (one) => <code>{one.field}</code> },
          { heading: t("definition.wrong"), cell: (one) => one.message },
        ]}
      />
      {!!problem.more_fields && <p>{t("definition.more-faults", { count: problem.more_fields })}</p>}
    </>
  );
}

function Effect({ effect }: { effect: NonNullable<Applied["effect"]> }) {
  const rows = [...effect.standards.map((one) => ({ ...one, code: one.standard })), ...effect.ladders.map((one) => ({ ...one, code: one.ladder }))].filter((one) => one.moved > 0);
  return (
    <>
      <p>{t("definition.effect", { clocks: effect.clocks, moved: effect.moved, late: effect.late })}</p>
      {rows.length > 0 && (
        <Table
          caption={t("definition.clocks")}
          rows={rows}
          rowKey={(one) => `${one.agency} ${one.code} ${one.moved_by}`}
          columns={[
            { heading: t("account.agency"), cell: (one) => nameOf("agencies", one.agency) },
            { heading: t("definition.clocks"), cell: (one) => <code>{one.code}</code> },
            { heading: t("definition.moved-by"), cell: (one) => <code>{one.moved_by}</code> },
            { heading: t("definition.earlier"), cell: (one) => number(one.earlier), number: true },
            { heading: t("definition.later"), cell: (one) => number(one.later), number: true },
            { heading: t("definition.late"), cell: (one) => number(one.late), number: true },
            { heading: t("definition.in-time"), cell: (one) => number(one.in_time_again), number: true },
          ]}
        />
      )}
    </>
  );
}

function Changes({ changes }: { changes: Applied["changes"] }) {
  return (
    <Table
      caption={t("definition.changes")}
      rows={changes}
      rowKey={(one) => `${one.agency} ${one.kind} ${one.code}`}
      columns={[
        { heading: t("account.agency"), cell: (one) => nameOf("agencies", one.agency) },
        { heading: t("definition.item"), cell: (one) => tn("desk-item", one.kind) },
        { heading: t("definition.code"), cell: (one) => <code>{one.code}</code> },
        { heading: t("definition.change"), cell: (one) => tn("desk-change", one.change) },
      ]}
    />
  );
}

export function Apply({ onApplied }: { onApplied: () => void }) {
  const id = useId();
  const [files, setFiles] = useState<Files>([]);
  const [tried, setTried] = useState<Applied | undefined>();
  const [seen, setSeen] = useState(""); // the version that it was compared with
  const [asking, setAsking] = useState(false);
  const [stale, setStale] = useState(false);
  const work = useWork();
  const choose = (list: FileList | null) => {
    work.stop();
    setTried(undefined);
    setStale(false);
    setFiles([]);
    if (list) void read(list).then(setFiles);
  };
  const tryIt = () =>
    work.run(async (signal) => {
      setStale(false);
      const asked = api.POST("/desk", { signal, params: { query: { dry_run: "true" } }, body: { files } });
      const would = await ask(asked);
      setSeen((await asked).response.headers.get("ETag")!);
      setTried(would);
    });
  const apply = async () => {
    try {
      const { changes } = await ask(api.POST("/desk", { params: { header: { "If-Match": seen } }, body: { files } }));
      say(t("definition.done", { count: changes.length }));
    } catch (fault) {
      if (!(fault instanceof Failure) || !fault.is("stale")) throw fault;
      // What was tried says nothing of what would change now.
      setStale(true);
    }
    setAsking(false);
    setTried(undefined);
    onApplied();
    await loadDesk();
  };
  return (
    <Section heading={t("definition.apply-heading")}>
      <Field id={id} label={t("definition.folder")} hint={t("definition.folder-hint")}>
        <input {...({ webkitdirectory: true } as object)} type="file" multiple id={id} class="form-control" aria-describedby={`${id}-hint`} onChange={(event) => choose(event.currentTarget.files)} />
      </Field>
      <p role="status">{files.length > 0 && t("definition.chosen", { count: files.length })}</p>
      {stale && (
        <div class="alert alert-danger" role="alert">
          {t("definition.stale")}
        </div>
      )}
      <Faults problem={work.problem} />
      <div class="form-end">
        <Button kind={tried ? "secondary" : "primary"} busy={work.busy} disabled={files.length === 0} onClick={tryIt}>
          {t("definition.try")}
        </Button>
        {work.busy && (
          <>
            <progress aria-label={t("definition.try")} />
            <Button onClick={work.stop}>{t("form.cancel")}</Button>
          </>
        )}
      </div>
      {tried && (
        <>
          <h3 class="small-head">{t("definition.would")}</h3>
          {tried.changes.length === 0 ? (
            <Empty>{t("definition.nothing")}</Empty>
          ) : (
            <>
              <Changes changes={tried.changes} />
              {tried.effect && <Effect effect={tried.effect} />}
              <Button kind="primary" onClick={() => setAsking(true)}>
                {t("definition.apply")}
              </Button>
            </>
          )}
        </>
      )}
      {asking && tried && (
        <Dialog heading={t("definition.sure")} onClose={() => setAsking(false)}>
          <Form onSend={apply} submit={t("definition.apply-now")} onCancel={() => setAsking(false)} danger>
            {() => (
              <>
                <p>{t("definition.sure-about", { count: tried.changes.length })}</p>
                {tried.effect && <p>{t("definition.effect", { clocks: tried.effect.clocks, moved: tried.effect.moved, late: tried.effect.late })}</p>}
              </>
            )}
          </Form>
        </Dialog>
      )}
    </Section>
  );
}
