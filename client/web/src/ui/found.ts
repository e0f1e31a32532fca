/** What is found while somebody types, and the list of it that is worked by arrow keys while the focus stays in the field. */
import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../data/api";

const ASK_AFTER_MS = 120;

/** Looked for a little after the last letter, and not any more when there is another. found: undefined when nothing was found out yet,
 * or it is not wanted; late: it is of fewer letters than are there now. */
export function useFound<T>(text: string, wanted: boolean, find: (text: string, stop: AbortSignal) => Promise<T[]>): { found: T[] | undefined; late: boolean } {
  const [found, setFound] = useState<{ text: string; all: T[] | undefined } | undefined>();
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    if (!wanted) return setFound(undefined);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      latest.current(text, stop.signal).then(
        (all) => stop.signal.aborted || setFound({ text, all }),
        (fault) => stop.signal.aborted || (problemOf(fault), setFound((was) => ({ text, all: was?.all }))),
      );
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, wanted]);
  return { found: wanted ? found?.all : undefined, late: wanted && found?.text !== text };
}

/** Which of the hits Enter picks: the first after each letter; and what takes the keys. late: the hits are of fewer letters than were
 * typed, so Enter waits for those that are meant. */
export function useHits<T>(hits: T[], pick: (hit: T) => void, of: unknown, late: boolean): { at: number; onKeyDown: (event: KeyboardEvent) => void } {
  const [chosen, choose] = useState(0);
  const waits = useRef(false);
  useEffect(() => choose(0), [of]);
  useEffect(() => {
    if (late || !waits.current) return;
    waits.current = false;
    if (hits[0] !== undefined) pick(hits[0]);
  }, [late]);
  const at = Math.min(chosen, Math.max(0, hits.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    waits.current = event.key === "Enter" && late && at === 0;
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    if (waits.current) return;
    const hit = hits[at];
    if (step) choose((at + step + hits.length) % Math.max(1, hits.length));
    else if (hit !== undefined) pick(hit);
  };
  return { at, onKeyDown };
}
