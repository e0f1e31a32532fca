/** Short words about what was done. They are never the only place where something is said. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../words";
import { Button } from "./parts";

interface Toast {
  id: number;
  text: ComponentChildren;
  undo?: () => void;
}

const toasts = signal<Toast[]>([]);
const SHOWN_MS = 10_000;
let last = 0;

const end = (id: number) => (toasts.value = toasts.value.filter((toast) => toast.id !== id));

/** undo: offered beside it while it is shown. */
export function say(text: ComponentChildren, undo?: () => void): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, undo }];
  setTimeout(() => end(id), SHOWN_MS);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, undo }) => (
        <div key={id} class="toast-one">
          <span>{text}</span>
          {undo && (
            <Button small onClick={() => (end(id), undo())}>
              {t("toast.undo")}
            </Button>
          )}
          <Button small kind="link" aria-label={t("dialog.close")} onClick={() => end(id)}>
            <span aria-hidden="true">✕</span>
          </Button>
        </div>
      ))}
    </div>
  );
}
