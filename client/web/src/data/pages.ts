/** Lists of the contract come a page at a time: the next is added to what is shown. */
import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf, type Problem } from "./api";
import { useLoad } from "./load";

interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Paged<T> {
  items: T[] | undefined;
  problem: Problem | undefined;
  slow: boolean;
  /** There are more. */
  more: boolean;
  loadMore: () => void;
  reload: () => void;
}

export function usePages<T>(load: (cursor: string | undefined, stop: AbortSignal) => Promise<Page<T>>, on: unknown[]): Paged<T> {
  const first = useLoad((stop) => load(undefined, stop), on);
  const [rest, setRest] = useState<{ items: T[]; next: string | null } | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const under = useRef<AbortController | undefined>(undefined);
  useEffect(() => {
    setRest(undefined);
    setProblem(undefined);
    return () => {
      // What is still coming belongs to a list that is not shown any more.
      under.current?.abort();
      under.current = undefined;
    };
  }, [first.value]);
  const next = rest ? rest.next : (first.value?.next ?? null);
  const loadMore = () => {
    if (next === null || under.current) return;
    const stop = (under.current = new AbortController());
    setProblem(undefined);
    load(next, stop.signal)
      .then(
        (page) => stop.signal.aborted || setRest((was) => ({ items: [...(was?.items ?? []), ...page.items], next: page.next })),
        (fault) => stop.signal.aborted || setProblem(problemOf(fault)),
      )
      .finally(() => {
        if (under.current === stop) under.current = undefined;
      });
  };
  return {
    items: first.value && [...first.value.items, ...(rest?.items ?? [])],
    problem: first.problem ?? problem,
    slow: first.slow,
    more: next !== null,
    loadMore,
    reload: first.reload,
  };
}
