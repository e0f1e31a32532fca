"""August 2011 in a city: its 11,547 requests imported, and the figures of the month held against those
that real_month.py computes straight from the published file."""
import pytest

import real_month
import report_desk
from onestop_daemon import once
from test_import import EXPORT, SAMPLE, STANDARDS

MONTH = {"from": "2011-08-01", "to": "2011-08-31"}

pytestmark = [pytest.mark.skipif(not EXPORT.exists(), reason=f"the requests are not there: {EXPORT}"),
              once("the import takes ten times as long")]


@pytest.fixture(scope="module")
def month():
    return real_month.Month(real_month.read(EXPORT), "2011-08", SAMPLE / "map.json", STANDARDS)


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(SAMPLE / "desk")


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    daemon = new_daemon(database, log__level="warning")
    daemon.cli("boston.admin")("import", "requests", EXPORT, "--map", SAMPLE / "map.json", code=0)
    return daemon


@pytest.fixture(scope="module")
def manager(daemon):
    return daemon.api("boston.manager")


def measured(manager, name, by):
    """Figures of August by code; with by None the one of all under None."""
    answer = manager.get(f"/measures/{name}", query={**MONTH, **({"by": by} if by else {})}).expect(200).json
    return {cell["key"][0] if by else None: cell for cell in answer["cells"]}, answer["measure"]["percentile_error"]


def of(month, by):
    return {None: {None: month.all}, "service": month.by_type, "channel": month.by_channel}[by]


def close(found, exact, error):
    return abs(found - exact) <= error * exact


@pytest.mark.parametrize("by", [None, "service", "channel"])
def test_measures_are_those_of_the_file(manager, month, by):
    wanted = of(month, by)
    opened, _ = measured(manager, "cases-opened", by)
    closed, _ = measured(manager, "cases-closed", by)
    assert {key: cell["value"] for key, cell in opened.items() if cell["value"]} == {
        key: one.opened for key, one in wanted.items() if one.opened}
    assert {key: cell["value"] for key, cell in closed.items() if cell["value"]} == {
        key: one.closed for key, one in wanted.items() if one.closed}
    in_time, _ = measured(manager, "cases-in-time", by)
    assert {key: (cell["value"], cell["n"]) for key, cell in in_time.items() if cell["n"]} == {
        key: (one.in_time, one.judged) for key, one in wanted.items() if one.judged}
    elapsed, error = measured(manager, "elapsed-time", by)
    for key, one in wanted.items():
        if one.closed:
            cell = elapsed[key]
            assert cell["n"] == one.closed
            assert close(cell["median"], one.median(), error) and close(cell["p90"], one.p90(), error), (key, cell)


@pytest.fixture(scope="module")
def report(manager):
    """The monthly report of August: its sections, each as figures by measure and by the codes of its rows."""
    done = report_desk.run(manager, "monthly", "2011-08", agency="boston")
    told = report_desk.file(manager, done["id"], format="json").json["figures"]
    assert (told["from"], told["to"]) == (MONTH["from"], MONTH["to"])
    return {section["code"]: section for section in told["sections"]}


def rows_of(section):
    """Figures by measure, of each row."""
    names = [measure["name"] for measure in section["measures"]]
    return {tuple(key["code"] for key in row["keys"]): dict(zip(names, row["figures"])) for row in section["rows"]}


def check_figures(section, wanted):
    """Counts to the unit, percentiles within the error that the section states."""
    found = rows_of(section)
    error = {measure["name"]: measure["error_permille"] / 1000 for measure in section["measures"]}
    assert all(key in found or not (one.opened or one.closed) for key, one in wanted.items())
    for key, figures in found.items():
        one = wanted[key]
        assert (figures["cases-opened"]["value"], figures["cases-closed"]["value"]) == (one.opened, one.closed), key
        if "cases-in-time" in figures:
            assert (figures["cases-in-time"]["value"], figures["cases-in-time"]["n"]) == (one.in_time, one.judged), key
        times = figures["elapsed-time"]
        assert times["n"] == one.closed, key
        for part, exact in (("median", one.median()), ("p90", one.p90())) if one.closed else ():
            assert close(times[part], exact, error["elapsed-time"]), (key, part, times[part], exact)


@pytest.mark.parametrize("code, by", [("types", "by_type"), ("channels", "by_channel"), ("types-and-channels", "by_both")])
def test_report_of_the_month_says_what_the_file_says(report, month, code, by):
    wanted = {key if isinstance(key, tuple) else (key,): one for key, one in getattr(month, by).items()}
    check_figures(report[code], wanted)


def test_report_day_by_day_adds_up_to_the_month(report, month):
    section = report["volume"]
    assert len(section["rows"]) == 31
    names = [measure["name"] for measure in section["measures"]]
    sums = {name: sum(row["figures"][place]["value"] for row in section["rows"]) for place, name in enumerate(names)}
    assert (sums["cases-opened"], sums["cases-closed"]) == (month.all.opened, month.all.closed) == (11547, 9681)
