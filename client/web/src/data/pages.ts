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
  /** Asks for the next page already, and does not show it. */
  fetchMore: () => void;
  reload: () => void;
}

export function usePages<T>(load: (cursor: string | undefined, stop: AbortSignal) => Promise<Page<T>>, on: unknown[]): Paged<T> {
  const first = useLoad((stop) => load(undefined, stop), on);
  const [rest, setRest] = useState<{ items: T[]; next: string | null } | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  /** The next page, on its way or here. */
  const ahead = useRef<{ stop: AbortController; page: Promise<Page<T>>; shown?: true } | undefined>(undefined);
  useEffect(() => {
    setRest(undefined);
    setProblem(undefined);
    return () => {
      // What is still coming belongs to a list that is not shown any more.
      ahead.current?.stop.abort();
      ahead.current = undefined;
    };
  }, [first.value]);
  const next = rest ? rest.next : (first.value?.next ?? null);
  const fetchMore = () => {
    if (next === null || ahead.current) return;
    const stop = new AbortController();
    ahead.current = { stop, page: load(next, stop.signal) };
    ahead.current.page.catch(() => undefined); // who asks to see it is told
  };
  const loadMore = () => {
    fetchMore();
    const now = ahead.current;
    if (!now || now.shown) return;
    now.shown = true;
    setProblem(undefined);
    now.page
      .then(
        (page) => now.stop.signal.aborted || setRest((was) => ({ items: [...(was?.items ?? []), ...page.items], next: page.next })),
        (fault) => now.stop.signal.aborted || setProblem(problemOf(fault)),
      )
      .finally(() => {
        if (ahead.current === now) ahead.current = undefined;
      });
  };
  return {
    items: first.value && [...first.value.items, ...(rest?.items ?? [])],
    problem: first.problem ?? problem,
    slow: first.slow,
    more: next !== null,
    loadMore,
    fetchMore,
    reload: first.reload,
  };
}
