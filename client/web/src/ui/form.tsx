/** A form that sends once, tells what is wrong beside its fields, and loses nothing. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
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
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  // Whether its fields tell all that is wrong with them: then it is not said twice.
  const [beside, setBeside] = useState(false);
  useLayoutEffect(() => {
    const told = [...(form.current?.querySelectorAll(".fault") ?? [])].map((one) => one.textContent);
    setBeside(!!problem?.fields?.every((one) => told.includes(one.message)));
  }, [problem]);
  // What was refused goes on at the first field that is wrong.
  useEffect(() => {
    if (tries) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]:not(fieldset), fieldset[aria-invalid="true"] input')?.focus();
  }, [tries]);
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
      setTries((n) => n + 1);
    }
  };
  // Where Enter makes a new line or picks something, Ctrl+Enter sends.
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLFormElement }) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  };
  return (
    <form ref={form} onSubmit={send} onKeyDown={onKeyDown} novalidate>
      <Problem problem={problem && beside ? { ...problem, fields: undefined } : problem} />
      {children(problem)}
      <div class="form-end">
        <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy} onClick={(event) => event.detail > 1 && event.preventDefault()}>
          {busy ? t("form.sending") : submit}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t("form.cancel")}</Button>}
      </div>
    </form>
  );
}
