/** Loads what a page shows, again when what it depends on changes. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { problemOf, type Problem, reachable } from "./api";

export interface Loaded<T> {
  value: T | undefined;
  problem: Problem | undefined;
  /** It takes longer than 300 ms: time for a skeleton. */
  slow: boolean;
  loading: boolean;
  /** Asks again; what was there stays until the answer is. */
  reload: () => void;
  /** Puts in what is known already, such as the answer to a change. */
  put: (value: T) => void;
}

const SKELETON_AFTER_MS = 300;

export function useLoad<T>(load: (stop: AbortSignal) => Promise<T>, on: unknown[]): Loaded<T> {
  const [state, set] = useState<{ value?: T; problem?: Problem; loading: boolean; slow: boolean; of: unknown }>({
    loading: true,
    slow: false,
    of: undefined,
  });
  const [turn, again] = useState(0);
  const of = JSON.stringify(on);
  const latest = useRef(load);
  latest.current = load;
  // Not an effect that waits for a paint: what is asked for now comes a frame earlier.
  useLayoutEffect(() => {
    const stop = new AbortController();
    const slow = setTimeout(() => set((was) => ({ ...was, slow: true })), SKELETON_AFTER_MS);
    set((was) => ({ value: was.of === of ? was.value : undefined, loading: true, slow: false, of }));
    latest
      .current(stop.signal)
      .then(
        (value) => stop.signal.aborted || set({ value, loading: false, slow: false, of }),
        (fault) => {
          if (stop.signal.aborted) return;
          const problem = problemOf(fault);
          set((was) => ({ value: was.value, problem, loading: false, slow: false, of }));
        },
      )
      .finally(() => clearTimeout(slow));
    return () => {
      clearTimeout(slow);
      stop.abort();
    };
  }, [of, turn]);
  const reload = useCallback(() => again((n) => n + 1), []);
  // What could not be asked for is, as soon as the daemon is there again; what is shown already stays.
  const lost = state.value === undefined && state.problem?.status === 0;
  useEffect(() => {
    if (!lost) return;
    let there = reachable.peek();
    return reachable.subscribe((now) => {
      if (now && !there) reload();
      there = now;
    });
  }, [lost]);
  const put = useCallback((value: T) => set({ value, loading: false, slow: false, of }), [of]);
  return { value: state.value, problem: state.problem, slow: state.slow && state.loading, loading: state.loading, reload, put };
}
