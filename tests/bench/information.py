"""Part g of scripts/bench: how fast figures are asked for, with few and with many cases behind them.

Both sides have the same desk, two agencies and two years of cases, one ten times as many as the
other. Each question is put to both in turns; of all measures by all pairs of what they can be
broken down by, those that took longest and those that grew most in first passes are put again, and
the worst of them stand in the table. The peer is the sum over the counters alone, as plain SQL on the same server."""
import datetime
import http.client
import itertools
import json
import pathlib
import ssl
import statistics
import sys
import threading
import time

AGENCY_SHARES = (60, 40)  # percent of the cases, of the first and the second agency
DAYS, MONTHS = 730, 23
OPEN_PERCENT = 1
PASSES = 3          # over all questions; what others do on the machine slows down one of them
WORST = 8           # of them: slowest, and those that grew most, to be put again
LOGGING_CLIENTS = 8
IDLE_S = 5          # well below the daemon's idle_timeout
ELAPSED_S = 23      # metric, workflow/counter.h
SETTLE_S = 1800
SUMS_DUE = ("select count(*) from counter_changed left join counter_summed s using (agency_id, metric, month) "
            "where s.change is distinct from counter_changed.change")
# What managers ask while cases are logged, each every so many seconds.
MEASURE_EVERY_S, MATURITY_EVERY_S, REPORT_EVERY_S = 1, 2, 5


def say(*words):
    print("bench:", *words, file=sys.stderr, flush=True)


def fill(bench, database, cases, customers):
    """Two agencies' years; the customers are the first one's, since ids are the same in all agencies."""
    began = time.monotonic()
    bench.place.make_database(database, "base")
    for agency, percent in zip(bench.desk.agencies, AGENCY_SHARES):
        share = cases * percent // 100
        bench.place.fill(database, agency, share, share * OPEN_PERCENT // 100,
                         customers if agency == bench.desk.agency else 0, DAYS)
    say(f"two years of {cases} cases made in {time.monotonic() - began:.0f} s")


def settle(daemon):
    """Until the sums of past months are made, which a daemon does when it has time."""
    began = time.monotonic()
    while int(daemon.place.sql(daemon.database, SUMS_DUE)) > 0:
        if time.monotonic() - began > SETTLE_S:
            sys.exit(f"bench: sums of {daemon.database} were not made within {SETTLE_S} s")
        time.sleep(0.2)
    say(f"sums of {daemon.database} made in {time.monotonic() - began:.0f} s")


