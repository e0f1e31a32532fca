/** What somebody typed is kept in this browser until it is sent or thrown away: through reload, log-out and crash. */
import { useMemo } from "preact/hooks";
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

const KEPT_DAYS = 30;

/** Drafts belong to who typed them. */
const idOf = (name: string) => `${session.value?.staff.user_name ?? ""}:${name}`;

type Held<T> = { fields: T; key: string };

/** name: one a form and object, such as "reply:ABCD-EFGH". */
export function useDraft<T extends object>(name: string, initial: T): Draft<T> {
  const id = idOf(name);
  return useMemo(() => {
    const value = signal(initial);
    const found = signal<boolean | undefined>(undefined);
    let key = newKey();
    let touched = false;
    /** What was set before the kept one was read goes on top of it; undefined: it is not wanted. */
    let early: Partial<T> | undefined = {};
    // With each letter, and committed at once: what waits for anything is lost by who reloads or crashes before it.
    const keep = () => {
      if (!touched) return;
      void store().then((db) => {
        const writing = db.transaction("drafts", "readwrite");
        void writing.store.put({ value: { fields: value.value, key }, at: Date.now() }, id);
        writing.commit();
        return writing.done;
      });
    };
    void store()
      .then((db) => db.get("drafts", id))
      .then(
        (kept) => {
          const held = kept?.value as Held<T> | undefined;
          if (held && early) {
            value.value = { ...initial, ...held.fields, ...early };
            key = held.key;
          }
          found.value = held !== undefined;
          keep();
        },
        () => (found.value = false),
      );
    return {
      value,
      found,
      key: () => (spent.has(key) ? (key = newKey()) : key),
      set: (patch: Partial<T>) => {
        touched = true;
        value.value = { ...value.value, ...patch };
        if (found.value === undefined) early = { ...early, ...patch };
        else keep();
      },
      clear: () => {
        touched = false;
        early = undefined;
        key = newKey();
        value.value = initial;
        void store().then((db) => db.delete("drafts", id));
      },
    };
  }, [id]);
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
