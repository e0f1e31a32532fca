/** What this browser keeps: drafts and what waits to be sent. Each entry belongs to a user and is shown to nobody else who logs in
 * here. Nothing of what the daemon answered is kept. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Problem, Schemas } from "./api";

/** A request that could not be sent yet. */
export interface Waiting {
  /** Its idempotency key: however often it is sent, it is done once. */
  key: string;
  user: string;
  path: "/cases" | "/contacts" | "/complaints" | "/feedback";
  body: Record<string, unknown>;
  /** A customer who is to be added first; then the body names them. */
  customer?: { key: string; body: Schemas["CustomerFields"] };
  /** What stood in the form: to be corrected there when it is refused. */
  form?: object;
  /** What it is, for the list. */
  label: string;
  at: string;
  /** Refused: somebody has to look at it. */
  problem?: Problem;
}

interface Kept extends DBSchema {
  drafts: { key: string; value: { value: unknown; at: number } };
  waiting: { key: string; value: Waiting; indexes: { user: string } };
}

let opened: Promise<IDBPDatabase<Kept>> | undefined;

export function store(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>("onestop", 1, {
    upgrade(db) {
      db.createObjectStore("drafts");
      db.createObjectStore("waiting", { keyPath: "key" }).createIndex("user", "user");
    },
  });
  return opened;
}
