"""The offsets that PostgreSQL gives for a time zone are those of the zone's rules."""
import contextlib
import pathlib
import sys
from zoneinfo import ZoneInfo

import psycopg2
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STATEMENT = (ROOT / "db/query/zone_offsets.sql").read_text()

sys.path.insert(0, str(ROOT / "tests/oracle"))
import clock_oracle  # noqa: E402


@pytest.fixture(scope="module")
def offsets(cluster):
    """offsets(zone, first day, last day): rows of the statement."""
    with contextlib.closing(psycopg2.connect(cluster.conninfo)) as connection:
        cursor = connection.cursor()
        cursor.execute("prepare zone_offsets (text, date, date) as " + STATEMENT)

        def ask(name, first, last):
            cursor.execute("execute zone_offsets (%s, %s, %s)", (name, first, last))
            return cursor.fetchall()

        yield ask


@pytest.mark.parametrize("name", clock_oracle.ZONES + ("UTC", "Pacific/Apia", "Asia/Kathmandu"))
def test_offsets_are_those_of_the_zone(offsets, name):
    changes = clock_oracle.zone_changes(ZoneInfo(name), 1995, 2025)
    expected = [(-2**63 if at is None else at * 60_000_000, offset * 60_000_000)
                for at, offset in changes]
    assert offsets(name, "1995-01-01", "2025-01-01") == expected


def test_offsets_of_a_single_day(offsets):
    assert offsets("Europe/Sofia", "2026-07-01", "2026-07-01") == [(-2**63, 3 * 3_600_000_000)]


def test_offsets_of_an_unknown_zone_are_an_error(offsets):
    with pytest.raises(psycopg2.Error, match="not recognized"):
        offsets("Europe/Nowhere", "2026-07-01", "2026-07-02")
