"""The client against a daemon that is played: what it sends, how it retries, what it shows, what it
keeps. What it does with the real one stands in test_cli.py."""
import gzip
import http.server
import json
import os
import pty
import re
import signal
import ssl
import subprocess
import threading

import pytest

from onestop_daemon import BUILD, PATIENCE_S, ROOT, Cli, run, wait_until

BRIEF = {"reference": "7K3M-9XQ4", "version": 7, "status": "open", "state": "working",
         "service": "permit", "service_name": "Permit", "subject": "Fence"}


class Stub:
    """Answers by a list of (status, body[, headers]); keeps what was asked. None cuts the
    connection. Without a list: 404."""

    def __init__(self, directory):
        self.directory = directory
        run([ROOT / "scripts/certificate", directory / "tls"])
        self.ca = directory / "tls/ca.pem"
        self.asked, self.answers, self.streams = [], [], []
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
    clerk.environment["TZ"] = "Europe/Sofia"
    stub.script((201, {"token": "t0ken", "staff": {"name": "Mila Petrova"}}))
    clerk("login", "mila", "--password-stdin", input="secret words\n", code=0)
    return clerk


def session_file(clerk):
    return clerk.home / ".local/state/onestop/session"


# ---- who is there ----

def test_login_sends_the_password_and_keeps_a_private_session(stub, clerk):
    assert stub.asked[0][3] == {"user_name": "mila", "password": "secret words"}
    assert "Idempotency-Key" not in stub.asked[0][2]
    assert session_file(clerk).stat().st_mode & 0o777 == 0o600
    stub.script((200, {}))
    clerk("whoami", code=0)
    assert stub.asked[0][2]["Authorization"] == "Bearer t0ken"


def test_login_does_not_print_the_token(stub, clerk):
    stub.script((201, {"token": "t0ken", "staff": {"name": "Mila Petrova"}}))
    done = clerk("login", "mila", "--password-stdin", "--json", input="secret words\n", code=0)
    assert "t0ken" not in done.stdout + done.stderr


def test_login_reads_the_password_from_a_descriptor(stub):
    clerk = Cli(stub, None)
    read, write = os.pipe()
    os.write(write, b"from a pipe\n")
    os.close(write)
    stub.script((201, {"token": "t"}))
    done = subprocess.run([BUILD / "onestop", "login", "mila", "--password-fd", str(read)],
                          env=clerk.environment, pass_fds=[read], timeout=PATIENCE_S, check=False)
    os.close(read)
    assert done.returncode == 0
    assert stub.asked[0][3]["password"] == "from a pipe"


def test_session_that_others_can_read_is_refused(stub, clerk):
    session_file(clerk).chmod(0o644)
    stub.script()
    assert "others may have read the session" in clerk("whoami", code=1).stderr
    assert stub.asked == []


def test_session_is_not_sent_to_another_server(stub, clerk):
    stub.script()
    done = clerk("whoami", "--server", stub.url.replace("127.0.0.1", "localhost"), code=3)
    assert "not logged in" in done.stderr
    assert stub.asked == []


def test_logout_forgets_the_session_even_when_the_daemon_does_not_know_it(stub, clerk):
    stub.script((401, {"title": "Log in first"}))
    clerk("logout", code=0)
    assert not session_file(clerk).exists()


def test_plain_http_is_refused(clerk):
    assert "https" in clerk("whoami", "--server", "http://127.0.0.1:1", code=2).stderr


def test_certificate_of_an_unknown_authority_is_refused(stub, clerk):
    clerk.environment.pop("ONESTOP_CA")
    (clerk.home / ".config/onestop/config").write_text(f"server = {stub.url}\n")
    stub.script()
    done = clerk("whoami", code=6)
    assert "certificate" in done.stderr and stub.asked == []


# ---- exit codes and problems ----

@pytest.mark.parametrize("status,kind,code", [
    (400, "malformed", 1), (401, "unauthenticated", 3), (403, "forbidden", 5), (404, "not-found", 4),
    (409, "refused", 5), (412, "stale", 5), (422, "invalid", 1), (422, "key-reused", 5),
    (428, "precondition-required", 5), (429, "throttled", 6), (500, "internal", 1),
    (503, "unavailable", 6)])
