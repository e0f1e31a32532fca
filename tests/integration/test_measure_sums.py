"""Figures are exact at any moment: while counters move, also in months long over, while journals are
folded and while sums of months are made, a measure is what a plain sum of the counters is."""
import datetime
import random

import pytest
import standards_desk
from onestop_daemon import wait_until
from town import today

TODAY = today()
SINCE = TODAY - datetime.timedelta(days=400)
OPENED, CLOSED, IN_TIME, LATE, ELAPSED = 1, 2, 5, 6, 23
SLICES = {"office": "office_id", "service": "service_id", "channel": "channel", "segment": "segment_id"}
CHANNELS = ["counter", "phone", "web", "email"]
CHECKS = {"cases-opened": [OPENED], "first-contact-resolution": [CLOSED], "elapsed-time": [ELAPSED]}


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(standards_desk.write(tmp_path_factory.mktemp("sums-desk")))


class World:
    """Counters that move, and what they are."""

    def __init__(self, database, daemon):
        self.database, self.chance = database, random.Random(42)
        self.api = daemon.api("mara")
        self.clerk = daemon.api("fia")
        self.auditor = daemon.api("audra")
        self.agency = database.value("select id from agency where code = 'city'")
        self.codes = {name: {row["id"]: row["code"] for row in database.query(
            f"select id, code from {name} where agency_id = %s", self.agency)}
            for name in ("office", "service", "segment")}
        self.codes["channel"] = dict(enumerate(CHANNELS, 1))

    def move(self, count, since=SINCE, to=TODAY):
        """Moves of random slices and days, as a batch journals them; some of it was refused."""
        pick, days = self.chance, (to - since).days
        rows = [(pick.randrange(4), since + datetime.timedelta(days=pick.randint(0, days)),
                 pick.choice([OPENED, CLOSED, IN_TIME, LATE, ELAPSED]),
                 pick.choice(list(self.codes["office"])), pick.choice(list(self.codes["service"])),
                 pick.randrange(1, 5), pick.choice([0, *self.codes["segment"]]),
                 pick.choice([1, 1, 2, -1])) for _ in range(count)]
        ord_, day, metric, office, service, channel, segment, value = map(list, zip(*rows))
        bucket = [pick.randrange(1, 400) if one == ELAPSED else 0 for one in metric]
        value = [abs(one) if of == ELAPSED else one for one, of in zip(value, metric)]
        self.database.query(
            "insert into counter_journal (agency_id, ord, day, metric, office_id, service_id, channel, segment_id,"
            " bucket, value, refused) values (%s, %s, %s::date[], %s::smallint[], %s, %s, %s::smallint[], %s, %s,"
            " %s::bigint[], '{3}')", self.agency, ord_, day, metric, office, service, channel, segment,
            bucket, value)

    def fold_soon(self):
        """What a daemon writes itself it folds within seconds."""
        self.clerk.post("/cases", {"service": "light", "channel": "phone", "subject": "Light"}).expect(201)

    def plain(self, metrics, since, to, by, every, where):
        """{(period, key, …): sum} straight from the counters."""
        keys = "".join(f", {SLICES[name]} as {name}" for name in by)
        period = f"date_trunc('{every}', day)::date" if every else "null"
        filters = "".join(f" and {SLICES[name]} = {key}" for name, key in where.items())
        found = {}
        for row in self.database.query(
                f"select {period} as period{keys}, sum(value)::bigint as value from counter where agency_id = %s"
                f" and metric = any (%s) and day between %s and %s{filters} group by 1"
                + "".join(f", {2 + i}" for i in range(len(by))), self.agency, metrics, since, to):
            if row["value"]:
                found[(row["period"], *[self.code(name, row[name]) for name in by])] = row["value"]
        return found

    def code(self, name, key):
        return self.codes[name].get(key)

    def check(self):
        """One question at random, asked both ways."""
        pick = self.chance
        name = pick.choice(list(CHECKS))
        by = pick.sample(list(SLICES), pick.randrange(3))
        every = pick.choice([None, "day", "week", "month", "quarter", "year"])
        since, to = sorted(SINCE + datetime.timedelta(days=pick.randint(0, 400)) for _ in range(2))
        if pick.random() < 0.5:
            since = since.replace(day=1)
        where = {one: pick.choice(list(self.codes[one])) for one in SLICES if pick.random() < 0.2}
        query = {"from": since, "to": to, **({"by": ",".join(by)} if by else {}),
                 **({"every": every} if every else {}),
                 **{one: self.codes[one][key] for one, key in where.items()}}
        answer = self.api.get(f"/measures/{name}", query=query)
        if answer.status == 422:  # more figures than are answered
            assert every == "day" and len(by) == 2
            return False
        figure = "value" if name == "cases-opened" else "n"
        told = {(cell["period"], *cell["key"]): cell[figure] for cell in answer.expect(200).json["cells"]}
        wanted = self.plain(CHECKS[name], since, to, by, every, where)
        texts = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
        wanted = {(None if period is None else f"{period.year}-Q{(period.month + 2) // 3}"
                   if every == "quarter" else period.strftime(texts[every]), *key): value
                  for (period, *key), value in wanted.items()}
        assert {key: value for key, value in told.items() if value} == wanted, query
        return True

    def due(self):
        return self.database.value(
            "select count(*) from counter_changed c left join counter_summed s using (agency_id, metric, month)"
            " where s.change is distinct from c.change")

    def waiting(self):
        return self.database.value("select count(*) from counter_journal")


