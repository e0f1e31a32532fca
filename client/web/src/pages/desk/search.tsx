/** A field whose words stand in the address, so that what was found can be kept and gone back to. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../../data/address";
import { useKey } from "../../shell/keys";
import { Text } from "../../ui/parts";

const ASK_AFTER_MS = 200;

/** q: the words of the address; eager: whoever came by a key begins to type, nobody is taken away from where they are. */
export function useSearch(label: string, eager = false) {
  const [query, setQuery] = useQuery();
  const [text, setText] = useState(query.q ?? "");
  const box = useRef<HTMLDivElement>(null);
  const focus = () => box.current?.querySelector("input")?.focus();
  useEffect(() => {
    if (text === (query.q ?? "")) return;
    const timer = setTimeout(() => setQuery({ q: text }), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (eager && document.activeElement === document.body) focus();
  }, []);
  useKey("f", label, focus);
  const field = (
    <div ref={box}>
      <Text label={label} type="search" value={text} onValue={setText} size={40} />
    </div>
  );
  return { query, q: (query.q ?? "").trim(), field };
}