def test_problem_has_its_exit_code(stub, clerk, status, kind, code):
    stub.script((status, {"type": f"urn:onestop:problem:{kind}", "title": "T", "detail": "why not"}))
    assert "why not" in clerk("case", "show", "X", code=code).stderr


def test_problem_names_every_field(stub, clerk):
    stub.script((422, {"title": "T", "detail": "some fields are wrong", "hint": "look at the list",
                       "fields": [{"field": "/service", "message": "there is no such service"},
                                  {"field": "/channel", "message": "must be one of counter, phone"}]}))
    done = clerk("customer", "add", "--name", "A", code=1)
    assert "service: there is no such service" in done.stderr
    assert "channel: must be one of" in done.stderr and "look at the list" in done.stderr


def test_problem_is_the_document_with_json(stub, clerk):
    stub.script((404, {"title": "T", "status": 404}))
    done = clerk("case", "show", "X", "--json", code=4)
    assert json.loads(done.stdout) == {"title": "T", "status": 404}


def test_no_connection_is_unavailable(clerk):
    clerk.environment["ONESTOP_RETRY_S"] = "0"
    clerk.environment["ONESTOP_CONFIG_DIR"] = str(clerk.home)
    clerk("login", "x", "--server", "https://127.0.0.1:1", "--password-stdin", input="x\n", code=6)


# ---- retries ----

def keys(stub):
    return [asked[2]["Idempotency-Key"] for asked in stub.asked if asked[0] == "POST"]


def test_post_is_sent_again_with_the_same_key(stub, clerk):
    stub.script(None, (503, {"title": "T"}, {"Retry-After": "1"}), (201, {"id": 7}))
    assert "7" in clerk("customer", "add", "--name", "A", code=0).stdout
    assert len(keys(stub)) == 3 and len(set(keys(stub))) == 1


def test_two_commands_have_two_keys(stub, clerk):
    stub.script((201, {"id": 7}), (201, {"id": 8}))
    clerk("customer", "add", "--name", "A", code=0)
    clerk("customer", "add", "--name", "A", code=0)
    assert len(set(keys(stub))) == 2
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key) for key in keys(stub))


def test_post_gives_up_in_bounded_time(stub, clerk):
    clerk.environment["ONESTOP_RETRY_S"] = "0.5"
    stub.script(*[(503, {"title": "away"})] * 50)
    assert "away" in clerk("customer", "add", "--name", "A", code=6).stderr
    assert 1 < len(stub.asked) < 10


def test_refusal_is_not_sent_again(stub, clerk):
    stub.script((409, {"title": "T", "detail": "the rules refuse it"}))
    clerk("customer", "add", "--name", "A", code=5)
    assert len(stub.asked) == 1


# ---- changes of a case ----

def test_change_is_based_on_the_version_of_the_case(stub, clerk):
    stub.script((200, BRIEF, {"ETag": '"7"'}), (200, {**BRIEF, "version": 8}))
    assert "version 8" in clerk("case", "claim", "7K3M-9XQ4", code=0).stdout
    assert [asked[:2] for asked in stub.asked] == [("GET", "/api/v1/cases/7K3M-9XQ4"),
                                                   ("POST", "/api/v1/cases/7K3M-9XQ4/claim")]
    assert stub.asked[1][2]["If-Match"] == '"7"' and stub.asked[1][3] == {}


def test_change_takes_the_version_that_was_looked_at(stub, clerk):
    stub.script((200, BRIEF))
    clerk("case", "close", "7K3M-9XQ4", "granted", "--version", "5", "--minutes", "3", code=0)
    assert stub.asked[0][2]["If-Match"] == '"5"'
    assert stub.asked[0][3] == {"outcome": "granted", "minutes": 3}


def test_change_that_comes_too_late_tells_who_was_faster(stub, clerk):
    stub.script((412, {"title": "T", "detail": "somebody changed this meanwhile"}),
                (200, {"items": [{"seq": 6, "at": "2026-11-21T12:00:00Z", "kind": "noted",
                                  "by": {"name": "Petar Iliev"}}], "next": None}))
    done = clerk("case", "step", "7K3M-9XQ4", "check", "--version", "5", code=5)
    assert "somebody changed this meanwhile" in done.stderr
    assert "Petar Iliev" in done.stdout and "noted" in done.stdout and "14:00" in done.stdout
    assert stub.asked[1][1].startswith("/api/v1/cases/7K3M-9XQ4/events?")
    assert "cursor=5" in stub.asked[1][1]