class Reader:
    """A manager's connection to a daemon; get() and post() give the answer and the seconds it took."""

    def __init__(self, daemon, user):
        context = ssl.create_default_context(cafile=daemon.place.directory / "tls/ca.pem")
        self.connection = http.client.HTTPSConnection("127.0.0.1", daemon.port, context=context, timeout=120)
        self.token = daemon.token(user)
        self.sent, self.last_s = 0, 0

    def keep(self):
        """A daemon ends what is idle for long: a connection of before is opened anew, and not timed."""
        if time.monotonic() - self.last_s > IDLE_S:
            self.connection.close()
            self.connection.connect()
        self.last_s = time.monotonic()

    def ask(self, method, path, body=None, version=None):
        self.sent += 1
        headers = {"Authorization": f"Bearer {self.token}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if body is not None:
            headers.update({"Content-Type": "application/json", "Idempotency-Key": f"bench-{id(self)}-{self.sent}"})
        self.keep()
        began = time.perf_counter()
        self.connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - began
        if not 200 <= answer.status < 300:
            sys.exit(f"bench: {method} {path}: {answer.status}: {content[:500]}")
        return content, took

    def get(self, path):
        return self.ask("GET", path)

    def json(self, path):
        return json.loads(self.get(path)[0])


class Part:
    """sides: daemons with few and with many cases; bodies: file of cases to be logged."""

    def __init__(self, bench, sides, bodies):
        self.bench, self.sides, self.bodies, self.cases = bench, sides, bodies, bench.options.cases
        self.agency = bench.desk.agency
        self.manager = bench.desk.users("manager")[0][1]
        self.readers = [Reader(daemon, self.manager) for daemon in sides]
        yesterday = datetime.date.today() - datetime.timedelta(days=1)
        self.year = (yesterday - datetime.timedelta(days=364), yesterday)

    def run(self):
        for daemon in self.sides:
            settle(daemon)
        self.sides[0].place.sql(self.sides[1].database, "vacuum (analyze)")
        self.sides[0].place.checkpoint()
        self.measures()
        self.reports()
        self.maturity()
        self.logging()

    def turns(self, ask):
        """ask(reader, round) → seconds; medians of both sides in ms, and the median of the rounds' ratios."""
        rounds = [[1000 * ask(reader, number) for reader in self.readers]
                  for number in range(self.bench.options.rounds + 1)][1:]  # the first warms up
        few, many = (statistics.median(one[side] for one in rounds) for side in (0, 1))
        return few, many, statistics.median(one[1] / one[0] for one in rounds)

    def row(self, what, few, many, ratio, most_ms):
        self.bench.row("g", f"{what}, {self.cases} cases", f"{many:.1f} ms", f"{few:.1f} ms, {self.cases // 10} cases",
                       f"{ratio:.2f} x", f"<= {most_ms} ms, <= 1.5 x", many <= most_ms and ratio <= 1.5)

    # Measures.

    def questions(self):
        """Each measure by each pair of its dimensions, or by as many as it has."""
        since, until = self.year
        for measure in self.readers[0].json(f"/measures?agency={self.agency}")["items"]:
            dimensions = measure["dimensions"]
            for by in itertools.combinations(dimensions, min(2, len(dimensions))):
                path = f"/measures/{measure['name']}?agency={self.agency}&from={since}&to={until}"
                yield f"{measure['name']} by {' and '.join(by)}", path + (f"&by={','.join(by)}" if by else "")

    def peer_ms(self, database):
        """The sums behind elapsed-time by office and service, as plain SQL over the counters."""
        since, until = self.year
        place = self.sides[0].place
        out = place.sql(database, "\\timing on", *[
            "select count(*) from (select office_id, service_id, bucket, sum(value) from counter where agency_id = "
            f"(select id from agency where code = '{self.agency}') and metric = {ELAPSED_S} and day between '{since}' and '{until}' "
            "group by 1, 2, 3) sums"] * (self.bench.options.rounds + 1))
        return statistics.median([float(line.split()[1]) for line in out.splitlines() if line.startswith("Time:")][1:])

    def measures(self):
        questions = list(self.questions())
        passes = [[[1000 * reader.get(path)[1] for _, path in questions] for reader in self.readers] for _ in range(1 + PASSES)][1:]
        few, many = ([min(times) for times in zip(*(one[side] for one in passes))] for side in (0, 1))
        every = range(len(questions))
        slowest = sorted(every, key=lambda at: -many[at])[:WORST]
        grown = sorted(every, key=lambda at: -many[at] / few[at])[:WORST]
        say(f"{len(questions)} questions, median {statistics.median(many):.1f} ms; slowest, and those that grew most:",
            [(questions[at][0], round(few[at], 1), round(many[at], 1)) for at in slowest + grown])
        again = [(questions[at][0], *self.turns(lambda reader, _: reader.get(questions[at][1])[1])) for at in dict.fromkeys(slowest + grown)]
        say("again, ms with few, with many, ratio:", [(what, round(few, 1), round(many, 1), round(ratio, 2)) for what, few, many, ratio in again])
        what, few, many, ratio = max(again, key=lambda one: one[2])
        self.row(f"worst of {len(questions)} (any measure by any two, a year): {what}", few, many, ratio, 100)
        what, few, many, ratio = max(again, key=lambda one: one[3])
        self.row(f"of them the one that grew most: {what}", few, many, ratio, 100)
        what, path = next((what, path) for what, path in questions if what == "elapsed-time by office and service")
        few, many, ratio = self.turns(lambda reader, _: reader.get(path)[1])
        peer = self.peer_ms(self.sides[1].database)
        self.bench.row("g", f"{what}, a year, {self.cases} cases", f"{many:.1f} ms", f"SQL over the counters: {peer:.1f} ms",
                       f"{many / peer:.2f} x")
        self.asked_for = questions

    # Reports and maturity.

    def period(self, back):
        """The month so many before this one: "2026-10"."""
        months = 12 * self.year[1].year + self.year[1].month - 1 - back
        return f"{months // 12}-{months % 12 + 1:02}"

    def report(self, reader, back, form):
        """Seconds from asking for the report of a month to having its file."""
        began = time.perf_counter()
        run = json.loads(reader.ask("POST", f"/reports/monthly/runs?agency={self.agency}", {"period": self.period(back)})[0])
        while run["state"] in ("waiting", "running"):
            time.sleep(0.005)
            run = reader.json(f"/report-runs/{run['id']}")
        if run["state"] not in ("done", "unchanged"):
            sys.exit(f"bench: the report is {run['state']}: {run['error']}")
        reader.get(f"/report-runs/{run['same_as'] or run['id']}/file?format={form}&language=en")
        return time.perf_counter() - began

    def reports(self):
        """Each round of a month of its own: what is asked for twice finds nothing new."""
        for first, form, most_ms in ((1, "html", 1000), (MONTHS // 2, "xlsx", 3000)):
            few, many, ratio = self.turns(lambda reader, number: self.report(reader, first + number % (MONTHS // 2), form))
            self.row(f"monthly report to {form.upper()}", few, many, ratio, most_ms)

    def maturity(self):
        framework = (pathlib.Path(__file__).resolve().parent.parent.parent / "config/frameworks/oss.json").read_text()
        administrator = self.bench.desk.users("administrator")[0][1]
        for daemon in self.sides:
            Reader(daemon, administrator).ask("POST", "/frameworks", {"agency": self.agency, "content": framework})
        path = f"/maturity/oss?agency={self.agency}"
        count = sum(len(component["elements"]) for component in self.readers[0].json(path)["components"])
        few, many, ratio = self.turns(lambda reader, _: reader.get(path)[1])
        self.row(f"all {count} elements of maturity", few, many, ratio, 200)

    # Logging meanwhile.

    def ask_on(self, ended, asked):
        """What managers ask until it is over: measures, all elements, reports, each at its pace."""
        reader = Reader(self.sides[1], self.manager)
        measures = itertools.cycle(self.asked_for)
        months = itertools.cycle(range(1, MONTHS))
        kinds = {"measures": (MEASURE_EVERY_S, lambda: reader.get(next(measures)[1])),
                 "elements": (MATURITY_EVERY_S, lambda: reader.get(f"/maturity/oss?agency={self.agency}")),
                 "reports": (REPORT_EVERY_S, lambda: self.report(reader, next(months), "html"))}
        due = dict.fromkeys(kinds, time.monotonic())
        while not ended.is_set():
            kind = min(due, key=due.get)
            if ended.wait(max(0, due[kind] - time.monotonic())):
                return
            every_s, ask = kinds[kind]
            due[kind] += every_s
            ask()
            asked[kind] = asked.get(kind, 0) + 1

    def logging(self):
        daemon, options = self.sides[1], self.bench.options
        tokens, bodies = daemon.tokens(self.bench.desk, "front-desk"), self.bodies
        rounds, asked = [], {}
        for number in range(options.rounds + 1):
            alone = daemon.load(tokens, LOGGING_CLIENTS, options.seconds, "post", "/api/v1/cases", bodies)["rate"]
            ended = threading.Event()
            asking = threading.Thread(target=self.ask_on, args=(ended, asked))
            asking.start()
            beside = daemon.load(tokens, LOGGING_CLIENTS, options.seconds, "post", "/api/v1/cases", bodies)["rate"]
            ended.set()
            asking.join()
            if number > 0:
                rounds.append((alone, beside))
        say("logging alone, beside readers:", rounds, "asked meanwhile:", asked)
        ratio = statistics.median(beside / alone for alone, beside in rounds)
        alone, beside = (statistics.median(one[side] for one in rounds) for side in (0, 1))
        self.bench.row("g", f"log a case, {LOGGING_CLIENTS} clients, while a manager asks a measure every {MEASURE_EVERY_S} s, all elements "
                       f"every {MATURITY_EVERY_S} s, a report every {REPORT_EVERY_S} s", f"{beside:.0f}/s", f"{alone:.0f}/s alone",
                       f"{ratio:.2f} x", ">= 0.9 x", ratio >= 0.9)
