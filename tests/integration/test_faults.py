"""What breaks around the daemon: PostgreSQL stops, hangs, has no room, loses connections at every
moment. Whoever asks is told to come back; what was acknowledged is there, once; and the daemon goes
on by itself. (Workers and daemons that are killed: test_torture.py.)"""
import collections
import contextlib
import http.client
import random
import secrets
import subprocess
import threading
import time

import case_desk
import onestop_daemon as od
import psycopg2
import pytest
from onestop_daemon import PATIENCE_S, wait_until


@pytest.fixture(scope="module")
def cluster():
    """One of its own: it is stopped, and its settings are changed."""
    cluster = od.Cluster()
    yield cluster
    cluster.drop()


@pytest.fixture(scope="module")
def database(cluster):
    return cluster.database(case_desk.write(cluster.directory / "case-desk"))


@pytest.fixture(scope="module")
def daemon(cluster, database):
    daemon = od.Daemon(cluster, database, server__workers=2, server__request_timeout="3s").start()
    yield daemon
    problems = daemon.finish()
    assert not problems, problems


CASE = {"service": "fence", "channel": "counter"}


class Client(threading.Thread):
    """Logs cases, each with a key of its own, again and again until the answer is definite."""

    def __init__(self, daemon, stop):
        super().__init__(daemon=True)
        self.api, self.stopping = daemon.api("fia"), stop
        self.told = {}  # subject: reference
        self.answers = collections.Counter()
        self.fault = None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.one(secrets.token_hex(8))
        except AssertionError as fault:
            self.fault = fault

    def one(self, subject):
        end = time.monotonic() + 3 * PATIENCE_S
        while True:
            try:
                answer = self.api.post("/cases", {**CASE, "subject": subject}, key=subject)
                what = answer.status if answer.status < 400 else answer.json["type"].split(":")[-1]
                self.answers["again" if "idempotency-replayed" in answer.headers else what] += 1
                if answer.status == 503:
                    assert int(answer.headers["retry-after"]) >= 1, answer
                else:
                    self.told[subject] = answer.expect(201).json["reference"]
                    return
            except (OSError, http.client.HTTPException):
                self.answers["cut"] += 1
            assert time.monotonic() < end, f"no definite answer to {subject}: {self.answers}"
            time.sleep(0.02)  # between two tries, as the thin client does


@contextlib.contextmanager
def clients(daemon, count):
    """Clients at work; at the end each gets its definite answer."""
    stop = threading.Event()
    at_work = [Client(daemon, stop) for _ in range(count)]
    for client in at_work:
        client.start()
    try:
        yield at_work
    finally:
        stop.set()
        for client in at_work:
            client.join(4 * PATIENCE_S)
    assert [client.fault for client in at_work if client.fault] == []


def acknowledged(at_work):
    return sum(len(client.told) for client in at_work)


def more(at_work, count=10):
    wanted = acknowledged(at_work) + count
    wait_until(lambda: acknowledged(at_work) >= wanted or any(c.fault for c in at_work),
               3 * PATIENCE_S, "acknowledged work")


def logged_in(daemon, user):
    """A client; None: not at the moment, since a connection was cut."""
    with contextlib.suppress(AssertionError):
        return daemon.api(user)


def check_ledger(daemon, database, at_work):
    """Nothing lost, nothing doubled, and the audits are clean."""
    rows = database.query("select subject, reference from kase")
    there = collections.Counter(row["subject"] for row in rows)
    reference = {row["subject"]: row["reference"] for row in rows}
    for client in at_work:
        for subject, told in client.told.items():
            assert there[subject] == 1, f"{subject} is there {there[subject]} times"
            assert reference[subject] == told
    auditor = wait_until(lambda: logged_in(daemon, "audra"), what="a log-in")
    for audit in ("counters", "chain"):
        report = auditor.get(f"/audit/{audit}").expect(200).json
        assert report["clean"], report


def log(api, subject, **options):
    return api.post("/cases", {**CASE, "subject": subject}, key=subject, **options)


def said(answers):
    return sum((client.answers for client in answers), collections.Counter())


# ---- PostgreSQL is away ----

