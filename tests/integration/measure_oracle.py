"""Figures of measures, recounted from events and contacts by other code than the daemon's: no
counter is looked at. Each measure here is a rule over one thing that happened."""
import bisect
import collections
import datetime
import json
import math

OPENED, HANDED_OVER, STEPPED, BROUGHT_IN, TASK_ANSWERED, CLOSED, REOPENED, RUNG = 1, 3, 4, 7, 9, 12, 13, 15
CONTACT = "contact"
DIMENSIONS = ("office", "service", "channel", "segment")
ONLINE = {"web", "email", "api"}


class Happened:
    """One event or contact: when (local day), where (codes by dimension), and its facts."""

    def __init__(self, kind, day, where, facts):
        self.kind, self.day, self.where, self.facts = kind, day, where, facts

    def get(self, fact):
        return self.facts.get(fact, 0)


def read(database, agency):
    """All that happened in an agency."""
    names = {dimension: {row["id"]: row["code"] for row in database.query(f"select id, code from {dimension}")}
             for dimension in ("office", "service", "segment")}
    names["channel"] = {row["n"]: row["code"] for row in database.query("select n, channel_name(n) as code from generate_series(1, 8) n")}
    where = ("(select id from agency where code = %s)")
    zone = database.value("select time_zone from agency where code = %s", agency)

    def slice_of(row):
        return {dimension: names[dimension].get(row[dimension + "_id" if dimension != "channel" else dimension])
                for dimension in DIMENSIONS}
    events = database.query(
        f"select kind, (at at time zone %s)::date as day, office_id, service_id, segment_id, channel, facts from case_event "
        f"where agency_id = {where}", zone, agency)
    contacts = database.query(
        f"select (at at time zone %s)::date as day, office_id, service_id, segment_id, channel, cause, wait_s, duration_s, abandoned "
        f"from contact where agency_id = {where}", zone, agency)
    return ([Happened(row["kind"], row["day"], slice_of(row), json.loads(row["facts"])) for row in events] +
            [Happened(CONTACT, row["day"], slice_of(row), row) for row in contacts])


# ---- rules: what of one happening counts ----

def of(kind, rule=lambda one: 1):
    return lambda one: rule(one) if one.kind == kind else 0


def held(rule=lambda one: 1):
    """Contacts in which somebody was spoken to."""
    return of(CONTACT, lambda one: 0 if one.facts["abandoned"] else rule(one))


def judged(one):
    return int(one.get("in-time") != 0)


closings = of(CLOSED)
COUNTS = {
    "cases-opened": of(OPENED),
    "cases-closed": closings,
    "cases-reopened": of(REOPENED),
    "cases-handed-over": of(HANDED_OVER),
    "tasks-opened": of(BROUGHT_IN),
    "tasks-answered": of(TASK_ANSWERED),
    "steps": lambda one: int(one.kind in (STEPPED, CLOSED)),
    "contacts": held(),
    "contacts-failure-demand": held(lambda one: one.facts["cause"] > 1),
    "contacts-abandoned": of(CONTACT, lambda one: one.facts["abandoned"]),
    "breaches": of(RUNG, lambda one: one.get("percent") == 100 and one.get("clock-kind") == 1),
    "queue-arrivals": lambda one: int(one.kind in (OPENED, REOPENED) or (one.kind == HANDED_OVER and one.get("from-queue-id") != 0)),
    # What came into a queue: opened, opened again, handed over, or a question to a professional.
    "demand-minutes": lambda one: one.get("expected-minutes") if one.kind in (OPENED, REOPENED, HANDED_OVER, BROUGHT_IN) else 0,
}
SHARES = {
    "cases-in-time": (of(CLOSED, lambda one: one.get("in-time") == 1), of(CLOSED, judged)),
    "reopened": (of(REOPENED), closings),
    "failure-demand": (COUNTS["contacts-failure-demand"], held()),
    "online": (held(lambda one: one.where["channel"] in ONLINE), held()),
    "first-contact-resolution": (of(CLOSED, lambda one: one.get("first-contact")), closings),
    "single-contact": (of(CLOSED, lambda one: one.get("contact-points") <= 1), closings),
    "case-managed": (of(CLOSED, lambda one: one.get("case-managed")), closings),
    "front-logged": (of(OPENED, lambda one: one.get("front-desk")), of(OPENED)),
    "segmented": (of(OPENED, lambda one: one.where["segment"] is not None), of(OPENED)),
}
# What is distributed: None does not count.
TIMES = {
    "elapsed-time": lambda one: one.get("elapsed-s") if one.kind == CLOSED else None,
    "contact-wait": lambda one: one.facts["wait_s"] if one.kind == CONTACT and not one.facts["abandoned"] else None,
    "contact-duration": lambda one: one.facts["duration_s"] if one.kind == CONTACT and not one.facts["abandoned"] else None,
}
LEVELS = {"cases-open": lambda one: {OPENED: 1, REOPENED: 1, CLOSED: -1}.get(one.kind, 0)}
MEASURES = {**COUNTS, **SHARES, **TIMES, **LEVELS}


# ---- periods ----

def first_of(every, day):
    """The first day of the period that a day is in."""
    if every == "week":
        return day - datetime.timedelta(days=day.weekday())
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if every == "year":
        return day.replace(month=1, day=1)
    return day


def periods(every, since, until):
    days = [since + datetime.timedelta(days=number) for number in range((until - since).days + 1)]
    return sorted({first_of(every, day) for day in days}) if every else [since]


# ---- figures ----

class Cell:
    """value and n of counts, shares and levels; times: what is distributed."""

    def __init__(self):
        self.value = self.n = 0
        self.times = []


def rank(values, percent):
    """Nearest rank: the smallest that so many percent of all have not exceeded."""
    return sorted(values)[max(0, math.ceil(percent * len(values) / 100) - 1)]


def cells(happened, measure, since, until, every, by, only):
    """Figures by (codes of by, first day of the period); what has nothing at all is left out, but for
    a level, which stands until it changes."""
    found = collections.defaultdict(Cell)
    firsts = periods(every, since, until)
    for one in happened:
        if one.day > until or any(one.where[dimension] != code for dimension, code in only.items()):
            continue
        key = tuple(one.where[dimension] for dimension in by)
        if measure in LEVELS:
            change = LEVELS[measure](one)
            at = max(0, bisect.bisect_right(firsts, one.day) - 1) if every else 0
            for first in firsts[at:] if change else ():
                found[key, first].value += change
            continue
        if one.day < since:
            continue
        cell = (key, first_of(every, one.day) if every else since)
        if measure in TIMES:
            seconds = TIMES[measure](one)
            if seconds is not None:
                found[cell].times.append(seconds)
        else:
            value, n = SHARES[measure] if measure in SHARES else (COUNTS[measure],) * 2
            if n(one) or value(one):
                found[cell].value += int(value(one))
                found[cell].n += int(n(one))
    return found
