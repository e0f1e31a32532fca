"""Limits that are reached answer: connections, sizes, deadlines, slow readers; and how connections
are spread and kept."""
import contextlib
import http.client
import json
import re
import socket
import ssl
import time

import haproxy
import pytest
import small_desk
from onestop_daemon import PATIENCE_S, wait_until

GET = b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def database(new_database, workplace):
    return new_database(small_desk.write(workplace / "small-desk"))


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    return new_daemon(database, server__max_connections_per_address=20,
                      server__handshake_timeout="500ms", server__header_timeout="500ms",
                      server__idle_timeout="1s")


@pytest.fixture(scope="module")
def patient(new_daemon, database):
    return new_daemon(database)


def read_until_closed(sock):
    data = b""
    with contextlib.suppress(ConnectionResetError, ssl.SSLError):
        while piece := sock.recv(65536):
            data += piece
    return data


def status_of(data):
    assert data.startswith(b"HTTP/1.1 "), data[:200]
    return int(data[9:12])


def figure(daemon, name, labels=""):
    found = re.search(rf"^onestop_{name}{re.escape(labels)} (\d+)$", daemon.admin("/metrics").text,
                      re.MULTILINE)
    return int(found.group(1)) if found else None


def test_connections_of_one_address_are_limited(daemon):
    kept = [daemon.connect() for _ in range(20)]
    over = daemon.connect()
    over.sendall(GET)
    answer = read_until_closed(over)
    assert status_of(answer) == 429
    assert b"\r\nRetry-After: " in answer and b"\r\nConnection: close" in answer
    kept[7].sendall(GET)
    assert status_of(kept[7].recv(4096)) == 401
    kept.pop().close()
    with contextlib.suppress(OSError):
        over.close()
    wait_until(lambda: status_of_new(daemon) == 401, what="room for another")


def status_of_new(daemon):
    with daemon.connect() as sock:
        sock.sendall(GET)
        return status_of(sock.recv(4096))


def is_closed(sock):
    sock.setblocking(False)
    try:
        return sock.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_connections_far_over_the_limit_are_closed(new_daemon, database):
    daemon = new_daemon(database, server__max_connections_per_address=20)
    plain = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(60)]
    wait_until(lambda: sum(map(is_closed, plain)) == 30, what="the cap")
    assert figure(daemon, "connections", '{worker="0"}') == 30
    for sock in plain:
        sock.close()
    wait_until(lambda: figure(daemon, "connections", '{worker="0"}') == 0, what="room again")


def test_connections_in_all_are_limited(new_daemon, database):
    daemon = new_daemon(database, server__max_connections=10)
    kept = [daemon.connect() for _ in range(10)]
    with daemon.connect() as over:
        over.sendall(GET)
        answer = read_until_closed(over)
    assert status_of(answer) == 503 and b"\r\nRetry-After: " in answer
    assert len(kept) == 10


def test_client_that_says_nothing_is_closed(daemon):
    with socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S) as silent:
        assert silent.recv(1) == b""


def test_head_that_takes_too_long_is_refused(daemon):
    with daemon.connect() as sock:
        sock.sendall(GET[:-4])
        answer = read_until_closed(sock)
    assert status_of(answer) == 408


def test_head_that_trickles_is_refused(daemon):
    began = time.monotonic()
    with daemon.connect() as sock:
        sock.settimeout(0.05)
        data = b""
        for byte in b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"x" * 1000:
            with contextlib.suppress(TimeoutError):
                data = sock.recv(4096)
                break
            with contextlib.suppress(OSError):
                sock.sendall(bytes([byte]))
    assert status_of(data) == 408 and time.monotonic() - began < 5


def test_body_below_the_least_rate_is_refused(daemon):
    with daemon.connect() as sock:
        sock.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
                     b"\r\nContent-Length: 10000\r\n\r\n{")
        answer = read_until_closed(sock)
    assert status_of(answer) == 408


def test_answer_that_takes_too_long_is_given_up(new_daemon, database):
    """The client is told in time; what it asked for ends by itself, and the worker goes on."""
    daemon = new_daemon(database, server__request_timeout="100ms", login__hash_memory="64M",
                        login__hash_passes=16)
    answer = daemon.api().post("/session", {"user_name": "no-such-user", "password": "x"})
    assert answer.status == 503 and "outcome-unknown" in answer.text
    assert answer.headers["connection"] == "close"
    daemon.api().get("/session").expect(401)
    wait_until(lambda: figure(daemon, "requests_under_way", '{worker="0"}') == 0, what="the end")


def test_idle_connection_is_closed(daemon):
    with daemon.connect() as sock:
        sock.sendall(GET)
        assert status_of(read_until_closed(sock)) == 401


def test_body_too_large_is_refused_before_it_is_sent(patient):
    with patient.connect() as sock:
        sock.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
                     b"\r\nContent-Length: 300000\r\n\r\n")
        assert status_of(read_until_closed(sock)) == 413


