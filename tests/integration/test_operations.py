"""What an operator relies on: start and refusal to start, workers that come back, draining,
reloading, a database that goes away, the admin address, the log."""
import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import threading

import pytest
import small_desk
from onestop_daemon import BUILD, PATIENCE_S, Cluster, Daemon, wait_until

GET = b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def desk(workplace):
    return small_desk.write(workplace / "small-desk")


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


def onestopd(*words, code=0, **options):
    done = subprocess.run([str(BUILD / "onestopd"), *map(str, words)], text=True,
                          capture_output=True, timeout=PATIENCE_S * 3, **options)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def workers(daemon):
    """The processes of the workers, by number; only those that live."""
    pids = {line["worker"]: line["pid"] for line in daemon.log_lines()
            if line["message"] == "worker started"}
    return {number: pid for number, pid in pids.items() if os.path.exists(f"/proc/{pid}")}


def status_of_new(daemon):
    with daemon.connect() as sock:
        sock.sendall(GET)
        return int(sock.recv(4096)[9:12])


def test_help_names_every_command():
    text = onestopd("--help").stdout
    for word in ("migrate", "apply", "passwd", "--check-config", "--print-config", "--version"):
        assert word in text
    assert re.fullmatch(r"onestopd \d+\.\d+\.\d+\n", onestopd("--version").stdout)


@pytest.mark.parametrize("words", [["no-such-command"], ["run", "x"], [], ["--no-such-option"]])
def test_wrong_usage_is_told(words, database):
    options = ["-c", database.config()] if words[:1] in (["run"], ["no-such-command"]) else []
    assert "usage:" in onestopd(*words, *options, code=2).stderr


def test_check_config_names_every_fault(database, tmp_path):
    assert "fine" in onestopd("--check-config", "-c", database.config(tmp_path)).stdout
    wrong = database.config(tmp_path, server__port="many", server__no_such_key=1)
    message = onestopd("--check-config", "-c", wrong, code=1).stderr
    assert "server.port" in message and "no_such_key" in message
    missing = database.config(tmp_path, server__certificate="nowhere.pem")
    assert "nowhere.pem" in onestopd("--check-config", "-c", missing, code=1).stderr


def test_printed_config_is_a_sample_that_can_be_read(database, tmp_path):
    sample = onestopd("--print-config").stdout
    assert "\nconninfo" in sample
    path = tmp_path / "onestop.ini"
    for key in ("conninfo", "certificate", "key"):
        sample = sample.replace(f"\n{key} =", f"\n{key} = x")
    path.write_text(sample)
    assert "conninfo = ***" in onestopd("--print-config", "-c", path).stdout


def test_unsafe_database_is_refused_unless_allowed_by_name(new_database, new_daemon, desk):
    database = new_database(desk)
    database.query(f"alter database {database.name} set synchronous_commit = off")
    done = onestopd("-c", database.config(), code=1)
    assert "synchronous_commit" in done.stderr and "allow_unsafe_durability" in done.stderr
    daemon = new_daemon(database, database__allow_unsafe_durability="yes")
    daemon.api("ada").get("/session").expect(200)
    assert any(line["level"] == "warning" and "may lose" in line["message"]
               for line in daemon.log_lines())


def test_database_without_schema_is_refused_with_the_remedy(new_database):
    database = new_database(migrated=False)
    assert "onestopd migrate" in onestopd("-c", database.config(), code=1).stderr


def test_port_that_is_taken_is_told(database, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        path = database.config(tmp_path, server__port=taken.getsockname()[1])
        assert "cannot listen" in onestopd("-c", path, code=1).stderr


def test_worker_that_is_killed_comes_back(new_daemon, database):
    daemon = new_daemon(database, server__workers=2)
    before = workers(daemon)
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: workers(daemon).get(0, before[0]) != before[0], what="another worker")
    wait_until(lambda: daemon.admin("/readyz").text.startswith("2 of 2"), what="its readiness")
    assert workers(daemon)[1] == before[1]
    assert 'onestop_worker_restarts_total{worker="0"} 1\n' in daemon.admin("/metrics").text
    assert [status_of_new(daemon) for _ in range(4)] == [401] * 4


def test_worker_dies_with_its_supervisor(new_database, new_daemon, desk):
    daemon = new_daemon(new_database(desk))
    pid = workers(daemon)[0]
    os.kill(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait()
    daemon.process = None
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="its end")


def test_drain_answers_what_is_under_way(new_daemon, database):
    """A password takes a while to compare: the answer comes although the daemon was told to end."""
    database.set_password("fay")
    daemon = new_daemon(database, login__hash_memory="64M", login__hash_passes=8)
    database.onestopd("passwd", "finn", input="correct-horse-battery\n")
    idle = daemon.connect()
    answers = []

    def log_in():
        api = daemon.api()
        answers.append(api.post("/session", {"user_name": "no-such-user", "password": "x"}))

    thread = threading.Thread(target=log_in)
    thread.start()
    wait_until(lambda: 'requests_under_way{worker="0"} 1' in daemon.admin("/metrics").text
               or not thread.is_alive(), what="the request")
    assert daemon.stop() == 0
    thread.join()
    assert answers[0].status == 401
    assert idle.recv(1) == b""


