/** What is found while somebody types, and the list of it that is worked by arrow keys while the focus stays in the field. */
import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../data/api";

const ASK_AFTER_MS = 120;

/** Looked for a little after the last letter, and not any more when there is another; undefined: nothing was found out yet, or it is
 * not wanted. */
export function useFound<T>(text: string, wanted: boolean, find: (text: string, stop: AbortSignal) => Promise<T[]>): T[] | undefined {
  const [found, setFound] = useState<T[] | undefined>();
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    if (!wanted) return setFound(undefined);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      latest.current(text, stop.signal).then(
        (all) => stop.signal.aborted || setFound(all),
        (fault) => stop.signal.aborted || problemOf(fault),
      );
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, wanted]);
  return wanted ? found : undefined;
}

/** Which of the hits Enter picks: the first after each letter; and what takes the keys. */
export function useHits<T>(hits: T[], pick: (hit: T) => void, of: unknown): { at: number; onKeyDown: (event: KeyboardEvent) => void } {
  const [chosen, choose] = useState(0);
  useEffect(() => choose(0), [of]);
  const at = Math.min(chosen, Math.max(0, hits.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    const hit = hits[at];
    if (step) choose((at + step + hits.length) % Math.max(1, hits.length));
    else if (hit !== undefined) pick(hit);
  };
  return { at, onKeyDown };
}
