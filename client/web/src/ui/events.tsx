/** What happened to a record, event by event. */
import type { ComponentChildren } from "preact";
import { When } from "./parts";

export interface Happened {
  seq: number;
  at: string;
  kind: string;
  by?: { name: string } | null;
}

/** word: of a kind of event. more: what stands beside it. */
export function Events<E extends Happened>({ events, word, more }: { events: E[]; word: (kind: string) => string; more?: (event: E) => ComponentChildren }) {
  return (
    <ol class="timeline">
      {events.map((event) => (
        <li key={event.seq}>
          <When at={event.at} /> {word(event.kind)}
          {event.by && ` – ${event.by.name}`}
          {more?.(event)}
        </li>
      ))}
    </ol>
  );
}
