"""The client against a daemon that is played, for what a real one cannot be made to do: connections
cut in the middle, faults in a fixed order, answers held back or meant to harm. All else stands in
test_cli.py, with the real one."""
import http.server
import json
import re
import signal
import ssl
import subprocess
import threading

import pytest

from onestop_daemon import BUILD, PATIENCE_S, ROOT, Cli, run, wait_until


class Stub:
    """Only for what a real daemon cannot be made to do. Answers by a list of (status, body[, headers])
    and keeps what was asked; None cuts the connection. Without a list: 404."""

    def __init__(self, directory):
        self.directory = directory
        run([ROOT / "scripts/certificate", directory / "tls"])
        self.ca = directory / "tls/ca.pem"
        self.asked, self.answers = [], []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(directory / "tls/cert.pem", directory / "tls/key.pem")
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                stub.asked.append((self.command, self.path, dict(self.headers),
                                   json.loads(body) if body else None))
                answer = stub.answers.pop(0) if stub.answers else (404, {"title": "not scripted"})
                if answer is None:
                    self.close_connection = True
                    return
                status, body, *headers = answer
                text = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in (headers[0] if headers else {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def script(self, *answers):
        self.asked.clear()
        self.answers[:] = answers


@pytest.fixture(scope="module")
def stub(tmp_path_factory):
    stub = Stub(tmp_path_factory.mktemp("stub"))
    yield stub
    stub.server.shutdown()


@pytest.fixture
def clerk(stub):
    """A client that is logged in at the stub."""
    clerk = Cli(stub, None)
    stub.script((201, {"token": "t0ken", "staff": {"name": "Mila Petrova"}}))
    clerk("login", "mila", "--password-stdin", input="secret words\n", code=0)
    return clerk


@pytest.mark.parametrize("status,kind,code", [
    (400, "malformed", 1), (422, "key-reused", 5), (428, "precondition-required", 5),
    (429, "throttled", 6), (500, "internal", 1), (503, "unavailable", 6)])
def test_problem_has_its_exit_code(stub, clerk, status, kind, code):
    stub.script((status, {"type": f"urn:onestop:problem:{kind}", "title": "T", "detail": "why not"}))
    assert "why not" in clerk("case", "show", "X", code=code).stderr


def test_post_is_sent_again_with_the_same_key(stub, clerk):
    stub.script(None, (503, {"title": "T"}, {"Retry-After": "1"}), (201, {"id": 7}))
    assert "7" in clerk("customer", "add", "--name", "A", code=0).stdout
    keys = [headers["Idempotency-Key"] for _, _, headers, _ in stub.asked]
    assert len(keys) == 3 and len(set(keys)) == 1
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", keys[0])


def test_post_gives_up_in_bounded_time(stub, clerk):
    """Between two tries it waits 0.2 s, then 0.4 s: for the third there is no time, however fast all else is."""
    clerk.environment["ONESTOP_RETRY_S"] = "0.5"
    stub.script(*[(503, {"title": "away"})] * 50)
    assert "away" in clerk("customer", "add", "--name", "A", code=6).stderr
    assert len(stub.asked) <= 2


def test_post_is_tried_again_until_the_next_try_is_out_of_bounds(stub, clerk):
    clerk.environment["ONESTOP_RETRY_S"] = str(PATIENCE_S)
    too_late = {"Retry-After": str(PATIENCE_S + 1)}
    stub.script(*[(503, {"title": "away"})] * 2, (503, {"title": "away for long"}, too_late), (201, {"id": 7}))
    assert "away for long" in clerk("customer", "add", "--name", "A", code=6).stderr
    assert len(stub.asked) == 3


def test_refusal_is_not_sent_again(stub, clerk):
    stub.script((409, {"title": "T", "detail": "the rules refuse it"}))
    clerk("customer", "add", "--name", "A", code=5)
    assert len(stub.asked) == 1


def test_text_from_the_network_cannot_steer_the_terminal(stub, clerk):
    stub.script((200, {"items": [{"reference": "A", "subject": "x\u001b[2J\u202e\u0007"}],
                       "next": None}))
    out = clerk("case", "list", code=0).stdout
    assert "\x1b" not in out and "\u202e" not in out
    assert "x\\x1B[2J\\u{202E}\\x07" in out


@pytest.fixture
def import_words(tmp_path):
    """An import of 1,200 rows."""
    (tmp_path / "map.json").write_text(json.dumps({
        "source": "old", "time_zone": "America/New_York", "time_format": "%Y-%m-%d %H:%M:%S",
        "columns": {"external_id": "id", "opened_at": "opened", "service": "type"},
        "fixed": {"channel": "phone", "office": "hall"}}))
    rows = [f"{i},2011-07-01 10:00:00,lights" for i in range(1200)]
    (tmp_path / "old.csv").write_text("\n".join(["id,opened,type", *rows]))
    return ("import", "requests", tmp_path / "old.csv", "--map", tmp_path / "map.json", "--json")


def play_import(stub, answer):
    """Answers every piece with what answer() makes of "all is imported"."""
    class Answers(list):
        def pop(self, index=0):
            rows = stub.asked[-1][3]["rows"]
            return answer((200, {"results": [{"result": "imported"} for _ in rows]}))
    stub.script()
    stub.answers = Answers([1])


def test_import_sends_a_piece_again_while_the_daemon_is_away(stub, clerk, import_words):
    away = [None, (503, {}), (429, {})]
    play_import(stub, lambda good: away.pop() if away else good)
    done = clerk(*import_words, code=0)
    stub.answers = []
    assert json.loads(done.stdout)["imported"] == 1200


def test_import_ends_cleanly_when_it_is_interrupted(stub, clerk, import_words):
    held = threading.Event()
    play_import(stub, lambda good: held.wait(PATIENCE_S) and good)
    process = subprocess.Popen([BUILD / "onestop", *import_words, "--jobs", "1"], text=True,
                               env=clerk.environment, stdout=subprocess.PIPE)
    wait_until(lambda: stub.asked, what="the first piece")
    process.send_signal(signal.SIGINT)
    held.set()
    output, _ = process.communicate(timeout=PATIENCE_S)
    stub.answers = []
    summary = json.loads(output)
    assert process.returncode == 1 and summary["complete"] is False
    assert 0 < summary["imported"] < 1200 and len(stub.asked) < 3


def test_watch_goes_on_where_the_connection_was_cut(stub, clerk):
    event = 'retry: 100\n\nid: 12.1\nevent: case\ndata: {"reference":"A","kind":"noted"}\n\n'
    later = 'id: 13.1\nevent: case\ndata: {"reference":"B","kind":"closed"}\n\n'
    stream = {"Content-Type": "text/event-stream"}
    stub.script((200, event.encode(), stream), (503, {}), (200, later.encode(), stream),
                (401, {"title": "Log in first"}))
    done = clerk("watch", "--queue", "registry", "--json", code=3)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("reference") for line in lines[:2]] == ["A", "B"]
    assert [asked[2].get("Last-Event-ID") for asked in stub.asked] == [None, "12.1", "12.1", "13.1"]
    assert stub.asked[0][1] == "/api/v1/events?queue=registry"