def test_drain_ends_streams(new_daemon, database):
    daemon = new_daemon(database)
    api = daemon.api("fay")
    sock = daemon.connect()
    sock.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                 + api.token.encode() + b"\r\n\r\n")
    assert sock.recv(4096).startswith(b"HTTP/1.1 200")
    assert daemon.stop() == 0
    with contextlib.suppress(ConnectionResetError):
        while sock.recv(4096):
            pass


def test_drain_while_runs_are_looked_for(new_daemon, database):
    """What the keeper of reports has under way is answered when it is to end."""
    daemon = new_daemon(database)
    held = database.connect()
    held.autocommit = False
    held.cursor().execute("lock table report_run")
    wait_until(lambda: database.value("""select count(*) from pg_stat_activity where wait_event_type = 'Lock'
                                         and datname = current_database() and query like '%report_run%'"""),
               what="the look")
    daemon.signal(signal.SIGTERM)
    wait_until(lambda: "draining" in [line["message"] for line in daemon.log_lines()],
               what="the end to begin")
    held.rollback()
    assert daemon.wait() == 0


def certificate_of(daemon):
    plain = socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S)
    context = ssl._create_unverified_context()
    with context.wrap_socket(plain) as sock:
        return sock.getpeercert(binary_form=True)


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=again",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True,
                   capture_output=True)


def test_reload_takes_a_new_certificate_and_new_limits(new_daemon, database, tmp_path):
    make_certificate(tmp_path)
    daemon = new_daemon(database, server__certificate=tmp_path / "cert.pem",
                        server__key=tmp_path / "key.pem")
    before = certificate_of(daemon)
    kept = socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S)
    kept = ssl._create_unverified_context().wrap_socket(kept)
    make_certificate(tmp_path)
    daemon.config.write_text(daemon.config.read_text().replace(
        "[admin]", "max_connections_per_address = 3\n[admin]"))
    daemon.signal(signal.SIGHUP)
    wait_until(lambda: certificate_of(daemon) != before, what="the new certificate")
    kept.sendall(GET)
    assert kept.recv(4096).startswith(b"HTTP/1.1 401")  # who was there goes on
    more = [socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S) for _ in range(4)]
    wait_until(lambda: "onestop_connections_refused_total 0\n" not in daemon.admin("/metrics").text,
               what="the new limit")
    assert len(more) == 4


def test_reload_with_a_fault_changes_nothing(new_daemon, database):
    daemon = new_daemon(database)
    daemon.config.write_text(daemon.config.read_text() + "no_such_key = 1\n")
    daemon.signal(signal.SIGHUP)
    wait_until(lambda: any("settings stay" in line["message"] for line in daemon.log_lines()),
               what="the message")
    assert status_of_new(daemon) == 401


def test_database_that_is_away_is_503_and_comes_back():
    cluster = Cluster()  # one of its own: it is stopped
    try:
        folder = small_desk.write(cluster.directory / "small-desk")
        database = cluster.database(folder)
        daemon = Daemon(cluster, database).start()
        api = daemon.api("ada")
        cluster.stop()
        fresh = daemon.api()
        answer = wait_until(lambda: (got := fresh.post(
            "/session", {"user_name": "ada", "password": "x"})).status == 503 and got, what="503")
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json["type"] == "urn:onestop:problem:unavailable"
        wait_until(lambda: daemon.admin("/readyz").status == 503, what="not to be ready")
        assert daemon.admin("/healthz").status == 200
        cluster.start()
        wait_until(lambda: daemon.admin("/readyz").status == 200, what="to be ready")
        wait_until(lambda: api.get("/session").status == 200, what="the session again")
        assert daemon.finish() == []
    finally:
        cluster.drop()


def test_metrics_are_what_prometheus_reads(new_daemon, database):
    daemon = new_daemon(database)
    daemon.api("ada").get("/session").expect(200)
    daemon.api().get("/nothing").expect(404)
    text = daemon.admin("/metrics").text
    assert 'onestop_requests_total{route="GET /session",status="2xx"} 1\n' in text
    assert 'onestop_requests_total{route="none",status="4xx"} 1\n' in text
    assert re.search(r'onestop_request_seconds_bucket\{route="GET /session",le="\+Inf"\} 1\n', text)
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) onestop_\w+ .+|onestop_\w+(\{[^}]*\})? -?[0-9.e+-]+",
                            line), line


def test_admin_address_says_no_to_all_else(new_daemon, database):
    daemon = new_daemon(database)
    assert daemon.admin("/api/v1/session").status == 404
    with socket.create_connection(("127.0.0.1", daemon.admin_port), PATIENCE_S) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n")
        assert sock.recv(4096)[9:12] in (b"400", b"501")


def test_log_says_who_did_what_and_no_more(new_daemon, database):
    daemon = new_daemon(database)
    ada = daemon.api("ada")
    answer = ada.get("/session")
    line = wait_until(lambda: next((line for line in daemon.log_lines() if line.get(
        "request_id") == answer.headers["x-request-id"]), None), what="the line")
    assert line["status"] == 200 and line["route"] == "/session" and line["actor"] > 0
    daemon.api().get("/customers", query={"q": "Иван"}).expect(401)
    assert "Иван" not in daemon.log.read_text() and ada.token not in daemon.log.read_text()