def test_reference_is_escaped_in_the_path(stub, clerk):
    stub.script((404, {"title": "T"}))
    clerk("case", "show", "../desk?x=1", code=4)
    assert stub.asked[0][1] == "/api/v1/cases/..%2Fdesk%3Fx%3D1"


def test_note_is_read_from_standard_input(stub, clerk):
    stub.script((201, BRIEF))
    clerk("case", "note", "7K3M-9XQ4", "-", "--visible", input="Dear Zoë,\nyes.\n", code=0)
    assert stub.asked[0][3] == {"body": "Dear Zoë,\nyes.", "visible": True}
    assert "If-Match" not in stub.asked[0][2]


# ---- what is shown ----

def test_list_is_an_array_of_all_pages(stub, clerk):
    stub.script((200, {"items": [{"reference": "A"}], "next": "c1"}),
                (200, {"items": [{"reference": "B"}], "next": None}))
    assert clerk.json("case", "list", "--mine") == [{"reference": "A"}, {"reference": "B"}]
    assert "handler=me" in stub.asked[0][1] and "cursor=c1" in stub.asked[1][1]


def test_list_shows_local_times_and_how_late(stub, clerk):
    stub.script((200, {"items": [{"reference": "A", "due_at": "2020-01-01T10:00:00Z"}],
                       "next": None}))
    assert re.search(r"A\s+2020-01-01 12:00  \d+ d late", clerk("case", "list", code=0).stdout)


def test_text_from_the_network_cannot_steer_the_terminal(stub, clerk):
    stub.script((200, {"items": [{"reference": "A", "subject": "x\u001b[2J\u202e\u0007"}],
                       "next": None}))
    out = clerk("case", "list", code=0).stdout
    assert "\x1b" not in out and "\u202e" not in out
    assert "x\\x1B[2J\\u{202E}\\x07" in out


