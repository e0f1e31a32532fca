/** How far a run of a report is. */
import { useEffect } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, type Problem, type Schemas } from "../../data/api";
import { t, tn } from "../../words";

export type Run = Schemas["ReportRun"];
const AGAIN_MS = 1_500;

export const going = (run: Run) => run.state === "waiting" || run.state === "running";

export function RunState({ run }: { run: Run }) {
  return (
    <>
      {tn("report-state", run.state)} {run.state === "running" && <progress value={run.percent} max={100} aria-label={t("reports.progress")} />}
    </>
  );
}

/** Asks again as long as something is under way. */
export function useAgain(under_way: boolean | undefined, reload: () => void): void {
  useEffect(() => {
    if (!under_way) return;
    const timer = setInterval(reload, AGAIN_MS);
    return () => clearInterval(timer);
  }, [under_way]);
}

/** What went wrong with it, and what cancels a run. */
export function useCancel(reload: () => void): [Problem | undefined, (id: number) => void] {
  const [problem, act] = useAct();
  const cancel = (id: number) => void act(() => ask(api.POST("/report-runs/{id}/cancel", { params: { path: { id } }, body: {} }))).then(reload);
  return [problem, cancel];
}
