"""Nothing lost: clients log and work cases with idempotent retries while a worker, the whole daemon and
PostgreSQL are killed at random; then what the clients were told is compared with the database.

A client keeps a ledger of what was acknowledged. It repeats a request with the same Idempotency-Key until it
gets a definite answer, as the thin client does. Afterwards: nothing acknowledged is missing, nothing is there
twice, the audits are clean, and no rung fired twice."""
import collections
import datetime
import http.client
import os
import random
import secrets
import signal
import threading
import time

import onestop_daemon as od

ACKNOWLEDGED = (200, 201)
LATER = (408, 425, 429, 500, 502, 503, 504)
RETRY_S = 0.05
GIVE_UP_S = 120


class Client(threading.Thread):
    """Logs and works cases until told to stop. One user each, so that claims and steps are its own."""

    def __init__(self, daemon, user, password, seed, stop):
        super().__init__(daemon=True)
        self.daemon_under_test, self.user, self.password = daemon, user, password
        self.random, self.stopping = random.Random(seed), stop
        self.api = od.Api(daemon)
        self.ledger = []  # (what, reference or token, version) of everything acknowledged
        self.tried = []   # tokens of all that was sent, acknowledged or not
        self.mine = {}    # reference -> version, of open cases
        self.retries = 0
        self.fault = None

    def run(self):
        try:
            self.log_in()
            while not self.stopping.is_set():
                self.one()
        except Exception as fault:  # told at the end of the run
            self.fault = fault

    def log_in(self):
        self.until_definite(lambda: self.api.post(
            "/session", {"user_name": self.user, "password": self.password}, key=False),
            then=lambda answer: setattr(self.api, "token", answer.expect(201).json["token"]))

    def until_definite(self, send, then=None):
        """Sends until there is an answer that is no "later"."""
        end = time.monotonic() + GIVE_UP_S
        while True:
            try:
                answer = send()
                if answer.status not in LATER:
                    if then is not None:
                        then(answer)
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() > end:
                raise AssertionError(f"{self.user}: no definite answer within {GIVE_UP_S} s")
            self.retries += 1
            time.sleep(RETRY_S)  # between two tries, as the thin client does

    def post(self, path, body, if_match=None):
        key = secrets.token_hex(16)
        return self.until_definite(lambda: self.api.post(path, body, key=key, if_match=if_match))

    def one(self):
        action = self.random.choices(("log", "note", "step", "close"), (4, 3, 3, 1))[0]
        if action == "log" or not self.mine:
            self.log()
        else:
            reference = self.random.choice(list(self.mine))
            getattr(self, action)(reference)

    def log(self):
        token = secrets.token_hex(12)
        ago = datetime.timedelta(seconds=self.random.randrange(0, 240))
        received = datetime.datetime.now(datetime.timezone.utc) - ago
        self.tried.append(token)
        answer = self.post("/cases", {"service": "permit", "channel": "phone", "subject": token,
                                      "received_at": received.isoformat(timespec="seconds")})
        answer.expect(201)
        self.ledger.append(("case", answer.json["reference"], token))
        self.mine[answer.json["reference"]] = answer.json["version"]

    def note(self, reference):
        token = secrets.token_hex(12)
        self.tried.append(token)
        answer = self.post(f"/cases/{reference}/notes", {"body": token}).expect(200)
        self.ledger.append(("note", reference, token))
        self.mine[reference] = answer.json["version"]

    def changed(self, reference, answer, what):
        """A change may meet a rung that fired meanwhile: then it is refused as stale and read again."""
        if answer.status in ACKNOWLEDGED:
            self.ledger.append((what, reference, answer.json["version"]))
            self.mine[reference] = answer.json["version"]
        elif answer.status in (409, 412):
            shown = self.until_definite(lambda: self.api.get(f"/cases/{reference}")).expect(200)
            self.mine[reference] = shown.json["version"]
        else:
            raise AssertionError(f"{what} of {reference}: {answer}")

    def step(self, reference):
        step = self.random.choice(("ask", "go-on"))
        answer = self.post(f"/cases/{reference}/steps", {"step": step}, if_match=self.mine[reference])
        self.changed(reference, answer, "stepped")

    def close(self, reference):
        answer = self.post(f"/cases/{reference}/close", {"outcome": "solved"},
                           if_match=self.mine[reference])
        self.changed(reference, answer, "closed")
        if answer.status in ACKNOWLEDGED:
            del self.mine[reference]