def on_terminal(clerk, *words, answers=(), size=(24, 60)):
    """Runs the client on a terminal of its own, answering its questions; gives output and code."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.clear()
        os.environ.update(clerk.environment, TERM="xterm", COLUMNS="")
        os.execv(BUILD / "onestop", ["onestop", *words])
    import fcntl
    import struct
    import termios
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    text, waiting = "", list(answers)
    while True:
        try:
            got = os.read(fd, 4096)
        except OSError:
            break
        if not got:
            break
        text += got.decode(errors="replace")
        if waiting and waiting[0][0] in text.rsplit("\n", 1)[-1]:
            os.write(fd, waiting.pop(0)[1].encode() + b"\n")
    os.close(fd)
    return text.replace("\r\n", "\n"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


LONG = {"items": [{"reference": "7K3M-9XQ4", "subject": "Забравен " * 20, "state": "working",
                   "due_at": "2020-01-01T10:00:00Z"}], "next": None}


def test_table_fits_the_terminal(stub, clerk):
    stub.script((200, LONG))
    text, code = on_terminal(clerk, "case", "list")
    lines = re.sub(r"\x1b\[[0-9]*m", "", text).splitlines()
    assert code == 0 and "…" in lines[1]
    assert max(len(line) for line in lines) <= 80


def test_colour_is_for_terminals_that_want_it(stub, clerk):
    stub.script((200, LONG))
    assert "\x1b[31m" in on_terminal(clerk, "case", "list")[0]
    clerk.environment["NO_COLOR"] = "1"
    stub.script((200, LONG))
    assert "\x1b[" not in on_terminal(clerk, "case", "list")[0]
    stub.script((200, LONG))
    assert "\x1b[" not in clerk("case", "list", code=0).stdout


def test_password_is_not_echoed(stub):
    clerk = Cli(stub, None)
    stub.script((201, {"token": "t", "staff": {"name": "Mila"}}))
    text, code = on_terminal(clerk, "login", "mila", answers=[("Password:", "sesame open")])
    assert code == 0 and "sesame" not in text
    assert stub.asked[0][3]["password"] == "sesame open"


# ---- case log asks ----

def test_case_log_asks_for_what_is_missing(stub, clerk):
    stub.script(
        (200, {"items": []}),
        (200, {"items": [{"code": "birth", "name": "Birth certificate", "agency": "city"},
                         {"code": "death", "name": "Death certificate", "agency": "city"}]}),
        (200, {"items": [], "next": None}),
        (201, {"id": 12, "name": "Zoë Lindqvist"}),
        (200, {"grants": [{"role": "front-desk", "office": None}],
               "offices": [{"code": "hall", "name": "City hall"}, {"code": "east", "name": "East"}]}),
        (201, {**BRIEF, "due_at": "2030-01-01T10:00:00Z", "queue": "registry"}))
    text, code = on_terminal(clerk, "case", "log", answers=[
        ("his words)?", "nonsense"), ("his words)?", "certificate"), ("Which one", "1"),
        ("anonymous)?", "Lindqvist"), ("anonymous)?", "n"), ("new customer:", "Zoë Lindqvist"),
        ("Identifier", "egn:8001014509"), ("Phone", "+359888123456"), ("E-mail", ""),
        ("come in", "phone"), ("contact point?", "2"), ("what is it about?", "For school"), ("Details", "")])
    assert code == 0, text
    assert "Case 7K3M-9XQ4 is logged." in text
    assert stub.asked[3][3] == {"agency": "city", "name": "Zoë Lindqvist", "phone": "+359888123456",
                                "identifiers": [{"kind": "egn", "value": "8001014509"}]}
    assert stub.asked[5][3] == {"service": "birth", "agency": "city", "customer": 12,
                                "channel": "phone", "office": "east", "subject": "For school"}


def test_case_log_without_a_terminal_names_all_that_is_missing(stub, clerk):
    stub.script()
    done = clerk("case", "log", "--subject", "x", code=2)
    assert all(word in done.stderr for word in ("--service", "--customer", "--anonymous", "--channel"))
    assert stub.asked == []


# ---- import ----

MAP = {"source": "old", "time_zone": "America/New_York", "time_format": "%Y-%m-%d %H:%M:%S",
       "columns": {"external_id": "id", "opened_at": "opened", "service": "type"},
       "values": {"service": {"Lights": "lights"}}, "fixed": {"channel": "phone", "office": "hall"}}


@pytest.fixture
def export(tmp_path):
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    path = tmp_path / "old.csv.gz"
    rows = [f'{i},2011-07-01 10:00:00,{"Lights" if i % 10 else "Unknown"}' for i in range(1, 1201)]
    path.write_bytes(gzip.compress(("id,opened,type\n" + "\n".join(rows) + "\n").encode()))
    return path


def play_import(stub):
    """Answers every piece; rows with 7 at the end are rejected by the daemon."""
    class Answers(list):
        def pop(self, index=0):
            rows = stub.asked[-1][3]["rows"]
            return (200, {"results": [
                {"external_id": row["external_id"], "result": "rejected", "reason": "office: closed"}
                if row["external_id"].endswith("7") else
                {"external_id": row["external_id"], "result": "imported"} for row in rows]})
    stub.answers = Answers([1])
    stub.asked.clear()


def test_import_sends_all_rows_and_keeps_the_rejected(stub, clerk, export):
    play_import(stub)
    done = clerk("import", "requests", export, "--map", export.parent / "map.json", "--jobs", 1,
                 code=0)
    stub.answers = []
    assert "1,200 requests" in done.stdout and "960 imported" in done.stdout
    assert "240 rejected" in done.stdout
    sent = [row for asked in stub.asked for row in asked[3]["rows"]]
    assert len(sent) == 1080 and max(len(asked[3]["rows"]) for asked in stub.asked) <= 500
    assert sent[0] == {"external_id": "1", "service": "lights", "channel": "phone",
                       "office": "hall", "opened_at": "2011-07-01T14:00:00Z"}
    rejects = (export.parent / "old.csv.gz.rejects.csv").read_text().splitlines()
    assert rejects[0] == "line,reason,id,opened,type"
    assert '8,office: closed,7,2011-07-01 10:00:00,Lights' in rejects
    assert "11,service: 'Unknown' is not in the map,10,2011-07-01 10:00:00,Unknown" in rejects
    assert len(rejects) == 241


def test_import_sends_a_piece_again_while_the_daemon_is_away(stub, clerk, export):
    play_import(stub)
    normal, away = stub.answers.pop, [None, (503, {}), (429, {})]
    stub.answers.pop = lambda index=0: away.pop(0) if away else normal(index)
    done = clerk("import", "requests", export, "--map", export.parent / "map.json", "--json", code=0)
    stub.answers = []
    assert json.loads(done.stdout)["imported"] == 960


def test_import_stops_when_it_is_refused(stub, clerk, export):
    stub.script(*[(403, {"title": "T", "detail": "administrators only"})] * 20)
    done = clerk("import", "requests", export, "--map", export.parent / "map.json", code=5)
    assert done.stderr.count("administrators only") == 1
    assert "run it again" in done.stderr


def test_import_ends_cleanly_when_it_is_interrupted(stub, clerk, export):
    play_import(stub)
    held = threading.Event()
    normal = stub.answers.pop

    def slow(index=0):
        answer = normal(index)
        held.wait(PATIENCE_S)
        return answer

    stub.answers.pop = slow
    process = subprocess.Popen(
        [BUILD / "onestop", "import", "requests", export, "--map", export.parent / "map.json",
         "--jobs", "1", "--json"], env=clerk.environment, stdout=subprocess.PIPE, text=True)
    wait_until(lambda: stub.asked, what="the first piece")
    process.send_signal(signal.SIGINT)
    held.set()
    output, _ = process.communicate(timeout=PATIENCE_S)
    stub.answers = []
    summary = json.loads(output)
    assert process.returncode == 1 and summary["complete"] is False
    assert 0 < summary["imported"] < 960 and len(stub.asked) < 3


def test_import_with_a_wrong_map_sends_nothing(stub, clerk, export):
    (export.parent / "map.json").write_text(json.dumps({**MAP, "time_zone": "Mars/Base"}))
    stub.script()
    done = clerk("import", "requests", export, "--map", export.parent / "map.json", code=2)
    assert "time_zone" in done.stderr and stub.asked == []


# ---- watch ----

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


# ---- apply, audit ----

def test_apply_sends_the_files_of_the_folder(stub, clerk, tmp_path):
    (tmp_path / "city").mkdir()
    (tmp_path / "agencies.json").write_text('{"agencies":[]}')
    (tmp_path / "city/offices.json").write_text('{"offices":[{"code":"hall"}]}')
    (tmp_path / "README.md").write_text("not a part")
    stub.script((200, {"definition_id": 3,
                       "changes": [{"kind": "office", "code": "hall", "change": "new"}]}))
    assert "hall" in clerk("apply", tmp_path, "--dry-run", code=0).stdout
    assert stub.asked[0][1] == "/api/v1/desk?dry_run=true"
    assert stub.asked[0][3] == {"files": [
        {"path": "agencies.json", "content": '{"agencies":[]}'},
        {"path": "city/offices.json", "content": '{"offices":[{"code":"hall"}]}'}]}


def test_apply_names_file_place_and_reason(stub, clerk, tmp_path):
    (tmp_path / "agencies.json").write_text("{")
    stub.script((422, {"title": "T", "detail": "the definition has faults", "fields": [
        {"file": "agencies.json", "field": "/agencies/0/time_zone", "message": "is missing"}]}))
    assert "agencies.json /agencies/0/time_zone: is missing" in clerk("apply", tmp_path, code=1).stderr


def test_apply_of_a_folder_without_files_sends_nothing(stub, clerk, tmp_path):
    stub.script()
    clerk("apply", tmp_path, code=2)
    clerk("apply", tmp_path / "nowhere", code=2)
    assert stub.asked == []


def test_audit_with_a_difference_ends_with_1(stub, clerk):
    stub.script((200, {"clean": True, "checked": 9, "differences_count": 0, "differences": []}),
                (200, {"clean": False, "checked": 9, "differences_count": 1,
                       "differences": ["cases opened on 2026-01-01: 3 instead of 4"]}))
    assert "clean" in clerk("audit", "counters", code=0).stdout
    assert "3 instead of 4" in clerk("audit", "counters", code=1).stdout
