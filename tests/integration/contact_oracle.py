"""Contacts of a ticket desk and a phone system, made up at random, and what their counters must be,
computed straight from the file: a second opinion on workflow/contact.c that shares nothing with it."""
import collections
import csv
import datetime
import re

from onestop_daemon import ROOT
from town import ZONE

UTC = datetime.timezone.utc
S = datetime.timedelta(seconds=1)
COLUMNS = ["id", "channel", "office", "queued", "answered", "ended", "appointment", "abandoned", "wait",
           "duration", "direction", "cause", "service", "purpose"]
FIELDS = {"id": "external_id", "queued": "queued_at", "answered": "answered_at", "ended": "ended_at",
          "appointment": "appointment_at", "wait": "wait_s", "duration": "duration_s"}
MAP = {"source": "desk", "time_zone": "Europe/Sofia", "time_format": "%Y-%m-%d %H:%M:%S",
       "columns": {FIELDS.get(name, name): name for name in COLUMNS}}
# Days on which something changes: the clocks, a year, a standard.
DAYS = [datetime.date(2024, 10, 26), datetime.date(2024, 10, 27), datetime.date(2024, 12, 31),
        datetime.date(2025, 1, 1), datetime.date(2025, 1, 31), datetime.date(2025, 2, 1),
        datetime.date(2025, 3, 30), datetime.date(2025, 6, 15)]
# Kind → versions: code, in force from and to, seconds, abandoned_after_s (None: those seconds), scope.
END = "9999-12-31"
STANDARDS = {"counter-wait": [("counter-wait", "2000-01-01", "2025-01-31", 1200, None, {}),
                              ("counter-wait", "2025-02-01", END, 600, None, {}),
                              ("fence-wait", "2024-12-31", "2025-01-31", 300, None, {"services": ["fence"]}),
                              ("hall-wait", "2025-01-01", "2025-03-29", 900, 5, {"channels": ["counter"]})],
             "phone-answer": [("phone-answer", "2000-01-01", "2025-06-01", 20, 5, {}),
                              ("light-calls", "2025-01-31", END, 5, None, {"services": ["light"]})],
             "punctuality": [("punctuality", "2025-01-01", END, 300, None, {}),
                             ("fence-times", "2024-10-27", "2024-12-31", 60, 900, {"services": ["fence"]})]}
# The narrower before the wider.
NARROW = ("services", "channels")


def desk_standards():
    """STANDARDS as items of a desk definition."""
    return [{"code": code, "name": code, "kind": kind, "seconds": seconds, "target_percent": 90,
             "in_force_from": day, **scope, **({} if until == END else {"in_force_to": until}),
             **({} if after is None else {"abandoned_after_s": after})}
            for kind, versions in STANDARDS.items() for code, day, until, seconds, after, scope in versions]


# ---- the file ----


def wall(at):
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def spoil(random, row, at):
    """Makes the row wrong in one of the ways in which exports are."""
    far = datetime.datetime(2999, 1, 1, tzinfo=UTC)
    row.update(random.choice([
        {"office": "attic"}, {"channel": "fax"}, {"queued": "yesterday"}, {"queued": "", "answered": "",
                                                                          "ended": ""},
        {"queued": wall(at), "answered": wall(at - 7200 * S), "abandoned": "0", "wait": ""},
        {"queued": wall(far), "answered": "", "ended": ""}, {"service": "magic"}, {"wait": "-3"},
        {"abandoned": "1", "queued": wall(at), "answered": wall(at + 30 * S)},
        {"abandoned": "1", "queued": wall(at), "answered": "", "ended": "", "wait": "", "duration": ""},
        {"appointment": wall(at + 3 * 86400 * S)}, {"id": ""},
        {"abandoned": "0", "queued": wall(at), "answered": wall(at + 30 * S), "wait": "45"}]))


