"""Every case of tests/wire/cases.json, raw to the daemon and through HAProxy: tests/wire/README.md.

Between HAProxy and the daemon stands a relay that counts what the daemon answers: a request that
the daemon sees and HAProxy does not (smuggled) is an answer that no client asked for."""
import contextlib
import json
import pathlib
import select
import socket
import threading

import pytest

import haproxy
from onestop_daemon import PATIENCE_S, wait_until

CASES = json.loads((pathlib.Path(__file__).parent.parent / "wire/cases.json").read_text())["cases"]
EPILOGUE = (b"GET /api/v1/session HTTP/1.1\r\nHost: onestop.example\r\n"
            b"Connection: close\r\n\r\n")
EPILOGUE_STATUS = 401


def raw_bytes(case):
    return b"".join(
        part.encode("latin-1") if isinstance(part, str)
        else part["repeat"].encode("latin-1") * part["times"]
        for part in case["raw"])


def split_answers(data, first_is_head=False):
    """[(status, headers, body)] of a whole connection; nothing may be left over. The answer
    to HEAD has no body."""
    found = []
    while data:
        head, end, data = data.partition(b"\r\n\r\n")
        assert end, f"half a head: {head!r}"
        first, *lines = head.decode("latin-1").split("\r\n")
        assert first.startswith("HTTP/1.1 "), first
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        status = int(first.split()[1])
        length = int(headers.get("content-length", len(data)))
        if status in (204, 304) or (first_is_head and not found):
            length = 0
        assert length <= len(data), f"half a body after {head!r}"
        found.append((status, headers, data[:length]))
        data = data[length:]
    return found


def is_answer(data):
    """Whether the first answer is there as a whole."""
    with contextlib.suppress(AssertionError):
        return len(split_answers(data)) > 0
    return False


def exchange(connection, case):
    """Sends the case and the epilogue, then reads until the other side closes; its answers. When
    the case never sends the body it promised, HAProxy waits for it, and we for the answer only."""
    data = raw_bytes(case) + EPILOGUE
    received = b""
    with contextlib.closing(connection):
        connection.settimeout(PATIENCE_S)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                received += piece
                if case.get("unfinished") and is_answer(received):
                    break
    return split_answers(received, case.get("head"))


class Relay:
    """Listens on a plain socket, speaks TLS to the daemon, and keeps what the daemon sent. When the
    client is done, it adds an epilogue of its own: only a daemon that is not waiting for the rest of
    something answers it."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.conversations, self.open = [], 0
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.open += 1
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        heard = bytearray()
        try:
            with client, self.daemon.connect() as server:
                server.setblocking(False)
                self._pump(client, server, heard)
        finally:
            with self.lock:
                self.conversations.append(bytes(heard))
                self.open -= 1

    def _pump(self, client, server, heard):
        sources = [client, server]
        while True:
            readable = [server] if pending(server) else select.select(sources, [], [], PATIENCE_S)[0]
            if not readable:
                return
            if server in readable:
                piece = receive(server)
                if piece == b"":
                    return
                heard += piece or b""
                with contextlib.suppress(OSError):
                    client.sendall(piece or b"")
            if client in readable:
                piece = receive(client)
                if piece == b"":
                    sources.remove(client)
                    piece = EPILOGUE
                send(server, piece)

    def take(self, case):
        """The conversations since the last take, each a list of the daemon's answers."""
        wait_until(lambda: self.open == 0, what="the end of all conversations")
        with self.lock:
            taken, self.conversations = self.conversations, []
        return [split_answers(heard, case.get("head") and i == 0) for i, heard in enumerate(taken)]


def pending(server):
    return hasattr(server, "pending") and server.pending() > 0


def receive(source):
    """None: nothing yet; b"": the end."""
    try:
        return source.recv(65536)
    except BlockingIOError:
        return None
    except OSError as fault:
        return None if "Want" in type(fault).__name__ else b""


def send(server, data):
    while data:
        try:
            data = data[server.send(data):]
        except OSError as fault:
            if not isinstance(fault, BlockingIOError) and "Want" not in type(fault).__name__:
                return
            select.select([server], [server], [], PATIENCE_S)


@pytest.fixture(scope="module")
def daemon(new_daemon, new_database):
    """Nobody gets past the log-in here, so no desk is needed."""
    return new_daemon(new_database(desk=None))


@pytest.fixture(scope="module")
def relay(daemon):
    relay = Relay(daemon)
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def proxied(relay, tmp_path_factory):
    """The port of a HAProxy in front of the relay."""
    with haproxy.running(tmp_path_factory.mktemp("haproxy"), "http", relay.port, "proto h1") as port:
        yield port


@pytest.fixture(params=CASES, ids=lambda case: case["name"])
def case(request):
    return request.param


def test_wire_raw_request_is_refused_or_has_one_meaning(daemon, case):
    answers = exchange(daemon.connect(), case)
    statuses = [status for status, _, _ in answers]
    wanted = case["expect"] + ([] if case.get("closes") else [EPILOGUE_STATUS])
    assert statuses == wanted
    for status, headers, body in answers:
        assert headers["content-type"] == "application/problem+json"
        assert (body == b"" and case.get("head")) or json.loads(body)["status"] == status
    assert answers[-1][1]["connection"] == "close"


def allowed_through_haproxy(case):
    """The sequences of statuses that may come back; "refused" is any refusal by either side."""
    end = [EPILOGUE_STATUS]
    if not case.get("closes"):
        yield case["expect"] + end
    if case["expect"][-1] != EPILOGUE_STATUS:
        yield case["expect"][:-1] + ["refused"]
        yield case["expect"][:-1] + ["refused"] + end
    if "haproxy" in case:
        yield case["haproxy"]


def matches(statuses, wanted):
    return len(statuses) == len(wanted) and all(
        status == want or (want == "refused" and 400 <= status < 600 and status != EPILOGUE_STATUS)
        for status, want in zip(statuses, wanted))


def test_wire_request_through_haproxy_has_the_same_meaning(proxied, relay, case):
    relay.take({})
    connection = socket.create_connection(("127.0.0.1", proxied), timeout=PATIENCE_S)
    answers = exchange(connection, case)
    statuses = [status for status, _, _ in answers]
    wanted = list(allowed_through_haproxy(case))
    assert any(matches(statuses, one) for one in wanted), f"{statuses}, not one of {wanted}"
    of_daemon = sum("x-content-type-options" in headers for _, headers, _ in answers)
    asked_for = 0
    for conversation in relay.take(case):
        status, headers, _ = conversation[-1]
        assert headers["connection"] == "close", "the daemon waited for the rest of something"
        ended_by_epilogue = status == EPILOGUE_STATUS
        asked_for += len(conversation) - (1 if ended_by_epilogue else 0)
    assert asked_for == of_daemon, "the daemon answered what HAProxy did not ask"
