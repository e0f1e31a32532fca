/** Lists of the contract come a page at a time: the next is added to what is shown. */
import { useEffect, useState } from "preact/hooks";
import { Failure, type Problem } from "./api";
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
  useEffect(() => {
    setRest(undefined);
    setProblem(undefined);
  }, [first.value]);
  const next = rest ? rest.next : (first.value?.next ?? null);
  const loadMore = () => {
    if (next === null) return;
    load(next, new AbortController().signal).then(
      (page) => setRest((was) => ({ items: [...(was?.items ?? []), ...page.items], next: page.next })),
      (fault) => {
        if (!(fault instanceof Failure)) throw fault;
        setProblem(fault.problem);
      },
    );
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