def make_row(random, number):
    day = random.choice(DAYS)
    at = datetime.datetime.combine(day, datetime.time(0), ZONE).astimezone(UTC)
    at += random.choice([random.randrange(86400), random.randrange(1800), 7000 + random.randrange(8000)]) * S
    channel = random.choice(["counter", "counter", "phone", "phone", "web", "mobile-office"])
    wait = random.choice([0, 5, 6, 20, 21, 300, 301, 600, 601, 1200, 1201, random.randrange(4000)])
    gone = random.random() < 0.2
    left = at + wait * S
    row = dict.fromkeys(COLUMNS, "")
    row.update(id=f"x{number}", channel=channel, office=random.choice(["hall", "east"]), queued=wall(at),
               cause=random.choice(["", "value", "chase", "correction", "complaint", "repeat"]),
               service=random.choice(["", "fence", "light"]),
               purpose=random.choice(["", "information", "transaction"]), abandoned="1" if gone else random.choice("0 "),
               direction=random.choice(["", "", "", "in", "out"]))
    row["abandoned"] = row["abandoned"].strip()
    if gone:
        row["ended"] = wall(left)
    else:
        row["answered"] = wall(left)
        row["ended"] = wall(left + random.randrange(2000) * S) if random.random() < 0.5 else ""
    if random.random() < 0.2:
        row["appointment"] = wall(left + random.choice([-301, -300, -299, 0, 60, 900]) * S)
    if random.random() < 0.2:  # told as a wait
        row["wait"] = str(wait) if random.random() < 0.5 else f"{wait // 60}:{wait % 60:02}"
        row[random.choice(["queued", "ended" if gone else "answered"])] = ""
    if random.random() < 0.03:
        spoil(random, row, at)
    return row


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


# ---- what it says ----


class Wrong(Exception):
    pass


def read_time(text, prior):
    """A local time; of one that comes twice the first, or the second when only that is not before
    what it follows."""
    if not text:
        return None
    try:
        naive = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError as error:
        raise Wrong("time") from error
    first, second = (naive.replace(tzinfo=ZONE, fold=fold).astimezone(UTC) for fold in (0, 1))
    if prior is not None and first < prior <= second:
        return second
    return first


def read_seconds(text):
    if not re.fullmatch(r"(\d+(:\d+){0,2})?", text):
        raise Wrong("seconds")
    total = None
    for part in filter(None, text.split(":")):
        total = (total or 0) * 60 + int(part)
    return total


def judged(contact):
    """Kind, verdict, and the version that judged, code@first day; verdict and version None when
    nothing judges it."""
    start = contact["queued"]
    if contact["appointment"]:
        kind, start = "punctuality", contact["appointment"]
    elif contact["direction"] == "out" or contact["channel"] not in ("counter", "phone"):
        return None, None, None
    else:
        kind = "counter-wait" if contact["channel"] == "counter" else "phone-answer"
    if start is None or contact["left"] is None:
        return kind, None, None
    waited = (contact["left"] - start).total_seconds()
    told = {"services": contact["service"], "channels": contact["channel"]}
    versions = [one for one in STANDARDS[kind] if one[1] <= contact["day"].isoformat() <= one[2] and
                all(told[name] in names for name, names in one[5].items())]
    if not versions:
        return kind, None, None
    code, since, _, seconds, after, _ = max(versions, key=lambda one: [name in one[5] for name in NARROW])
    version = f"{code}@{since}"
    if contact["gone"]:
        return kind, "missed" if waited > (seconds if after is None else after) else None, version
    return kind, "met" if waited <= seconds else "missed", version


