/** What somebody typed is kept in this browser until it is sent or thrown away: through reload, log-out and crash. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { signal, type Signal } from "@preact/signals";
import { newKey, spent } from "./api";
import { session } from "./session";
import { store } from "./store";

export interface Draft<T> {
  value: Signal<T>;
  /** Undefined until the kept draft has been read; then whether there was one. */
  found: Signal<boolean | undefined>;
  /** Of the request that it becomes: the same for every try of the same words. */
  key: () => string;
  set: (patch: Partial<T>) => void;
  /** It is sent, or not wanted. */
  clear: () => void;
}

const KEEP_AFTER_MS = 200;
const KEPT_DAYS = 30;

/** Drafts belong to who typed them. */
const idOf = (name: string) => `${session.value?.staff.user_name ?? ""}:${name}`;

type Held<T> = { fields: T; key: string };

/** name: one a form and object, such as "reply:ABCD-EFGH". */
export function useDraft<T extends object>(name: string, initial: T): Draft<T> {
  const id = idOf(name);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const draft = useMemo(() => {
    const value = signal(initial);
    const found = signal<boolean | undefined>(undefined);
    let key = newKey();
    let touched = false;
    /** What was set before the kept one was read goes on top of it; undefined: it is not wanted. */
    let early: Partial<T> | undefined = {};
    const keep = () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      if (touched) void store().then((db) => db.put("drafts", { value: { fields: value.value, key }, at: Date.now() }, id));
    };
    void store()
      .then((db) => db.get("drafts", id))
      .then(
        (kept) => {
          const held = kept?.value as Held<T> | undefined;
          if (held && early) {
            value.value = { ...initial, ...held.fields, ...early };
            key = held.key;
            keep();
          }
          found.value = held !== undefined;
        },
        () => (found.value = false),
      );
    return {
      value,
      found,
      keep,
      key: () => (spent.has(key) ? (key = newKey()) : key),
      set: (patch: Partial<T>) => {
        touched = true;
        if (found.value === undefined) early = { ...early, ...patch };
        value.value = { ...value.value, ...patch };
        clearTimeout(timer.current);
        timer.current = setTimeout(keep, KEEP_AFTER_MS);
      },
      clear: () => {
        clearTimeout(timer.current);
        timer.current = undefined;
        touched = false;
        early = undefined;
        key = newKey();
        value.value = initial;
        void store().then((db) => db.delete("drafts", id));
      },
    };
  }, [id]);
  useEffect(() => {
    // A page that is left while somebody types keeps the last letters too.
    const leave = () => timer.current !== undefined && draft.keep();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [draft]);
  return draft;
}

/** Whether something waits in a form that is not open now. */
export async function draftKept(name: string): Promise<boolean> {
  return (await (await store()).getKey("drafts", idOf(name))) !== undefined;
}

/** Puts something into a form that is not open now, in the place of what was there. */
export async function keepDraft(name: string, fields: object): Promise<void> {
  await (await store()).put("drafts", { value: { fields, key: newKey() }, at: Date.now() }, idOf(name));
}

/** Throws away what nobody came back to. */
export async function forgetOldDrafts(): Promise<void> {
  const db = await store();
  const until = Date.now() - KEPT_DAYS * 86_400_000;
  for (const key of await db.getAllKeys("drafts")) {
    const kept = await db.get("drafts", key);
    if (kept && kept.at < until) await db.delete("drafts", key);
  }
}
