"""Measures over years of cases, as random questions: each figure is what a recount of events and
contacts gives, and what a measure is broken down into adds up to the whole. By hand with more:
ONESTOP_MEASURE_QUESTIONS=5000 ONESTOP_MEASURE_SEED=7."""
import datetime
import itertools
import os
import random

import pytest

import measure_oracle as oracle
import onestop_daemon as od
import town

CASES = int(os.environ.get("ONESTOP_MEASURE_CASES", "2000"))
QUESTIONS = int(os.environ.get("ONESTOP_MEASURE_QUESTIONS", "200"))
SEED = int(os.environ.get("ONESTOP_MEASURE_SEED", "1"))
CUSTOMERS, DAYS = 200, 500
AGENCIES = ("city", "water")
MANAGER = "irina.constantin"  # of both agencies

pytestmark = od.once("figures are figures")


@pytest.fixture(scope="module")
def database(new_database):
    database = new_database()
    for agency in AGENCIES:
        od.run([od.BUILD / "tests/bench_fill", database.conninfo, agency, CASES, CASES // 20, CUSTOMERS, DAYS])
    return database


@pytest.fixture(scope="module")
def worked(daemon):
    """Some of today: cases that are chased, handed over, closed, opened again."""
    chance = random.Random(SEED)
    front, worker, lead = daemon.api("ivo.marinov"), daemon.api("luka.horvat"), daemon.api("vesna.jovic")
    for number in range(30):
        case = front.post("/cases", {
            "service": chance.choice(["general-enquiry", "public-information"]), "channel": "counter", "office": "central-hall",
            "subject": f"Number {number}", "segment": chance.choice(["resident", "business", None]),
            "wait_s": chance.randint(0, 3000)}).expect(201).json

        def act(by, what, body):
            nonlocal case
            case = by.post(f"/cases/{case['reference']}/{what}", body, if_match=case["version"]).expect(200).json
        act(lead, "assign", {"to": "luka.horvat"})
        if chance.random() < 0.5:
            act(worker, "contacts", {"channel": "phone", "direction": "in", "purpose": "information",
                                     "office": "central-hall", "cause": chance.choice(["chase", "correction", "value"]), "wait_s": 20})
        if chance.random() < 0.3:
            act(worker, "hand-over", {"to": "mila.petrova", "reason": "Knows them"})
        elif chance.random() < 0.7:
            act(worker, "close", {"outcome": "answered"})
            if chance.random() < 0.5:
                act(worker, "reopen", {"reason": "Not all was answered"})


@pytest.fixture(scope="module")
def happened(worked, database):
    return {agency: oracle.read(database, agency) for agency in AGENCIES}


def test_years_of_cases_are_counted_as_they_happened(worked, daemon):
    auditor = daemon.cli("marek.dvorak")
    auditor("audit", "counters", code=0)
    auditor("audit", "chain", code=0)


class Question:
    """Any measure of any agency, over any days, by any two dimensions, of any slice."""

    def __init__(self, chance, happened):
        today = town.today()
        self.measure = chance.choice(sorted(oracle.MEASURES))
        self.agency = chance.choice(AGENCIES)
        self.until = today - datetime.timedelta(days=chance.choice([0, chance.randint(0, DAYS)]))
        self.since = self.until - datetime.timedelta(days=chance.choice([0, 6, 30, 91, 364, chance.randint(0, DAYS)]))
        if chance.random() < 0.3:  # whole months, as reports ask
            self.since = self.since.replace(day=1)
            self.until = min(today, (self.until.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1))
        self.every = chance.choice([None, None, "day", "week", "month", "quarter", "year"])
        self.by = chance.sample(oracle.DIMENSIONS, chance.randint(0, 1 if self.every in ("day", "week") else 2))
        self.only = {}
        if chance.random() < 0.4:
            dimension = chance.choice(oracle.DIMENSIONS)
            codes = sorted({one.where[dimension] for one in happened[self.agency]} - {None})
            self.only = {dimension: chance.choice(codes)}

    def query(self):
        query = {"agency": self.agency, "from": self.since, "to": self.until, **self.only}
        return {**query, **({"every": self.every} if self.every else {}), **({"by": ",".join(self.by)} if self.by else {})}

    def __repr__(self):
        return f"{self.measure} {self.query()}"


def first_day(every, text, since):
    """The first day of a period as it is written."""
    if every is None:
        assert text is None
        return since
    if every == "week":
        return datetime.datetime.strptime(text + "-1", "%G-W%V-%u").date()
    if every == "quarter":
        return datetime.date(int(text[:4]), 3 * int(text[-1]) - 2, 1)
    return datetime.date.fromisoformat({"day": text, "month": text + "-01", "year": text + "-01-01"}[every])


def check_percentile(cell, times, name, percent, error):
    exact = oracle.rank(times, percent)
    assert abs(cell[name] - exact) <= error * exact, (name, cell[name], exact)


def check(question, answer, wanted):
    error = answer["measure"]["percentile_error"]
    found = {(tuple(cell["key"]), first_day(question.every, cell["period"], question.since)): cell for cell in answer["cells"]}
    assert len(found) == len(answer["cells"]), "a cell twice"
    keys = {key for key, _ in found}
    assert set(found) == set(itertools.product(keys, oracle.periods(question.every, question.since, question.until)))
    for at, cell in wanted.items():
        assert at in found or not (cell.value or cell.n or cell.times), (at, vars(cell))
    for at, cell in found.items():
        due = wanted.get(at, oracle.Cell())
        if question.measure in oracle.TIMES:
            assert cell["n"] == len(due.times), at
            for name, percent in (("median", 50), ("p90", 90), ("p95", 95)) if due.times else ():
                check_percentile(cell, due.times, name, percent, error)
            continue
        assert cell["value"] == due.value, at
        if question.measure in oracle.SHARES:
            assert cell["n"] == due.n, at
            assert cell["share"] == (pytest.approx(due.value / due.n, abs=1e-6) if due.n else None)


def check_totals(question, answer):
    for total in answer["totals"]:
        parts = [cell for cell in answer["cells"] if cell["period"] == total["period"]]
        for name in ("value", "n", "judged", "in_time"):
            if name in total:
                assert total[name] == sum(cell[name] for cell in parts), (name, total)


@pytest.mark.parametrize("part", range(4))
def test_any_measure_of_any_slice_is_a_recount(happened, daemon, part):
    chance = random.Random(f"{SEED}.{part}")
    manager = daemon.api(MANAGER)
    something = 0
    for _ in range(QUESTIONS // 4):
        question = Question(chance, happened)
        answer = manager.get(f"/measures/{question.measure}", query=question.query()).expect(200).json
        wanted = oracle.cells(happened[question.agency], question.measure, question.since, question.until,
                              question.every, question.by, question.only)
        try:
            check(question, answer, wanted)
            check_totals(question, answer)
        except AssertionError as wrong:
            raise AssertionError(f"{question}: {wrong}") from wrong
        something += any(cell.value or cell.times for cell in wanted.values())
    assert something > QUESTIONS // 10