@pytest.fixture(scope="module")
def world(database, daemon):
    return World(database, daemon)


def test_figures_are_exact_while_counters_move_and_sums_are_made(world):
    world.move(4000)
    world.fold_soon()
    states = set()

    def summed():
        """Asks all the while, until everything is folded and summed."""
        world.check()
        states.add((bool(world.waiting()), bool(world.due())))
        return states >= {(False, True), (False, False)}

    wait_until(summed, 60, "sums of all months")
    for _ in range(40):
        world.check()  # from sums alone
    late = TODAY - datetime.timedelta(days=200)
    world.move(50, late, late + datetime.timedelta(days=20))  # a month or two of them
    for _ in range(20):
        world.check()  # with a journal
    world.fold_soon()
    wait_until(lambda: not world.waiting(), 30, "the fold")
    assert world.due()
    while world.due():
        world.check()  # with months that changed, until they are summed again


def test_figures_come_from_sums(world):
    """A sum that is tampered with shows: so it is what was read."""
    first = (TODAY.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    last = TODAY.replace(day=1) - datetime.timedelta(days=1)
    ask = lambda: world.api.get("/measures/cases-opened", query={"from": first, "to": last, "by": "service"}
                                ).expect(200).json["totals"][0]["value"]
    wait_until(lambda: not world.due() and not world.waiting(), 60, "sums of all months")
    before = ask()
    audit = lambda language: world.auditor.get("/audit/counters", headers={"Accept-Language": language}
                                               ).expect(200).json["differences"]
    told = lambda: [one for one in audit("en") if "its sums" in one]
    assert told() == []
    kept = world.database.value("select encode(packed, 'hex') from counter_sum where metric = 1 and slices = 0"
                                " and month = %s", first)
    world.database.query("update counter_sum set packed = '\\x010002' where metric = 1 and slices = 0 and month = %s",
                         first)
    assert before != 1 and ask() == 1
    assert told() == [f"cases-opened of {first:%Y-%m}: its sums by month are not those of the counters"]
    assert f"образувани преписки за {first:%Y-%m}: сборовете по месец не съвпадат с броячите" in audit("bg")
    world.database.query("update counter_sum set packed = decode(%s, 'hex') where metric = 1 and slices = 0"
                         " and month = %s", kept, first)
    assert ask() == before
    assert told() == []


def test_readers_of_another_agency_see_no_sums(world):
    with world.database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set role onestop_read")
        for agency, seen in ((world.agency, True), (0, False)):
            cursor.execute("select set_config('onestop.agencies', %s, false)", (f"{{{agency}}}",))
            for table in ("counter_sum", "counter_summed", "counter_changed"):
                cursor.execute(f"select count(*) from {table}")
                assert (cursor.fetchone()[0] > 0) == seen, table
