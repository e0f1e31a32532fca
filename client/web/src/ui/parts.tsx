/** The parts that pages are made of. Each is plain HTML with Bootstrap's classes; nothing here knows a rule. */
import type { ButtonHTMLAttributes, ComponentChildren, LooseInputHTMLAttributes, LooseSelectHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Problem as Told } from "../data/api";
import { date, fromNow, t, time, tn, type Word } from "../words";

type Children = { children?: ComponentChildren };

/** What a page is; one a page. heading: what the page is, in words. */
export function Page({ heading, actions, children }: Children & { heading: string; actions?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${heading} – OneStop`;
  }, [heading]);
  return (
    <>
      <header class="page-head">
        <h1>{heading}</h1>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

export function Section({ heading, actions, children, id }: Children & { heading: string; actions?: ComponentChildren; id?: string }) {
  const own = useId();
  return (
    <section class="section" aria-labelledby={id ?? own}>
      <header class="section-head">
        <h2 id={id ?? own}>{heading}</h2>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

type Kind = "primary" | "secondary" | "danger" | "link";

/** busy: what it began has not ended; a second click does nothing. */
export function Button({
  kind = "secondary",
  busy,
  small,
  children,
  ...rest
}: Children & { kind?: Kind; busy?: boolean; small?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const look = kind === "primary" || kind === "link" ? `btn-${kind}` : `btn-outline-${kind}`;
  return (
    <button type="button" {...rest} class={`btn ${look} ${small ? "btn-sm" : ""}`} aria-disabled={busy || undefined} onClick={busy ? undefined : rest.onClick}>
      {children}
    </button>
  );
}

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with it. */
  fault?: string;
  optional?: boolean;
}

/** A label, what helps, what is wrong, and a control that is told of both. */
export function Field({ label, hint, fault, optional, id, children }: FieldProps & { id: string } & Children) {
  return (
    <div class="field">
      <label class="form-label" for={id}>
        {label} {optional && <span class="optional">{t("form.optional")}</span>}
      </label>
      {children}
      <Beside {...{ id, hint, fault }} />
    </div>
  );
}

/** What helps with a control and what is wrong with it; described() names both. */
function Beside({ id, hint, fault }: { id: string; hint?: ComponentChildren; fault?: string }) {
  return (
    <>
      {hint && (
        <div class="form-text" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {fault && (
        <div class="fault" id={`${id}-fault`}>
          {fault}
        </div>
      )}
    </>
  );
}

function described(id: string, { hint, fault }: FieldProps) {
  const by = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return { "aria-describedby": by || undefined, "aria-invalid": fault ? true : undefined } as const;
}

/** What the control of a field is told of it. */
export const control = (id: string, field: FieldProps, look = "form-control") => ({ id, class: `${look} ${field.fault ? "is-wrong" : ""}`, ...described(id, field) });

interface Value {
  value: string;
  onValue: (value: string) => void;
}

export function Text({ label, hint, fault, optional, value, onValue, ...rest }: FieldProps & Value & Omit<LooseInputHTMLAttributes<HTMLInputElement>, "value" | "label">) {
  const id = useId();
  return (
    <Field {...{ label, hint, fault, optional, id }}>
      <input
        type="text"
        autocomplete="off"
        {...(rest as object)}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...control(id, { label, hint, fault })}
      />
    </Field>
  );
}

export function Area({ label, hint, fault, optional, value, onValue, ...rest }: FieldProps & Value & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "label">) {
  const id = useId();
  return (
    <Field {...{ label, hint, fault, optional, id }}>
      <textarea
        rows={4}
        {...(rest as object)}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...control(id, { label, hint, fault })}
      />
    </Field>
  );
}

/** empty: the words of no choice; without it one is always chosen. */
export function Select({
  label,
  hint,
  fault,
  optional,
  value,
  onValue,
  options,
  empty,
  ...rest
}: FieldProps & Value & { options: { value: string; label: string }[]; empty?: string } & Omit<LooseSelectHTMLAttributes<HTMLSelectElement>, "value" | "label">) {
  const id = useId();
  return (
    <Field {...{ label, hint, fault, optional, id }}>
      <select
        {...(rest as object)}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
        {...control(id, { label, hint, fault }, "form-select")}
      >
        {empty !== undefined && <option value="">{empty}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Check({ label, hint, checked, onValue, ...rest }: { label: string; hint?: string; checked: boolean; onValue: (value: boolean) => void } & Omit<LooseInputHTMLAttributes<HTMLInputElement>, "label" | "checked">) {
  const id = useId();
  return (
    <div class="field check">
      <input {...(rest as object)} type="checkbox" id={id} checked={checked} onChange={(event) => onValue(event.currentTarget.checked)} aria-describedby={hint && `${id}-hint`} />
      <label for={id}>{label}</label>
      <Beside {...{ id, hint }} />
    </div>
  );
}

export function Choices({ label, value, onValue, options, hint, fault }: FieldProps & Value & { options: { value: string; label: string; hint?: string }[] }) {
  const id = useId();
  return (
    <fieldset class="field choices" {...described(id, { label, hint, fault })}>
      <legend class="form-label">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="choice">
          <input type="radio" name={id} checked={option.value === value} onChange={() => onValue(option.value)} />
          <span>
            {option.label}
            {option.hint && <span class="form-text"> {option.hint}</span>}
          </span>
        </label>
      ))}
      <Beside {...{ id, hint, fault }} />
    </fieldset>
  );
}

const kindOf = (problem: Told) => problem.type.replace("urn:onestop:problem:", "");

/** What a problem is called: by the daemon, in the language chosen here, but for what it cannot know of. */
export function titleOf(problem: Told): string {
  const kind = kindOf(problem);
  const own = tn("problem", kind);
  return own === kind ? problem.title : own;
}

/** What went wrong and what to do. again: asks once more; what was asked for wrongly comes no other the next time. */
export function Problem({ problem, again }: { problem: Told | undefined; again?: () => void }) {
  if (!problem) return null;
  const kind = kindOf(problem);
  const help = tn("problem-help", kind);
  const title = titleOf(problem);
  // What is said here in the place of the daemon's words is said whole.
  const own = title !== problem.title && help !== kind;
  const said = own ? "" : [!title.toLowerCase().startsWith(problem.detail.toLowerCase()) && problem.detail, problem.hint].filter(Boolean).join(": ");
  return (
    <div class="alert alert-danger" role="alert">
      <strong>{title}</strong> {help !== kind && help}
      {said && <p class="mb-0">{said}</p>}
      {problem.fields && (
        <ul class="mb-0">
          {problem.fields.map((field) => (
            <li key={field.field}>
              <code>{field.field.replace(/^\//, "")}</code> {field.message}
            </li>
          ))}
        </ul>
      )}
      {problem.request_id && <p class="request-id">{t("problem.request", { id: problem.request_id })}</p>}
      {again && (problem.status === 0 || problem.status >= 500) && (
        <p class="mb-0">
          <Button small onClick={again}>
            {t("load.again")}
          </Button>
        </p>
      )}
    </div>
  );
}

/** What is wrong with a field of a body, such as "subject", or with what is in it. */
export function faultOf(problem: Told | undefined, field: string): string | undefined {
  return problem?.fields?.find((one) => `${one.field.replace(/^\//, "")}/`.startsWith(`${field}/`))?.message;
}

/** In the place of what loads: nothing at first, then its shape. */
export function Waiting({ slow, rows = 5 }: { slow: boolean; rows?: number }) {
  if (!slow) return null;
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{t("load.waiting")}</span>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing is here: says so, and the next step. */
export function Empty({ children, action }: Children & { action?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}

/** The second click of a double one would fall on the row that stands there then. */
function ignoreSecondClick(): void {
  const ignore = (event: MouseEvent) => event.detail > 1 && (event.preventDefault(), event.stopPropagation());
  addEventListener("click", ignore, { capture: true, once: true });
}

/** What more there is of a list, such as one of usePages: it is asked for when the hand comes near. */
export interface Going {
  more?: boolean;
  loadMore?: () => void;
  fetchMore?: () => void;
}

export function More({ of: { more, loadMore, fetchMore } }: { of: Going }) {
  return more ? (
    <p class="more">
      <Button onClick={() => (ignoreSecondClick(), loadMore?.())} onPointerEnter={fetchMore} onFocus={fetchMore}>{t("list.more")}</Button>
    </p>
  ) : null;
}

/** "3 changes, show": nothing moves before that. */
export function Changes({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div class="changes" role="status">
      {count > 0 && (
        <Button small kind="primary" onClick={onShow}>
          {t("live.changes", { count })}
        </Button>
      )}
    </div>
  );
}

export function Ref({ reference, about = "case" }: { reference: string; about?: "case" | "complaint" | "feedback" | "improvement" | "signal" | "evidence" | "survey" }) {
  const page = { case: "cases", complaint: "complaints", feedback: "feedback", improvement: "improvements", signal: "signals", evidence: "evidence", survey: "surveys" }[about];
  return (
    <a class="reference" href={`/app/${page}/${reference}`}>
      {reference}
    </a>
  );
}

export type DueGroup = "critical" | "overdue" | "soon" | "later" | "none";
const DAY_MS = 86_400_000;

/** Critical: overdue by more than five days; soon: within a day, as in lists of the contract (due=soon). */
export function dueGroup(due: string | null | undefined, now = Date.now()): DueGroup {
  if (!due) return "none";
  const left = new Date(due).getTime() - now;
  if (left < -5 * DAY_MS) return "critical";
  if (left < 0) return "overdue";
  return left < DAY_MS ? "soon" : "later";
}

/** A moment as markup; in words to the minute when the pointer comes to it: not for all rows of a list before. */
const moment = (at: string) => ({ dateTime: at, onPointerEnter: ({ currentTarget }: { currentTarget: HTMLTimeElement }) => void (currentTarget.title = time(at)) });

/** When it is due, in words; the state is said, not only coloured. */
export function Due({ at, paused }: { at: string | null | undefined; paused?: string | null }) {
  if (paused) return <span class="due due-paused">{t("due.paused", { why: tn("pause", paused) })}</span>;
  if (!at) return <span class="due">{t("due.none")}</span>;
  const group = dueGroup(at);
  return (
    <time class={`due due-${group}`} {...moment(at)}>
      {group !== "later" && <span class="due-word">{t(`due.${group}` as Word)}</span>} {fromNow(at)}
    </time>
  );
}

export function When({ at, day }: { at: string | null | undefined; day?: boolean }) {
  return at ? (
    <time {...moment(at)}>
      {day ? date(at) : time(at)}
    </time>
  ) : null;
}

/** Back to where the focus was before a dialog; where that is gone or hidden, to the content: not to the top of the page. */
function giveBack(before: Element | null): void {
  if (document.activeElement !== document.body || before === document.body) return;
  (before as HTMLElement | null)?.focus();
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
}

/** A native dialog. It is open while it is there; onClose: also by Escape. */
export function Dialog({ heading, onClose, children, wide }: Children & { heading: string; onClose: () => void; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Not an effect that waits for a paint: who types on at once types into it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // One begins in its first field, not at what closes it; of choices at the one that is chosen.
      const first = dialog.querySelector<HTMLInputElement>("form :is(input, select, textarea)");
      const chosen = first?.type === "radio" ? dialog.querySelector<HTMLInputElement>(`input[name="${first.name}"]:checked`) : null;
      if (!dialog.querySelector("[autofocus]")) (chosen ?? first)?.focus();
    }
    return () => {
      dialog?.close();
      // It leaves the page together with what had the focus in it.
      queueMicrotask(() => giveBack(before));
    };
  }, []);
  return (
    <dialog ref={ref} class={wide ? "wide" : ""} aria-labelledby={id} onCancel={(event) => (event.preventDefault(), onClose())}>
      <header class="dialog-head">
        <h2 id={id}>{heading}</h2>
        <Button kind="link" onClick={onClose} aria-label={t("dialog.close")}>
          <span aria-hidden="true">✕</span>
        </Button>
      </header>
      {children}
    </dialog>
  );
}

/** Pairs of a name and what it is. Those without a value are left out. */
export function Facts({ items }: { items: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export interface Column<T> {
  heading: string;
  cell: (row: T) => ComponentChildren;
  number?: boolean;
}

export interface TableProps<T> {
  /** What the rows are, for who cannot see what stands around them. */
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string | number;
}

export function Table<T>({ caption, columns, rows, rowKey }: TableProps<T>) {
  return (
    <div class="table-around" tabIndex={0} role="group" aria-label={caption}>
      <table class="table table-sm">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.heading} scope="col" class={column.number ? "num" : ""}>
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => {
                const cell = column.cell(row);
                return (
                  <td key={column.heading} class={column.number ? `num ${cell === "0" ? "nothing" : ""}` : ""}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What somebody wrote as the subject of a case; false when it is the name of the service, which stands beside it. */
export const ownSubject = ({ subject, service_name }: { subject: string | null; service_name: string }) => subject !== service_name && subject;

/** A word in a frame. */
export function Tag({ children, strong }: Children & { strong?: boolean }) {
  return <span class={`tag ${strong ? "tag-strong" : ""}`}>{children}</span>;
}

/** Text that somebody wrote: as it is, never as markup. */
export function Written({ children }: { children: string | null | undefined }) {
  return children ? <p class="written" dir="auto">{children}</p> : null;
}

/** Help that folds away; its words are the desk definition's or the catalogue's. */
export function Help({ summary, children }: Children & { summary: string }) {
  return (
    <details class="help">
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
