/** Work that is begun by a button and takes its time: one at a time, and it can be stopped. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Failure, type Problem } from "../../data/api";

export function useWork() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const under = useRef<AbortController | undefined>(undefined);
  const stop = () => under.current?.abort();
  useEffect(() => stop, []);
  const run = async (work: (stop: AbortSignal) => Promise<void>) => {
    if (under.current) return;
    const { signal } = (under.current = new AbortController());
    setBusy(true);
    setProblem(undefined);
    try {
      await work(signal);
    } catch (fault) {
      if (!signal.aborted) {
        if (!(fault instanceof Failure)) throw fault;
        setProblem(fault.problem);
      }
    } finally {
      under.current = undefined;
      setBusy(false);
    }
  };
  return { busy, problem, run, stop };
}
