/** Ctrl-K: goes to any page, case or customer. The list is worked by arrow keys while the focus stays in the field. */
import { useLocation } from "preact-iso";
import { useId, useState } from "preact/hooks";
import { api, ask, problemOf } from "../data/api";
import { asReference } from "../data/reference";
import { may } from "../data/session";
import { useFound, useHits } from "../ui/found";
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

function placesFor(text: string): Hit[] {
  const wanted = text.toLocaleLowerCase();
  return places.flatMap((place) =>
    place.name && may(...(place.roles ?? [])) && t(place.name).toLocaleLowerCase().includes(wanted)
      ? [{ kind: "page", name: t(place.name), path: place.path }]
      : [],
  );
}

/** The search of the contract knows cases and customers; who complained comes back with a reference, too. */
async function complaintOf(reference: string, signal: AbortSignal): Promise<Hit[]> {
  try {
    await ask(api.GET("/complaints/{reference}", { signal, params: { path: { reference } } }));
    return [{ kind: "complaint", name: "", more: reference, path: `/app/complaints/${reference}` }];
  } catch (fault) {
    problemOf(fault);
    return [];
  }
}

async function search(text: string, signal: AbortSignal): Promise<Hit[]> {
  const { cases, customers } = await ask(api.GET("/search", { signal, params: { query: { q: text } } }));
  const reference = asReference(text);
  return [
    ...(reference && cases.items.length === 0 ? await complaintOf(reference, signal) : []),
    ...cases.items.map((one) => ({ kind: "case", name: one.subject ?? one.reference, more: one.reference, path: `/app/cases/${one.reference}` })),
    ...customers.items.map((one) => ({ kind: "customer", name: one.name ?? "", path: `/app/customers/${one.id}` })),
  ];
}

export function Palette() {
  return paletteShown.value ? <Open /> : null;
}

function Open() {
  const [text, setText] = useState("");
  const { route } = useLocation();
  const list = useId();
  const wanted = text.trim();
  const found = useFound(wanted, wanted.length >= 2, search);
  const hits = [...placesFor(text), ...(found ?? [])];
  const close = () => (paletteShown.value = false);
  const go = (hit: Hit) => {
    close();
    route(hit.path);
  };
  const { at, onKeyDown } = useHits(hits, go, text);
  return (
    <Dialog heading={t("palette.heading")} onClose={close}>
      <input
        class="form-control"
        type="search"
        {...({ role: "combobox" } as object)}
        aria-label={t("palette.label")}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={hits.length ? `${list}-${at}` : undefined}
        placeholder={t("palette.label")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autofocus
      />
      <ul id={list} role="listbox" aria-label={t("palette.hits")} class="hits">
        {hits.map((hit, i) => (
          <li key={hit.path} id={`${list}-${i}`} role="option" aria-selected={i === at} onClick={() => go(hit)}>
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
