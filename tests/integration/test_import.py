"""A city's real requests through the same code: 31,828 of them, replayed at their own times."""
import collections
import csv
import datetime
import gzip
import json
import os
import pathlib
import zoneinfo

import pytest

import onestop_daemon as od

SAMPLE = od.ROOT / "config/samples/boston-311"
SHARED = pathlib.Path(os.environ.get("ONESTOP_SHARED", od.ROOT.parent / "shared")) / "data"
EXPORT = SHARED / "boston-311-2011q3.csv.gz"
STANDARDS = SHARED / "boston-311-standards.csv"
ZONE = zoneinfo.ZoneInfo("America/New_York")
ROWS = 2000 if od.SANITIZED else None  # sanitizers take ten times as long: the first rows only

pytestmark = pytest.mark.skipif(not EXPORT.exists(), reason=f"the requests are not there: {EXPORT}")


@pytest.fixture(scope="module")
def requests():
    with gzip.open(EXPORT, "rt", newline="") as export:
        return list(csv.DictReader(export))[:ROWS]


@pytest.fixture(scope="module")
def imported(new_database, new_daemon, requests, tmp_path_factory):
    """A daemon with all requests imported; the import was cut once and started again."""
    database = new_database(SAMPLE / "desk")
    daemon = new_daemon(database, server__workers=2, log__level="warning")
    cli = daemon.cli("boston.admin")
    whole = tmp_path_factory.mktemp("import") / "requests.csv"
    write(whole, requests)
    part = whole.with_name("part.csv")
    write(part, requests[: len(requests) // 10])
    cli("import", "requests", part, "--map", SAMPLE / "map.json", code=0)
    done = cli("import", "requests", whole, "--map", SAMPLE / "map.json", code=0)
    return daemon, database, done


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def local(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE) if text.strip() else None


def test_every_request_goes_in_once(imported, requests):
    _, database, done = imported
    before = len(requests) // 10
    assert f"{len(requests) - before:,} imported, {before:,} already there, 0 rejected" in done.stdout
    assert database.value("select count(*) from kase") == len(requests)
    assert database.value("select count(distinct external_id) from kase") == len(requests)


def test_opened_and_closed_are_those_of_the_file(imported, requests):
    _, database, _ = imported
    wanted = {row["case_enquiry_id"]: (local(row["open_dt"]), local(row["closed_dt"])) for row in requests}
    found = {row["external_id"]: (row["opened_at"], row["closed_at"]) for row in
             database.query("select external_id, opened_at, closed_at from kase")}
    assert found == wanted


@od.once("only some of the requests are taken in")
def test_chart_of_daily_arrivals_sees_the_hurricane(imported, requests):
    """Irene came to the city on 28 August 2011; 6 July follows the long weekend of Independence Day."""
    daemon, _, _ = imported
    chart = daemon.api("boston.admin").get("/measures/cases-opened/chart", query={
        "from": "2011-07-01", "to": "2011-09-30", "every": "day"}).expect(200).json
    by_day = collections.Counter(row["open_dt"][:10] for row in requests)
    assert {point["period"]: point["value"] for point in chart["points"]} == by_day and len(by_day) == 92
    (segment,) = chart["segments"]
    assert round(segment["mean"], 2) == 345.96 and round(segment["upper"], 2) == 704.97
    assert [point["period"] for point in chart["points"] if point["rule"] == "beyond-limit"] == [
        "2011-07-06", "2011-08-28", "2011-08-29"]


def test_counters_of_a_month_are_those_of_the_file(imported, requests):
    _, database, _ = imported
    counted = {row["metric"]: row["sum"] for row in database.query(
        "select metric, sum(value)::bigint from counter where metric in (1, 2) "
        "and day between '2011-07-01' and '2011-07-31' group by metric")}
    opened = sum(row["open_dt"].startswith("2011-07") for row in requests)
    closed = sum(row["closed_dt"].startswith("2011-07") for row in requests)
    assert (counted[1], counted[2]) == (opened, closed)


def test_audits_are_clean(imported):
    daemon, _, _ = imported
    auditor = daemon.cli("boston.admin")
    auditor("audit", "counters", code=0)
    auditor("audit", "chain", code=0)


def test_due_times_are_the_citys_own(imported, requests):
    """At least 99.0 % of the targets whose type has a standard, within the tolerance that their README states."""
    _, database, _ = imported
    with open(STANDARDS, newline="") as file:
        units = {row["type"]: row["unit"] for row in csv.DictReader(file)}
    due = {row["external_id"]: row["due_at"] for row in database.query(
        "select k.external_id, c.due_at from kase k join clock c on c.agency_id = k.agency_id and c.owner_id = k.id")}
    tolerance = {"working_days": 60, "calendar_days": 61 * 60}
    judged = same = 0
    for row in requests:
        target = local(row["target_dt"])
        if target is None or row["type"] not in units:
            continue
        judged += 1
        off = abs((due[row["case_enquiry_id"]] - target).total_seconds())
        same += off <= tolerance[units[row["type"]]]
    print(f"\n{same} of {judged} target times are the city's own: {100 * same / judged:.2f} %")
    assert od.SANITIZED or judged == 26763
    assert same / judged >= 0.99


def test_bad_rows_are_told_with_line_and_reason_and_stop_nothing(imported, requests, tmp_path):
    daemon, database, _ = imported
    cli = daemon.cli("boston.admin")
    good = dict(requests[0], case_enquiry_id="new-1")
    rows = [dict(good, case_enquiry_id="bad-1", open_dt="yesterday"),
            good,
            dict(good, case_enquiry_id="bad-2", type="No Such Type"),
            dict(good, case_enquiry_id="bad-3", closed_dt="2011-06-01 00:00:00")]
    path = tmp_path / "few.csv"
    write(path, rows)
    cli("import", "requests", path, "--map", SAMPLE / "map.json")
    with open(tmp_path / "few.csv.rejects.csv", newline="") as file:
        rejects = list(csv.reader(file))
    lines = {row[0] for row in rejects[1:]}
    assert {"2", "4", "5"} == lines, rejects
    assert all(row[1] for row in rejects[1:])
    assert database.value("select count(*) from kase where external_id = 'new-1'") == 1
    assert database.value("select count(*) from kase where external_id like 'bad-%%'") == 0


def test_a_clock_of_a_past_request_explains_itself(imported, requests):
    daemon, database, _ = imported
    reference = database.value(
        "select k.reference from kase k join clock c on c.agency_id = k.agency_id and c.owner_id = k.id "
        "where k.closed_at is not null order by k.id limit 1")
    clock = json.loads(daemon.cli("boston.admin")("clock", reference, "--json", code=0).stdout)["clocks"][0]
    counted = sum(line["counted_seconds"] for line in clock["intervals"])
    assert abs(counted - clock["counted_seconds"]) <= len(clock["intervals"])
