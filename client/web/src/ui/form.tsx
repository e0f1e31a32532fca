/** A form that sends once, tells what is wrong beside its fields, and loses nothing. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { problemOf, type Problem as Told } from "../data/api";
import { t } from "../words";
import { Button, Problem } from "./parts";

/** onSend: sends, and throws a Failure when that failed. */
export function Form({
  onSend,
  submit,
  onCancel,
  children,
  danger,
}: {
  onSend: () => Promise<void>;
  submit: string;
  onCancel?: () => void;
  children: (problem: Told | undefined) => ComponentChildren;
  danger?: boolean;
}) {
  const [problem, setProblem] = useState<Told | undefined>();
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onSend();
    } catch (fault) {
      setProblem(problemOf(fault));
    } finally {
      setBusy(false);
    }
  };
  // Where Enter makes a new line or picks something, Ctrl+Enter sends.
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLFormElement }) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  };
  return (
    <form onSubmit={send} onKeyDown={onKeyDown} novalidate>
      <Problem problem={problem} />
      {children(problem)}
      <div class="form-end">
        <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy}>
          {busy ? t("form.sending") : submit}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t("form.cancel")}</Button>}
      </div>
    </form>
  );
}