def test_postgresql_stopped_under_load_is_503_and_comes_back(cluster, daemon, database):
    pid = daemon.process.pid
    with clients(daemon, 4) as at_work:
        more(at_work)
        reader = daemon.api("lena")
        cluster.stop()
        wait_until(lambda: said(at_work)["unavailable"] > 3, what="refusals")
        away = reader.get("/cases").expect(503)
        assert int(away.headers["retry-after"]) >= 1
        assert away.json["type"] == "urn:onestop:problem:unavailable"
        wait_until(lambda: daemon.admin("/readyz").status == 503, what="not to be ready")
        assert daemon.admin("/healthz").status == 200
        cluster.start()
        wait_until(lambda: daemon.admin("/readyz").status == 200, what="to be ready")
        wait_until(lambda: reader.get("/cases").status == 200, what="reads")
        more(at_work)
    assert daemon.process.pid == pid and daemon.process.poll() is None
    check_ledger(daemon, database, at_work)


def test_connections_cut_at_random_lose_and_double_nothing(daemon, database):
    choose = random.Random(11)
    killer = database.connect()
    with clients(daemon, 6) as at_work, killer.cursor() as cursor:
        for _ in range(40):
            more(at_work, choose.randrange(1, 12))
            cursor.execute("select pid from pg_stat_activity where usename = 'onestop_daemon'"
                           " and datname = current_database()")
            pids = [row[0] for row in cursor.fetchall()]
            for pid in choose.sample(pids, min(len(pids), choose.choice((1, 2, 20)))):
                cursor.execute("select pg_terminate_backend(%s)", (pid,))
    killer.close()
    print(dict(said(at_work)))
    check_ledger(daemon, database, at_work)


# ---- the outcome is not known ----

@contextlib.contextmanager
def held_commits(cluster, database):
    """Commits are written and then wait for a standby that does not exist."""
    superuser = cluster.conninfo.replace("user=onestop ", "user=postgres ") + " dbname=postgres"

    def alter(setting):
        with contextlib.closing(psycopg2.connect(superuser)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(setting)
                cursor.execute("select pg_reload_conf()")

    def commits_wait():
        """They do once the checkpointer has read the setting, which may be after every session."""
        with contextlib.closing(database.connect()) as probe:
            pid = probe.get_backend_pid()
            commit = threading.Thread(target=lambda: probe.cursor().execute(
                "select pg_logical_emit_message(true, 'probe', '')"))
            commit.start()
            wait_until(lambda: not commit.is_alive() or database.query(
                "select pid from pg_stat_activity where pid = %s and wait_event = 'SyncRep'", pid), what="the probe")
            waited = commit.is_alive()
            database.value("select pg_cancel_backend(%s)", pid)
            commit.join()
            return waited

    alter("alter system set synchronous_standby_names = 'nobody'")
    wait_until(commits_wait, what="the setting")
    try:
        yield
    finally:
        alter("alter system reset synchronous_standby_names")
        wait_until(lambda: database.value("show synchronous_standby_names") == "")


@pytest.mark.parametrize("how", ["pg_terminate_backend", "pg_cancel_backend"])
def test_commit_without_confirmation_is_unknown_and_the_retry_gets_the_first_answer(
        cluster, daemon, database, how):
    """The connection is lost, or the wait for the standby is cancelled: the commit stands here, but
    nobody may be told so."""
    api, subject, answers = daemon.api("fia"), f"unknown-{how}", []
    log(api, f"before-{how}").expect(201)  # this worker knows the session and has ids
    with held_commits(cluster, database):
        writer = threading.Thread(target=lambda: answers.append(log(api, subject)))
        writer.start()
        wait_until(lambda: database.query(
            f"select {how}(pid) from pg_stat_activity where wait_event = 'SyncRep'"
            " and pid in (select pid from pg_locks where relation = 'kase'::regclass"
            " and mode = 'RowExclusiveLock')"), what="a commit that waits")
        wait_until(lambda: not writer.is_alive(), what="an answer")
    problem = answers[0].expect(503)
    assert problem.json["type"] == "urn:onestop:problem:outcome-unknown"
    assert int(problem.headers["retry-after"]) >= 1
    again = wait_until(lambda: (got := log(api, subject)).status != 503 and got, what="the retry")
    assert again.expect(201).headers["idempotency-replayed"] == "true"
    assert database.value("select count(*) from kase where subject = %s", subject) == 1


# ---- the database hangs ----

def test_database_that_hangs_is_503_in_time_and_nothing_is_done_twice(daemon, database):
    fia, lena = daemon.api("fia"), daemon.api("lena")
    blocker = database.connect()
    blocker.autocommit = False
    with blocker.cursor() as cursor:
        cursor.execute("lock table kase in access exclusive mode")
    began = time.monotonic()
    written = log(fia, "Hangs").expect(503)
    read = lena.get("/cases").expect(503)
    assert time.monotonic() - began < 15
    for answer in (written, read):
        assert int(answer.headers["retry-after"]) >= 1
    assert daemon.admin("/healthz").status == 200
    blocker.rollback()
    blocker.close()
    wait_until(lambda: lena.get("/cases").status == 200, what="reads")
    wait_until(lambda: log(fia, "Hangs").status == 201, what="the case")
    assert database.value("select count(*) from kase where subject = 'Hangs'") == 1


# ---- no room ----

class SmallCluster(od.Cluster):
    """On a file system of its own that can be filled."""

    size = "230m"

    def runs(self):
        return (self.directory / "pg/postmaster.pid").exists()

    def start(self):
        if not self.directory.is_mount():
            done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size},mode=755", "tmpfs",
                                   str(self.directory)], capture_output=True, text=True)
            if done.returncode != 0:
                pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
        super().start()

    def drop(self):
        with contextlib.suppress(AssertionError):
            super().drop()
        subprocess.run(["umount", "-l", str(self.directory)], check=True)


