/** Ctrl-K: goes to any page, case or customer. The list is worked by arrow keys while the focus stays in the field. */
import { useLocation } from "preact-iso";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api, ask, problemOf } from "../data/api";
import { may } from "../data/session";
import { Dialog } from "../ui/parts";
import { t, tn } from "../words";
import { paletteShown } from "./keys";
import { places } from "./places";

interface Hit {
  kind: string;
  name: string;
  more?: string;
  path: string;
}

const ASK_AFTER_MS = 120;

function placesFor(text: string): Hit[] {
  const wanted = text.toLocaleLowerCase();
  return places.flatMap((place) =>
    place.name && may(...(place.roles ?? [])) && t(place.name).toLocaleLowerCase().includes(wanted)
      ? [{ kind: "page", name: t(place.name), path: place.path }]
      : [],
  );
}

async function search(text: string): Promise<Hit[]> {
  const { cases, customers } = await ask(api.GET("/search", { params: { query: { q: text } } }));
  return [
    ...cases.items.map((one) => ({ kind: "case", name: one.subject ?? one.reference, more: one.reference, path: `/app/cases/${one.reference}` })),
    ...customers.items.map((one) => ({ kind: "customer", name: one.name ?? "", path: `/app/customers/${one.id}` })),
  ];
}

export function Palette() {
  return paletteShown.value ? <Open /> : null;
}

function Open() {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Hit[]>([]);
  const [at, setAt] = useState(0);
  const { route } = useLocation();
  const list = useId();
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    if (text.trim().length < 2) {
      setFound([]);
      return;
    }
    const timer = setTimeout(() => {
      search(text.trim()).then(
        (hits) => mine === turn.current && setFound(hits),
        problemOf,
      );
    }, ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const hits = [...placesFor(text), ...found];
  const shown = Math.min(at, hits.length - 1);
  const close = () => (paletteShown.value = false);
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    route(hit.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((shown + step + hits.length) % Math.max(hits.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(hits[shown]);
    }
  };
  return (
    <Dialog heading={t("palette.heading")} onClose={close}>
      <input
        class="form-control"
        type="search"
        {...({ role: "combobox" } as object)}
        aria-label={t("palette.label")}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={hits.length ? `${list}-${shown}` : undefined}
        placeholder={t("palette.label")}
        value={text}
        onInput={(event) => (setText(event.currentTarget.value), setAt(0))}
        onKeyDown={onKeyDown}
        autofocus
      />
      <ul id={list} role="listbox" aria-label={t("palette.hits")} class="hits">
        {hits.map((hit, i) => (
          <li key={hit.path} id={`${list}-${i}`} role="option" aria-selected={i === shown} onClick={() => go(hit)}>
            <span class="hit-kind">{tn("hit", hit.kind)}</span> {hit.name} {hit.more && <span class="reference">{hit.more}</span>}
          </li>
        ))}
      </ul>
      <p role="status" class="form-text">
        {t("palette.count", { count: hits.length })}
      </p>
    </Dialog>
  );
}
