/** What can be done on a page: by a key, and from the palette. Single letters work where nobody types, and can be switched off
 * (WCAG 2.1.4). "?" shows those that work on the page. */
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Dialog } from "../ui/parts";
import { t } from "../words";

interface Action {
  /** Empty: it has none. */
  key: string;
  what: string;
  run: () => void;
  /** Not worth a line of the palette. */
  byKeyOnly?: boolean;
}

const KEPT = "onestop.keys";
export const lettersOn = signal(localStorage.getItem(KEPT) !== "off");
export const helpShown = signal(false);
export const paletteShown = signal(false);
export const actions = signal<readonly Action[]>([]);

export function switchLetters(on: boolean): void {
  lettersOn.value = on;
  localStorage.setItem(KEPT, on ? "on" : "off");
}

/** This page does this, by its letter if it has one, as long as run is there. */
export function useKey(key: string, what: string, run: (() => void) | undefined, byKeyOnly?: boolean): void {
  const latest = useRef(run);
  latest.current = run;
  const there = run !== undefined;
  // Not an effect that waits for a paint: who sees the page can press the key.
  useLayoutEffect(() => {
    if (!there) return;
    const action: Action = { key, what, byKeyOnly, run: () => latest.current?.() };
    actions.value = [...actions.value, action];
    return () => {
      actions.value = actions.value.filter((one) => one !== action);
    };
  }, [key, what, there]);
}

/** Rows before the end at which more of them are asked for, by who goes down with j. */
const NEAR = 10;

/** j and k go from row to row of the page, to the link by which each is opened; Enter follows it, as ever. more: asks for more rows. */
export function useRowKeys(more?: () => void): void {
  const step = (by: number) => () => {
    const rows = [...document.querySelectorAll("main tbody tr:has(a)")];
    const at = rows.indexOf(document.activeElement?.closest("tr") as Element) + by;
    rows[Math.max(0, Math.min(at, rows.length - 1))]?.querySelector("a")?.focus();
    if (at > rows.length - NEAR) more?.();
  };
  useKey("j", t("keys.next-row"), step(1), true);
  useKey("k", t("keys.row-before"), step(-1), true);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      paletteShown.value = !paletteShown.value;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (!lettersOn.value) return;
    if (event.key === "?") {
      event.preventDefault();
      helpShown.value = true;
      return;
    }
    const found = actions.value.findLast((action) => action.key === event.key);
    if (found) {
      event.preventDefault();
      found.run();
    }
  });
}

export function KeysHelp() {
  if (!helpShown.value) return null;
  const seen = new Map(actions.value.filter((action) => action.key).map((action) => [action.key, action.what]));
  return (
    <Dialog heading={t("keys.heading")} onClose={() => (helpShown.value = false)}>
      <dl class="keys">
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>K</kbd>
          </dt>
          <dd>{t("keys.palette")}</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{t("keys.help")}</dd>
        </div>
        {[...seen].map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="choice">
        <input type="checkbox" checked={lettersOn.value} onChange={(event) => switchLetters(event.currentTarget.checked)} />
        <span>{t("keys.switch")}</span>
      </label>
    </Dialog>
  );
}