def read_contact(row):
    """The contact of a row; Wrong when it is none."""
    queued = read_time(row["queued"], None)
    answered = read_time(row["answered"], queued)
    known = [one for one in (queued, answered) if one]
    ended = read_time(row["ended"], max(known) if known else None)
    appointment = read_time(row["appointment"], None)
    wait, duration = read_seconds(row["wait"]), read_seconds(row["duration"])
    gone = row["abandoned"] == "1"
    now = datetime.datetime.now(UTC)
    if not row["id"] or row["office"] not in ("hall", "east") or row["channel"] == "fax":
        raise Wrong("code")
    if row["service"] not in ("", "fence", "light"):
        raise Wrong("service")
    if any(one and one > now for one in (queued, answered, ended)):
        raise Wrong("future")
    if gone and (answered or duration is not None):
        raise Wrong("abandoned, and answered")
    left = ended if gone else answered
    if wait is not None:
        left = left or (queued + wait * S if queued else None)
        queued = queued or (left - wait * S if left else None)
    if queued and left:
        if left < queued or (wait is not None and abs((left - queued).total_seconds() - wait) > 1):
            raise Wrong("wait")
        wait = int((left - queued).total_seconds())
    if gone and wait is None:
        raise Wrong("abandoned, no wait")
    if not gone and left and ended:
        duration = int((ended - left).total_seconds())
        if duration < 0:
            raise Wrong("duration")
    began = queued or left or ended
    if began is None:
        raise Wrong("no time")
    if appointment and (left is None or abs(appointment - began) > datetime.timedelta(days=1)):
        raise Wrong("appointment")
    return {"channel": row["channel"], "office": row["office"], "service": row["service"] or None,
            "described": row["service"] != "" and row["purpose"] != "",
            "direction": row["direction"], "cause": row["cause"] or "value", "gone": gone, "wait": wait,
            "duration": duration, "queued": queued, "left": left, "appointment": appointment,
            "day": began.astimezone(ZONE).date()}


# ---- what is counted ----


def bucket(value):
    """Log-linear: exact below 32, then 32 steps a power of two."""
    if value < 32:
        return value + 1
    power = value.bit_length() - 6
    return 32 * power + (value >> power) + 1


def metric_numbers():
    """Name → number, as workflow/counter.h has them."""
    table = re.search(r"#define METRICS\(X\)(.*?)\nenum metric", (ROOT / "workflow/counter.h").read_text(),
                      re.DOTALL).group(1)
    names = re.findall(r'X\(\w+, "([\w-]+)"\)', table)
    return {name: number for number, name in enumerate(names, 1)}


def count(contacts):
    """(metric, day, office, service, channel, bucket) → value; instead of the bucket, the version that
    judged."""
    found = collections.Counter()
    for one in contacts:
        def add(metric, at=0, one=one):
            found[(metric, one["day"], one["office"], one["service"], one["channel"], at)] += 1
        if one["gone"]:
            add("contacts-abandoned")
            add("abandoned-wait-seconds", bucket(one["wait"]))
        else:
            add("contacts")
            if not one["described"]:
                add("contacts-undescribed")
            if one["cause"] != "value":
                add("contacts-failure-demand")
                add("contacts-" + one["cause"])
            if one["wait"] is not None:
                add("contact-wait-seconds", bucket(one["wait"]))
            if one["duration"] is not None:
                add("contact-duration-seconds", bucket(one["duration"]))
        kind, verdict, version = judged(one)
        if verdict:
            add(f"{kind}-{verdict}", version)
    return found


COUNTED = """select c.metric, c.day, o.code as office, s.code as service, c.channel, c.bucket, t.code || '@' || t.in_force_from as version,
        sum(c.value)::bigint as value
    from counter c join office o on o.id = c.office_id left join service s on s.id = c.service_id
        left join standard t on t.id = c.bucket and c.metric = any (%s)
    group by 1, 2, 3, 4, 5, 6, 7 having sum(c.value) <> 0"""
CHANNELS = ["", "counter", "phone", "web", "email", "letter", "chat", "api", "mobile-office"]


def counted(database):
    """The same from a database in which there is nothing else."""
    names = {number: name for name, number in metric_numbers().items()}
    by_version = [number for number, name in names.items() if name.endswith(("-met", "-missed"))]
    return {(names[row["metric"]], row["day"], row["office"], row["service"], CHANNELS[row["channel"]],
             row["version"] or row["bucket"]): row["value"] for row in database.query(COUNTED, by_version)}
