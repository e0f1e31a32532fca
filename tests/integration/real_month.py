"""What a month of a city's requests comes to, computed straight from the published file: nothing of
OneStop but the names that its map gives to types and channels. The rules of the standards are those
of the file's own README."""
import collections
import csv
import datetime
import gzip
import json
import math

DAY = datetime.timedelta(days=1)


def read(export):
    with gzip.open(export, "rt", newline="") as file:
        return list(csv.DictReader(file))


def instant(text):
    """Local wall time; from July to September no clock was changed."""
    return datetime.datetime.fromisoformat(text) if text.strip() else None


def working(day):
    return day.weekday() < 5


def due(opened, unit, amount):
    """When a request was promised."""
    if unit == "calendar_days":
        return opened + amount * DAY
    while not working(opened):
        opened += DAY
    if opened.hour >= 17:
        opened = opened.replace(hour=8, minute=30, second=0)
        while True:
            opened += DAY
            if working(opened):
                break
    while amount > 0:
        opened += DAY
        amount -= working(opened)
    return opened


def nearest_rank(values, percent):
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


class Figures:
    def __init__(self):
        self.opened = self.closed = self.in_time = self.judged = 0
        self.elapsed = []

    def median(self):
        return nearest_rank(self.elapsed, 50)

    def p90(self):
        return nearest_rank(self.elapsed, 90)


class Month:
    """Figures of all, by type, by channel, and by both, with the names that the map gives them."""

    def __init__(self, rows, month, map_file, standards_file):
        values = json.loads(map_file.read_text())["values"]
        with open(standards_file, newline="") as file:
            standards = {row["type"]: (row["unit"], int(row["amount"])) for row in csv.DictReader(file)}
        self.all = Figures()
        self.by_type, self.by_channel, self.by_both = (collections.defaultdict(Figures) for _ in range(3))
        for row in rows:
            what = values["service"][row["type"]]
            channel = values["channel"].get(row["source"], values["channel"]["*"])
            of = (self.all, self.by_type[what], self.by_channel[channel], self.by_both[what, channel])
            opened, closed = instant(row["open_dt"]), instant(row["closed_dt"])
            for one in of:
                one.opened += opened.strftime("%Y-%m") == month
            if closed is None or closed.strftime("%Y-%m") != month:
                continue
            for one in of:
                one.closed += 1
                one.elapsed.append(round((closed - opened).total_seconds()))
                if row["type"] in standards:
                    one.judged += 1
                    one.in_time += closed <= due(opened, *standards[row["type"]])
