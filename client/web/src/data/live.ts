/** What others change, as the daemon tells it. Pages show that something changed; nothing moves under the hand. */
import { effect, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { expelled, reachable, type Schemas } from "./api";
import { session, whoAmI } from "./session";

export interface LiveChange {
  about: "case" | "complaint";
  reference: string;
  version: number;
  kind: string;
  queue?: string | null;
  by?: { user_name: string; name: string } | null;
}

export const connected = signal(true);
type Listener = (change: LiveChange) => void;
const listeners = new Set<Listener>();
/** May have missed something: the stream began anew. */
const missed = new Set<() => void>();
let source: EventSource | undefined;

function hear(about: LiveChange["about"], event: MessageEvent<string>): void {
  const data = JSON.parse(event.data) as Omit<LiveChange, "about">;
  for (const listener of listeners) listener({ ...data, about });
}

function open(): void {
  let lost = false;
  source = new EventSource("/api/v1/events");
  source.addEventListener("case", (event) => hear("case", event));
  source.addEventListener("complaint", (event) => hear("complaint", event));
  source.addEventListener("open", () => {
    connected.value = true;
    reachable.value = true;
    if (lost) for (const tell of missed) tell();
    lost = false;
  });
  source.addEventListener("error", () => {
    connected.value = false;
    lost = true;
    // Refused for good: perhaps the session has ended. Whoever cares asks.
    if (source?.readyState === EventSource.CLOSED) {
      expelled.value++;
      setTimeout(() => session.value && source?.readyState === EventSource.CLOSED && open(), 5_000);
    }
  });
}

const LOOK_MS = 5_000;

/** The stream lives as long as somebody is logged in. What could not be reached is looked for, also when nobody asks for anything. */
export function beLive(): void {
  const look = () => void (session.peek() && !reachable.peek() && whoAmI().catch(() => undefined));
  setInterval(look, LOOK_MS);
  addEventListener("online", look);
  let user: string | undefined;
  effect(() => {
    const now = session.value?.staff.user_name;
    if (now === user) return;
    user = now;
    source?.close();
    source = undefined;
    if (now) open();
  });
}

/** How many changes of others there were that matter here since forget() was called. */
export function useChanges(matters: (change: LiveChange) => boolean, on: unknown[]): { count: number; forget: () => void } {
  const [seen, set] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    set(new Set());
    const listener: Listener = (change) => {
      if (change.by?.user_name === session.peek()?.staff.user_name || !matters(change)) return;
      set((was) => new Set(was).add(change.reference));
    };
    const anew = () => set((was) => new Set(was).add("?"));
    listeners.add(listener);
    missed.add(anew);
    return () => {
      listeners.delete(listener);
      missed.delete(anew);
    };
  }, on);
  return { count: seen.size, forget: () => set(new Set()) };
}

type Viewer = Schemas["Person"];

/** Who else looks at a case. It takes a stream of its own, which says of the caller that they look at it too: only while the page can
 * be seen, also because a browser opens few connections. */
export function usePresence(reference: string): Viewer[] {
  const [viewers, set] = useState<Viewer[]>([]);
  useEffect(() => {
    let stream: EventSource | undefined;
    const look = () => {
      stream?.close();
      set([]);
      if (document.hidden) return;
      stream = new EventSource(`/api/v1/events?case=${encodeURIComponent(reference)}`);
      stream.addEventListener("presence", (event: MessageEvent<string>) => set((JSON.parse(event.data) as { viewers: Viewer[] }).viewers));
      stream.addEventListener("error", () => set([]));
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      stream?.close();
    };
  }, [reference]);
  return viewers;
}
