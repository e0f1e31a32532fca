/** Server-sent events of an answer to a request that changes something: EventSource can only GET. */

export interface Told {
  event: string;
  data: string;
}

/** Takes whole events off the front of a text; the rest is the beginning of the next. */
export function takeEvents(text: string): { events: Told[]; rest: string } {
  const blocks = text.replaceAll("\r\n", "\n").split("\n\n");
  const rest = blocks.pop() ?? "";
  const events = blocks.flatMap((block) => {
    const field = (name: string) =>
      block
        .split("\n")
        .filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).replace(/^ /, ""))
        .join("\n");
    const data = field("data");
    return data ? [{ event: field("event") || "message", data }] : [];
  });
  return { events, rest };
}

/** Tells each event as it comes; ends with the stream. */
export async function listen(stream: ReadableStream<Uint8Array>, hear: (told: Told) => void): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const taken = takeEvents(text + decoder.decode(value, { stream: true }));
    text = taken.rest;
    taken.events.forEach(hear);
  }
}
