/** For team leads: gives the chosen cases to somebody, one after the other. */
import { useState } from "preact/hooks";
import { api, ask, change } from "../../data/api";
import { Button, Ref, Select } from "../../ui/parts";
import { t } from "../../words";
import { type Given, giveAll } from "./assign";
import { workersOf } from "./filters";
import type { Case } from "./list";
import { inWords } from "./rows";
import { useTries } from "./tries";

/** onGiven: for each, as it is known; onEnd: nothing more is chosen here. */
export function AssignBar({ cases, onGiven, onEnd }: { cases: Case[]; onGiven: (given: Given) => void; onEnd: () => void }) {
  const [to, setTo] = useState("");
  const [run, setRun] = useState<{ total: number; told: Given[]; stopped?: boolean } | undefined>();
  const [stop, setStop] = useState<AbortController | undefined>();
  const key = useTries();
  const workers = workersOf(cases.map((one) => one.handling_agency));
  const give = (one: Case) => {
    const header = change(key(`${one.reference} ${one.version} ${to}`), one.version);
    return ask(api.POST("/cases/{reference}/assign", { params: { path: { reference: one.reference }, header }, body: { to } }));
  };
  const begin = async () => {
    const stopping = new AbortController();
    setStop(stopping);
    setRun({ total: cases.length, told: [] });
    const tell = (given: Given) => {
      setRun((was) => was && { ...was, told: [...was.told, given] });
      onGiven(given);
    };
    try {
      await giveAll(cases, give, tell, stopping.signal);
    } finally {
      setStop(undefined);
    }
  };
  const failed = run?.told.filter((one) => one.problem) ?? [];
  const who = workers.find((one) => one.value === to)?.label;
  return (
    <div class="bar">
      <div class="filters">
        <strong role="status">{t("assign.chosen", { count: cases.length })}</strong>
        <Select label={t("assign.to")} value={to} onValue={setTo} empty={t("assign.choose")} options={workers} disabled={!!stop} />
        <Button kind="primary" disabled={!who || cases.length === 0 || !!stop} onClick={() => void begin()}>
          {t("assign.give")}
        </Button>
        <Button disabled={!!stop} onClick={onEnd}>
          {t("assign.end")}
        </Button>
      </div>
      {run && (
        <>
          {stop && (
            <>
              <progress max={run.total} value={run.told.length} aria-label={t("assign.give")} />{" "}
              <Button small onClick={() => stop.abort()}>
                {t("form.cancel")}
              </Button>
            </>
          )}
          <p role="status">{t(stop ? "assign.running" : "assign.done", { done: run.told.length - failed.length, total: run.total })}</p>
        </>
      )}
      {failed.length > 0 && (
        <ul class="fault">
          {failed.map((one) => (
            <li key={one.case.reference}>
              <Ref reference={one.case.reference} /> {one.problem && inWords(one.problem)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