def fill(path):
    """Takes all the room that is left, and what has become free since the last time."""
    with open(path, "ab", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)


def test_full_disk_is_503_and_with_room_it_goes_on():
    cluster = SmallCluster()
    try:
        database = cluster.database(case_desk.write(cluster.directory / "case-desk"))
        daemon = od.Daemon(cluster, database).start()
        pid = daemon.process.pid
        reader = daemon.api("lena")
        with clients(daemon, 4) as at_work:
            more(at_work)
            filler = cluster.directory / "filler"
            wait_until(lambda: fill(filler) or said(at_work)["unavailable"] > 5,
                       2 * PATIENCE_S, "refusals")
            # Without room for its log PostgreSQL ends itself, and has to be started again.
            wait_until(lambda: reader.get("/cases").status == 200 or not cluster.runs(), what="reads")
            filler.unlink()
            cluster.start()
            more(at_work, 30)
        assert daemon.process.pid == pid and daemon.process.poll() is None
        print(dict(said(at_work)))
        check_ledger(daemon, database, at_work)
        assert daemon.finish() == []
    finally:
        cluster.drop()


# ---- limits ----

def test_request_larger_than_its_memory_is_413(cluster, database):
    daemon = od.Daemon(cluster, database, limits__request_memory="64k", server__max_body="8M").start()
    api = daemon.api("fia")
    for size in (3000, 9000, 20000, 100000, 3000000):
        answer = api.post("/cases", {**CASE, "subject": "Large", "details": "x" * size})
        assert answer.status in (201, 413, 422, 503), answer
    api.post("/cases", {**CASE, "subject": "Small"}).expect(201)
    assert daemon.finish() == []


def test_many_at_once_are_all_answered(cluster, database):
    """More connections and requests than a worker takes: each gets an answer or is closed, none waits
    for ever, and the daemon is well after it."""
    daemon = od.Daemon(cluster, database, server__max_connections=20,
                       server__max_connections_per_address=15).start()
    token = daemon.api("fia").token
    outcomes = collections.Counter()

    def ask():
        api = od.Api(daemon)
        api.token = token
        for _ in range(5):
            try:
                answer = log(api, secrets.token_hex(8))
                outcomes[answer.status] += 1
                if answer.status in (429, 503):
                    assert int(answer.headers["retry-after"]) >= 1
            except (OSError, http.client.HTTPException):
                outcomes["closed"] += 1
                api.close()
        api.close()

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(4 * PATIENCE_S)
        assert not thread.is_alive()
    assert set(outcomes) <= {201, 429, 503, "closed"} and outcomes[201] > 0
    wait_until(lambda: log(daemon.api("fia"), secrets.token_hex(8)).status == 201, what="room")
    assert daemon.finish() == []


# ---- the end ----

def test_term_under_load_answers_what_it_has_and_doubles_nothing(cluster, database):
    daemon = od.Daemon(cluster, database, server__workers=2).start()
    with clients(daemon, 4) as at_work:
        for _ in range(3):
            more(at_work)
            assert daemon.stop() == 0
            daemon.start()
        more(at_work)
    check_ledger(daemon, database, at_work)
    assert daemon.finish() == []
