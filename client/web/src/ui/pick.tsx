/** A field that finds: what is typed is looked for, the list is worked by arrow keys and Enter while the focus stays in the field. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../words";
import { useFound, useHits } from "./found";
import { control, Field, type FieldProps } from "./parts";

export interface Option<T> {
  id: string | number;
  name: string;
  more?: ComponentChildren;
  value: T;
}

/** value: what stands in the field; chosen: it is the name of what was picked, so that nothing is looked for. */
export function Pick<T>({
  value,
  onValue,
  chosen,
  find,
  onPick,
  min = 2,
  input,
  ...field
}: FieldProps & {
  value: string;
  onValue: (value: string) => void;
  chosen: boolean;
  find: (text: string, stop: AbortSignal) => Promise<Option<T>[]>;
  onPick: (option: Option<T>) => void;
  /** So many letters before anything is looked for. */
  min?: number;
  input?: { current: HTMLInputElement | null };
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const text = value.trim();
  const { found, late } = useFound(text, open && !chosen && text.length >= min, find);
  const hits = found ?? [];
  const pick = (option: Option<T>) => {
    setOpen(false);
    onPick(option);
  };
  const list = useHits(hits, pick, found, late);
  const { at } = list;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setOpen(true);
    if (event.key === "Escape" && hits.length) {
      event.preventDefault();
      setOpen(false);
    }
    list.onKeyDown(event);
  };
  return (
    <Field {...field} id={id}>
      <div class="pick-around">
        <input
          ref={input}
          type="text"
          autocomplete="off"
          spellcheck={false}
          {...({ role: "combobox" } as object)}
          aria-autocomplete="list"
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={hits.length ? `${id}-${at}` : undefined}
          value={value}
          onInput={(event) => (setOpen(true), onValue(event.currentTarget.value))}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
          {...control(id, field)}
        />
        <ul id={`${id}-list`} role="listbox" aria-label={field.label} class="pick" hidden={!hits.length}>
          {hits.map((option, i) => (
            // The focus stays in the field.
            <li key={option.id} id={`${id}-${i}`} role="option" aria-selected={i === at} onMouseDown={(event) => event.preventDefault()} onClick={() => pick(option)}>
              {option.name} {option.more && <span class="form-text">{option.more}</span>}
            </li>
          ))}
        </ul>
      </div>
      <p role="status" class={hits.length || !found ? "visually-hidden" : "form-text"}>
        {found && t("palette.count", { count: hits.length })}
      </p>
    </Field>
  );
}