def test_large_route_takes_a_large_body(patient):
    api = patient.api("ada")
    body = '{"files":[],"x":"' + "y" * 1000000 + '"}'
    assert api.post("/desk", body, if_match=1).status in (400, 422)
    assert api.post("/desk", '{"x":"' + "y" * 5000000 + '"}', if_match=1).status == 413


def test_head_too_large_is_refused(patient):
    with patient.connect() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"x" * 20000 + b"\r\n\r\n")
        assert status_of(read_until_closed(sock)) == 431


def read_answers(sock, count):
    """Reads until that many answers are there, the last one whole."""
    data, seen, looked = bytearray(), 0, 0
    while seen < count or not data.endswith(b"}"):
        piece = sock.recv(65536)
        assert piece, f"closed after {seen} of {count} answers"
        data += piece
        seen += data.count(b"HTTP/1.1 ", looked)
        looked = max(looked, len(data) - 8)
    return bytes(data)


def test_pipelined_requests_are_answered_in_order(patient):
    requests = b"".join(b"GET /api/v1/nothing-%d HTTP/1.1\r\nHost: x\r\n\r\n" % i if i % 2 else GET
                        for i in range(200))
    with patient.connect() as sock:
        sock.sendall(requests)
        data = read_answers(sock, 200)
    statuses = [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", data)]
    assert statuses == [401, 404] * 100


def test_client_that_does_not_read_stops_being_read(patient):
    """It cannot make the daemon buffer answers without end, and loses none when it reads again."""
    with patient.connect() as sock:
        sock.settimeout(0.3)
        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < 400000:
                sock.sendall(GET * 10)
                sent += 10
        assert sent < 400000
        memory = worker_memory(patient)
        assert memory < 100 << 20
        sock.settimeout(PATIENCE_S)
        read_answers(sock, sent)


def worker_memory(daemon):
    worker = next(line["pid"] for line in reversed(daemon.log_lines())
                  if line["message"] == "worker started")
    with open(f"/proc/{worker}/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS"))


def test_reader_that_is_too_slow_is_dropped(new_daemon, database):
    daemon = new_daemon(database, server__header_timeout="500ms")
    dropped = figure(daemon, "timeouts_total")
    with daemon.connect() as sock:
        sock.settimeout(0.3)
        with contextlib.suppress(TimeoutError):
            while True:
                sock.sendall(GET * 100)
        wait_until(lambda: figure(daemon, "timeouts_total") > dropped, what="the deadline")
    wait_until(lambda: figure(daemon, "connections", '{worker="0"}') == 0, what="the end")


def test_body_is_asked_for_when_the_client_waits(patient):
    with patient.connect() as sock:
        sock.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
                     b"\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert sock.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"{}")
        assert status_of(sock.recv(4096)) == 422


def test_head_request_gets_no_body(patient):
    with patient.connect() as sock:
        sock.sendall(GET.replace(b"GET", b"HEAD") + GET)
        data = read_answers(sock, 2)
    first, rest = data.split(b"\r\n\r\n", 1)
    assert rest.startswith(b"HTTP/1.1 401")
    assert int(re.search(rb"Content-Length: (\d+)", first).group(1)) > 100


def test_answer_comes_after_the_client_has_shut_down_its_side(patient):
    with patient.connect() as sock:
        sock.sendall(GET)
        socket.socket.shutdown(sock, socket.SHUT_WR)
        assert status_of(sock.recv(4096)) == 401


@pytest.mark.parametrize("body, detail", [
    ("{", "ends too early"), ("[1]", "must be a JSON object"), ("{} x", "follows"),
    (b'{"user_name":"\xff"}', "UTF-8"), ("{'a':1}", "not JSON"), ("[" * 100, "too deeply"), ('{"password":"x","password":"y"}', "twice"),
])
def test_body_that_is_not_one_json_object_is_refused(patient, body, detail):
    answer = patient.api().post("/session", body).expect(400)
    assert detail in answer.json["detail"]


def test_method_that_an_address_does_not_take_is_told_which_it_does(patient):
    answer = patient.api().patch("/session", {}).expect(405)
    assert answer.headers["allow"] == "POST, GET, DELETE"


def test_address_with_a_slash_too_many_is_not_found(patient):
    patient.api().get("/session/").expect(404)
    patient.api().get("/").expect(404)


def test_answers_carry_what_a_browser_must_know(patient):
    headers = patient.api().get("/session").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "max-age" in headers["strict-transport-security"]
    assert re.fullmatch("[0-9a-f]{24}", headers["x-request-id"])


# Proxies


def through_proxy(daemon, address, command=0x21):
    """A connection that a proxy opened for a client at that address."""
    plain = socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S)
    ends = socket.inet_aton(address) + socket.inet_aton("127.0.0.1") + b"\x12\x34\x01\xbb"
    plain.sendall(b"\r\n\r\n\0\r\nQUIT\n" + bytes([command, 0x11, 0, len(ends)]) + ends)
    sock = daemon.context().wrap_socket(plain, server_hostname="127.0.0.1")
    sock.sendall(GET)
    return sock, status_of(sock.recv(4096))


