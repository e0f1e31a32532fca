/** Keys of requests that change something, one for what is tried: a second click, or a try whose answer was lost, is the same request. */
import { useRef } from "preact/hooks";
import { newKey } from "../../data/api";

export function useTries(): (what: string) => string {
  const keys = useRef(new Map<string, string>());
  return (what) => {
    const key = keys.current.get(what) ?? newKey();
    keys.current.set(what, key);
    return key;
  };
}