class Torture:
    def __init__(self, cluster, daemon, database, seed):
        self.cluster, self.daemon, self.database = cluster, daemon, database
        self.random = random.Random(seed)
        self.killed = collections.Counter()

    # The three ways to fall. Each returns when the service is up again.
    def kill_worker(self):
        children = list(self.daemon.children())
        if children:
            os.kill(self.random.choice(children), signal.SIGKILL)
        od.wait_until(self.ready, what="all workers")

    def kill_daemon(self):
        self.daemon.kill()
        self.daemon.start()

    def kill_postgresql(self):
        pid = int((self.cluster.directory / "pg/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        od.wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="the end of PostgreSQL")
        od.wait_until(self.start_postgresql, deadline_s=60, what="PostgreSQL")
        od.wait_until(self.ready, deadline_s=60, what="the daemon's lanes")

    def start_postgresql(self):
        """Its children may still hold the shared memory for a moment."""
        try:
            self.cluster.start()
            return True
        except AssertionError:
            return False

    def ready(self):
        try:
            return self.daemon.admin("/readyz").status == 200
        except OSError:
            return False

    def run(self, kills, clients):
        """kills of each kind, in random order, each after some work was acknowledged."""
        order = [kind for kind in ("worker", "daemon", "postgresql") for _ in range(kills)]
        self.random.shuffle(order)
        for kind in order:
            self.work_goes_on(clients)
            getattr(self, "kill_" + kind)()
            self.killed[kind] += 1
        self.work_goes_on(clients)

    def work_goes_on(self, clients):
        wanted = sum(len(client.ledger) for client in clients) + self.random.randrange(5, 60)

        def enough():
            for client in clients:
                if client.fault is not None:
                    raise client.fault
            return sum(len(client.ledger) for client in clients) >= wanted
        od.wait_until(enough, deadline_s=GIVE_UP_S, what="acknowledged work")

    def differences(self, clients):
        """What the ledgers say against what is in the database; [] when all is well."""
        found = []
        cases = self.database.query("select reference, subject from kase")
        by_subject = collections.Counter(case["subject"] for case in cases)
        subject_of = {case["reference"]: case["subject"] for case in cases}
        notes = collections.Counter(row["body"] for row in self.database.query("select body from note"))
        events = {(row["reference"], row["seq"]): row["kind"] for row in self.database.query(
            "select k.reference, e.seq, event_kind_name(e.kind) as kind from case_event e "
            "join kase k on k.agency_id = e.agency_id and k.id = e.case_id")}
        for client in clients:
            for what, reference, told in client.ledger:
                if what == "case" and subject_of.get(reference) != told:
                    found.append(f"lost: case {reference}")
                elif what == "note" and notes[told] != 1:
                    found.append(f"note of {reference} is there {notes[told]} times")
                elif what in ("stepped", "closed") and not self.event_near(events, what, reference, told):
                    found.append(f"lost: {what} of {reference} at {told}")
            found += [f"doubled: {token}" for token in client.tried
                      if by_subject[token] > 1 or notes[token] > 1]
        return found + self.rung_differences()

    @staticmethod
    def event_near(events, what, reference, version):
        """A change may be several events (resumed, stepped, paused); its own is among the last three."""
        return any(events.get((reference, seq)) == what for seq in range(version - 3, version + 1))

    def rung_differences(self):
        doubled = self.database.query(
            "select case_id, facts::json ->> 'clock-id' as clock, facts::json ->> 'percent' as percent, count(*) "
            "from case_event where kind = 15 group by 1, 2, 3 having count(*) > 1")
        unclaimed = self.database.value(
            "select count(*) from case_event e where kind = 15 and not exists (select from clock_rung r "
            "where r.agency_id = e.agency_id and r.clock_id = (e.facts::json ->> 'clock-id')::bigint "
            "and r.percent = (e.facts::json ->> 'percent')::int)")
        found = [f"rung fired twice: {row}" for row in doubled]
        return found + ([f"{unclaimed} rungs without a claim"] if unclaimed else [])


def torture(cluster, database, daemon, kills, clients, seed):
    """Runs it; returns (differences, a line that says what was done)."""
    users = ["ana", "bo", "cleo", "dan", "eve", "fay", "gus", "hal"][:clients]
    passwords = {user: database.set_password(user) for user in users}
    stop = threading.Event()
    workers = [Client(daemon, user, passwords[user], seed * 100 + number, stop)
               for number, user in enumerate(users)]
    for worker in workers:
        worker.start()
    run = Torture(cluster, daemon, database, seed)
    run.run(kills, workers)
    stop.set()
    for worker in workers:
        worker.join(timeout=GIVE_UP_S)
    faults = [str(worker.fault) for worker in workers if worker.fault is not None]
    auditor = daemon.api("adm")
    for audit in ("counters", "chain"):
        answer = auditor.get(f"/audit/{audit}").expect(200).json
        faults += [f"audit {audit}: {line}" for line in answer["differences"]]
    faults += run.differences(workers)
    done = collections.Counter(what for worker in workers for what, _, _ in worker.ledger)
    rungs = database.value("select count(*) from clock_rung")
    said = (f"kills {dict(run.killed)}, acknowledged {dict(done)}, retries "
            f"{sum(worker.retries for worker in workers)}, rungs fired {rungs}, differences {len(faults)}")
    return faults, said
