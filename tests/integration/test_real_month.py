"""August 2011 in a city: its 11,547 requests imported, and the figures of the month held against those
that real_month.py computes straight from the published file."""
import pytest

import real_month
from test_import import EXPORT, SAMPLE, SANITIZED, STANDARDS

MONTH = {"from": "2011-08-01", "to": "2011-08-31"}

pytestmark = [pytest.mark.skipif(not EXPORT.exists(), reason=f"the requests are not there: {EXPORT}"),
              pytest.mark.skipif(SANITIZED, reason="sanitizers take ten times as long for the import")]


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
