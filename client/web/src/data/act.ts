/** What is done by a button or a key, outside of a form: what went wrong with it is told beside it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf, type Problem } from "./api";

/** What went wrong with what was done last; what does something, and answers undefined when that failed; what forgets the problem.
 * Several may be under way. */
export function useAct(): [Problem | undefined, <T>(work: () => Promise<T>) => Promise<T | undefined>, () => void] {
  const [problem, set] = useState<Problem | undefined>();
  const forget = () => set(undefined);
  const act = async <T>(work: () => Promise<T>) => {
    forget();
    try {
      return await work();
    } catch (fault) {
      set(problemOf(fault));
      return undefined;
    }
  };
  return [problem, act, forget];
}

/** Work that takes its time: one at a time, it can be stopped, and ends with what began it. */
export function useWork() {
  const [problem, act] = useAct();
  const [busy, setBusy] = useState(false);
  const under = useRef<AbortController | undefined>(undefined);
  const stop = () => under.current?.abort();
  useEffect(() => stop, []);
  const run = async (work: (stop: AbortSignal) => Promise<void>) => {
    if (under.current) return;
    const { signal } = (under.current = new AbortController());
    setBusy(true);
    try {
      await act(() =>
        work(signal).catch((fault) => {
          if (!signal.aborted) throw fault;
        }),
      );
    } finally {
      under.current = undefined;
      setBusy(false);
    }
  };
  return { busy, problem, run, stop };
}
