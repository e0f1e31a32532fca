"""A listener of GET /events, as a browser would be one: it keeps the last id, and comes back with it."""
import contextlib
import json
import time

from onestop_daemon import PATIENCE_S


class Stream:
    """Iterates over (id, event) as they come. `last` is the last id told; `lines` all lines."""

    def __init__(self, daemon, token, last=None, query="", receive_buffer=None, cookie=None):
        self.last, self.lines, self.events = last, [], []
        self.buffer, self.ended, self.head = b"", False, None
        self.event_id, self.data = None, []
        self.sock = daemon.connect(receive_buffer)
        who = f"Cookie: {cookie}" if cookie else f"Authorization: Bearer {token}"
        resume = f"Last-Event-ID: {last}\r\n" if last else ""
        self.sock.sendall(f"GET /api/v1/events{query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream"
                          f"\r\n{who}\r\n{resume}\r\n".encode())
        self.until(lambda: self.head is not None, "the head")

    def close(self):
        with contextlib.suppress(OSError):
            self.sock.close()
        self.ended = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def status(self):
        return int(self.head.split()[1])

    def until(self, condition, what="the event", deadline_s=PATIENCE_S):
        """Reads until condition() or the end of the stream."""
        end = time.monotonic() + deadline_s
        while not condition() and not self.ended:
            if not self.read(end - time.monotonic()):
                raise AssertionError(f"{what} did not come; there were {self.lines[-20:]}")
        return self

    def until_placed(self):
        """Until it was told where the feed stands: all that comes after is heard."""
        return self.until(lambda: self.last is not None, "a position")

    def until_seen(self, reference, deadline_s=PATIENCE_S):
        self.until(lambda: any(e["reference"] == reference for _, e in self.events),
                   f"an event of {reference}", deadline_s)
        assert not self.ended
        return self

    def read(self, timeout_s):
        """What comes within the time; False: nothing did."""
        self.sock.settimeout(max(timeout_s, 0.001))
        try:
            got = self.sock.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            got = b""
        if not got:
            self.ended = True
            return True
        self.buffer += got
        if self.head is None:
            head, mark, rest = self.buffer.partition(b"\r\n\r\n")
            if not mark:
                return True
            self.head, self.buffer = head.decode(), rest
        *lines, self.buffer = self.buffer.split(b"\n")
        for line in lines:
            self._line(line.decode())
        return True

    def _line(self, line):
        self.lines.append(line)
        if line == "":
            if self.event_id is not None:
                self.last = self.event_id
            if self.data:
                self.events.append((self.event_id, json.loads("".join(self.data))))
            self.event_id, self.data = None, []
        elif line.startswith("id: "):
            self.event_id = line[4:]
        elif line.startswith("data: "):
            self.data.append(line[6:])

    @property
    def seen(self):
        return [(event["reference"], event["seq"]) for _, event in self.events]
