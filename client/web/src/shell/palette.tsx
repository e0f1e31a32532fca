/** Ctrl-K: does what the page can do, goes to any page, case, customer or service. The list is worked by arrow keys while the focus
 * stays in the field. */
import { useLocation } from "preact-iso";
import { useId, useState } from "preact/hooks";
import { api, ask, problemOf } from "../data/api";
import { asReference } from "../data/reference";
import { may } from "../data/session";
import { useFound, useHits } from "../ui/found";
import { Dialog } from "../ui/parts";
import { t, tn } from "../words";
import { actions, paletteShown } from "./keys";
import { places } from "./places";

interface Hit {
  kind: string;
  name: string;
  more?: string;
  /** Where it leads, or what it does. */
  path?: string;
  run?: () => void;
  letter?: string;
}

const has = (name: string, text: string): boolean => name.toLocaleLowerCase().includes(text.toLocaleLowerCase());

function placesFor(text: string): Hit[] {
  return places.flatMap((place) => (place.name && may(...(place.roles ?? [])) && has(t(place.name), text) ? [{ kind: "page", name: t(place.name), path: place.path }] : []));
}

/** What the page can do; what leads to a place is among those. */
function actionsFor(text: string, found: Hit[]): Hit[] {
  return actions.value
    .filter((one) => !one.byKeyOnly && has(one.what, text) && !found.some((hit) => hit.name === one.what))
    .map(({ what, run, key }) => ({ kind: "action", name: what, run, letter: key }));
}

/** So many services at most: further ones fit the words less. */
const SERVICES = 5;

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
  const [{ cases, customers }, services] = await Promise.all([
    ask(api.GET("/search", { signal, params: { query: { q: text } } })),
    ask(api.GET("/services", { signal, params: { query: { q: text } } })),
  ]);
  const reference = asReference(text);
  return [
    ...(reference && cases.items.length === 0 ? await complaintOf(reference, signal) : []),
    ...cases.items.map((one) => ({ kind: "case", name: one.subject ?? one.reference, more: one.reference, path: `/app/cases/${one.reference}` })),
    ...customers.items.map((one) => ({ kind: "customer", name: one.name ?? "", path: `/app/customers/${one.id}` })),
    ...services.items.slice(0, SERVICES).map((one) => ({ kind: "service", name: one.name, path: `/app/services/${one.code}?agency=${one.agency}` })),
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
  const { found, late } = useFound(wanted, wanted.length >= 2, search);
  const pages = placesFor(text);
  const hits = [...actionsFor(text, pages), ...pages, ...(found ?? [])];
  const close = () => (paletteShown.value = false);
  const go = (hit: Hit) => {
    close();
    if (hit.path) route(hit.path);
    // It may move the focus, which closing gives back first.
    else setTimeout(() => hit.run?.());
  };
  const { at, onKeyDown } = useHits(hits, go, text, late && hits.length === (found?.length ?? 0));
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
          <li key={hit.path ?? hit.name} id={`${list}-${i}`} role="option" aria-selected={i === at} onClick={() => go(hit)}>
            <span class="hit-kind">{tn("hit", hit.kind)}</span> {hit.name} {hit.more && <span class="reference">{hit.more}</span>}
            {hit.letter && <kbd aria-hidden="true">{hit.letter}</kbd>}
          </li>
        ))}
      </ul>
      <p role="status" class="form-text">
        {t("palette.count", { count: hits.length })}
      </p>
    </Dialog>
  );
}
