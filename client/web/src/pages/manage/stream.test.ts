import { expect, test } from "vitest";
import { listen, takeEvents, type Told } from "./stream";

test("whole events are taken, what has begun waits", () => {
  const { events, rest } = takeEvents('event: progress\ndata: {"made":1}\n\n: still there\n\nevent: result\nda');
  expect(events).toEqual([{ event: "progress", data: '{"made":1}' }]);
  expect(rest).toBe("event: result\nda");
});

test("a stream is heard however it is cut, letters of several bytes included", async () => {
  const bytes = new TextEncoder().encode('event: a\r\ndata: "жалба"\r\n\r\ndata: 2\n\n');
  for (const size of [1, 7, bytes.length]) {
    const heard: Told[] = [];
    const stream = new ReadableStream<Uint8Array>({
      start(to) {
        for (let at = 0; at < bytes.length; at += size) to.enqueue(bytes.slice(at, at + size));
        to.close();
      },
    });
    await listen(stream, (told) => heard.push(told));
    expect(heard).toEqual([
      { event: "a", data: '"жалба"' },
      { event: "message", data: "2" },
    ]);
  }
});
