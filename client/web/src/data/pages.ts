/** Lists of the contract come a page at a time: the next is added to what is shown. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
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

/** What follows the first page, as long as that is the one shown. */
interface Rest<T> {
  after: Page<T>;
  items: T[];
  next: string | null;
  problem?: Problem;
}

interface Ahead<T> {
  stop: AbortController;
  page: Promise<Page<T>>;
  /** Somebody asked to see it. */
  shown?: true;
}

/** As long as a page that was asked for ahead may be shown: later it is asked for again. */
const FRESH_MS = 10_000;

export function usePages<T>(load: (cursor: string | undefined, stop: AbortSignal) => Promise<Page<T>>, on: unknown[]): Paged<T> {
  const first = useLoad((stop) => load(undefined, stop), on);
  const after = first.value;
  const [added, add] = useState<Rest<T> | undefined>();
  const rest = added?.after === after ? added : undefined;
  /** The next page, on its way or here. */
  const ahead = useRef<Ahead<T> | undefined>(undefined);
  // What is still coming belongs to a list that is not shown any more: before anybody can ask to see it in this one.
  useLayoutEffect(
    () => () => {
      ahead.current?.stop.abort();
      ahead.current = undefined;
    },
    [after],
  );
  const next = (rest ?? after)?.next ?? null;
  const fetchMore = () => {
    if (next === null || ahead.current) return;
    const stop = new AbortController();
    const now: Ahead<T> = (ahead.current = { stop, page: load(next, stop.signal) });
    const forget = () => {
      if (ahead.current === now && !now.shown) ahead.current = undefined;
    };
    // Of a failure nobody is told who has not asked to see it: it is tried again then.
    now.page.then(() => setTimeout(forget, FRESH_MS), forget);
  };
  const loadMore = () => {
    fetchMore();
    const now = ahead.current;
    if (!after || !now || now.shown) return;
    now.shown = true;
    const known: Rest<T> = { after, items: rest?.items ?? [], next };
    if (rest?.problem) add(known);
    now.page
      .then(
        (page) => now.stop.signal.aborted || add({ ...known, items: [...known.items, ...page.items], next: page.next }),
        (fault) => now.stop.signal.aborted || add({ ...known, problem: problemOf(fault) }),
      )
      .finally(() => {
        if (ahead.current === now) ahead.current = undefined;
      });
  };
  return {
    items: after && [...after.items, ...(rest?.items ?? [])],
    problem: first.problem ?? rest?.problem,
    slow: first.slow,
    more: next !== null,
    loadMore,
    fetchMore,
    reload: first.reload,
  };
}