def test_limit_of_an_address_is_that_of_the_proxys_client(new_daemon, database):
    daemon = new_daemon(database, server__proxies="127.0.0.1, ::1",
                        server__max_connections_per_address=2)
    kept = [through_proxy(daemon, "10.1.1.1") for _ in range(3)]
    assert [status for _, status in kept] == [401, 401, 429]
    assert through_proxy(daemon, "10.1.1.2")[1] == 401
    assert through_proxy(daemon, "0.0.0.0", command=0x20)[1] == 401  # the proxy's own check


def test_proxy_that_does_not_say_who_is_closed(new_daemon, database):
    daemon = new_daemon(database, server__proxies="127.0.0.1")
    with pytest.raises((ssl.SSLError, OSError)):
        daemon.connect()


def test_client_that_plays_proxy_is_closed(patient):
    with pytest.raises((ssl.SSLError, OSError)):
        through_proxy(patient, "10.1.1.1")


def from_address(address, port):
    """A plain connection of a client with that address to a HAProxy."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE_S, source_address=(address, 0))


def status_through(daemon, port, address):
    """The connection, which stays open, and what it got."""
    sock = daemon.context().wrap_socket(from_address(address, port), server_hostname="127.0.0.1")
    sock.sendall(GET)
    return sock, status_of(sock.recv(4096))


def log_in_through(daemon, port, address, user):
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=daemon.context(),
                                             timeout=PATIENCE_S, source_address=(address, 0))
    with contextlib.closing(connection):
        connection.request("POST", "/api/v1/session",
                           json.dumps({"user_name": user, "password": "wrong"}),
                           {"Content-Type": "application/json"})
        return connection.getresponse().status


def test_haproxy_passes_its_clients_limit_of_connections_on(new_daemon, database, tmp_path):
    daemon = new_daemon(database, server__proxies="127.0.0.1",
                        server__max_connections_per_address=2)
    with haproxy.running(tmp_path, "tcp", f"{daemon.port} send-proxy-v2") as port:
        kept = [status_through(daemon, port, "127.0.0.2") for _ in range(3)]
        assert [status for _, status in kept] == [401, 401, 429]
        assert status_through(daemon, port, "127.0.0.3")[1] == 401


def test_haproxy_passes_its_clients_failed_log_ins_on(new_daemon, database, tmp_path):
    daemon = new_daemon(database, server__proxies="127.0.0.1", login__attempts=1)
    with haproxy.running(tmp_path, "tcp", f"{daemon.port} send-proxy-v2") as port:
        tried = [log_in_through(daemon, port, "127.0.0.2", f"user-{i}") for i in range(12)]
        assert tried == [401] * 11 + [429]
        assert log_in_through(daemon, port, "127.0.0.3", "user-12") == 401


def test_haproxy_finds_the_daemon_in_good_health(new_daemon, database, tmp_path):
    """Its checks over TLS speak for themselves (LOCAL); one that failed would take it out of use."""
    daemon = new_daemon(database, server__proxies="127.0.0.1")
    server = f"{daemon.port} send-proxy-v2 check check-ssl verify none inter 1s fall 1 rise 100"
    with haproxy.running(tmp_path, "tcp", server) as port:
        wait_until(lambda: figure(daemon, "connections_accepted_total") > 2, what="checks")
        assert status_through(daemon, port, "127.0.0.2")[1] == 401


def test_haproxy_that_is_not_listed_is_closed(new_daemon, database, tmp_path):
    daemon = new_daemon(database, server__proxies="127.0.0.9")
    with haproxy.running(tmp_path, "tcp", f"{daemon.port} send-proxy-v2") as port:
        with pytest.raises(OSError):
            status_through(daemon, port, "127.0.0.2")
        assert figure(daemon, "handshakes_failed_total") > 0


# TLS


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_tls_and_other_protocols_are_refused(patient):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    h2 = patient.context()
    h2.set_alpn_protocols(["h2"])
    for context in (old, h2):
        with socket.create_connection(("127.0.0.1", patient.port)) as plain:
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_session_is_resumed_at_any_worker(new_daemon, database, version):
    daemon = new_daemon(database, server__workers=2)
    context = daemon.context()
    context.minimum_version = context.maximum_version = version

    def visit(session):
        plain = socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S)
        sock = context.wrap_socket(plain, server_hostname="127.0.0.1", session=session)
        sock.sendall(GET)
        assert status_of(sock.recv(4096)) == 401
        return sock

    first = visit(None)
    later = [visit(first.session) for _ in range(8)]  # kept open: both workers get some
    assert not first.session_reused and all(sock.session_reused for sock in later)


def test_connections_are_spread_evenly_over_the_workers(new_daemon, database):
    daemon = new_daemon(database, server__workers=2)
    kept = []
    for _ in range(40):
        kept.append(daemon.connect())
        kept[-1].sendall(GET)
        assert status_of(kept[-1].recv(4096)) == 401
    shares = [figure(daemon, "connections", f'{{worker="{i}"}}') for i in range(2)]
    assert sum(shares) == 40 and abs(shares[0] - shares[1]) <= 4
