/** What was written to the customer about a case, and the letters to print. */
import { useState } from "preact/hooks";
import { api, ask } from "../../data/api";
import { useLoad } from "../../data/load";
import { usePages } from "../../data/pages";
import { Button, Dialog, Facts, More, Problem, Section, Tag, Waiting, When, Written } from "../../ui/parts";
import { t, tn } from "../../words";
import type { Whole } from "./kinds";

export const letterOf = (reference: string, id: number): string => `/api/v1/cases/${reference}/replies/${id}/letter`;

function Print({ reference, id }: { reference: string; id: number }) {
  return (
    <a class="no-print" href={letterOf(reference, id)} target="_blank" rel="noreferrer">
      {t("case.print-letter")}
    </a>
  );
}

function One({ reference, id, onClose }: { reference: string; id: number; onClose: () => void }) {
  const { value, problem, slow } = useLoad((signal) => ask(api.GET("/cases/{reference}/replies/{id}", { signal, params: { path: { reference, id } } })), [reference, id]);
  return (
    <Dialog wide heading={value?.subject ?? t("case.reply")} onClose={onClose}>
      <Problem problem={problem} />
      <Waiting slow={slow} />
      {value && (
        <>
          <Facts
            items={[
              [t("case.to"), value.name],
              [t("case.address"), value.address],
              [t("case.by"), value.by?.name],
              [t("case.at"), <When at={value.at} />],
              [t("case.goes-by"), tn("delivery", value.delivery)],
            ]}
          />
          <Written>{value.body ?? t("case.erased")}</Written>
          {value.delivery !== "email" && <Print {...{ reference, id }} />}
        </>
      )}
    </Dialog>
  );
}

export function Replies({ kase }: { kase: Whole }) {
  const { reference } = kase;
  const [read, setRead] = useState<number | undefined>();
  const pages = usePages((cursor, signal) => ask(api.GET("/cases/{reference}/replies", { signal, params: { path: { reference }, query: { cursor, limit: 20 } } })), [reference, kase.version]);
  if (!pages.problem && !pages.items?.length) return null;
  return (
    <Section heading={t("case.replies")}>
      <Problem problem={pages.problem} />
      <ul class="timeline">
        {pages.items?.map((one) => (
          <li key={one.id}>
            <When at={one.at} /> <span class="hit-kind">{one.by?.name}</span> <Tag>{tn("delivery", one.delivery)}</Tag>
            <div>
              <Button small kind="link" onClick={() => setRead(one.id)}>
                {one.subject ?? t("case.reply")}
              </Button>{" "}
              {one.delivery !== "email" && <Print reference={reference} id={one.id} />}
            </div>
          </li>
        ))}
      </ul>
      <More of={pages} />
      {read !== undefined && <One reference={reference} id={read} onClose={() => setRead(undefined)} />}
    </Section>
  );
}
