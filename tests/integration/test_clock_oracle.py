"""Service-standard clocks against two independent oracles: a walk minute by minute (tests/oracle)
and the target times that a city's own system computed."""
import csv
import gzip
import os
import pathlib
import subprocess
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from onestop_daemon import BUILD, ROOT, once

DRIVER = BUILD / "tests/clock_driver"
SHARED = pathlib.Path(os.environ.get("ONESTOP_SHARED", ROOT.parent / "shared"))
BOSTON = SHARED / "data/boston-311-2011q3.csv.gz"
STANDARDS = SHARED / "data/boston-311-standards.csv"

sys.path.insert(0, str(ROOT / "tests/oracle"))
import clock_oracle  # noqa: E402


@once("a walk minute by minute, in Python")
def test_clock_agrees_with_a_walk_minute_by_minute():
    """ONESTOP_ORACLE_CASES and ONESTOP_ORACLE_SEED choose how many and which."""
    wanted = int(os.environ.get("ONESTOP_ORACLE_CASES", "3000"))
    seed = int(os.environ.get("ONESTOP_ORACLE_SEED", "1"))
    count, differences = clock_oracle.compare(DRIVER, wanted, seed)
    assert count == wanted
    assert not differences, f"{len(differences)} of {count}, seed {seed}:\n" + "\n".join(
        differences[:5])


def targets_of_the_city():
    """(standard, opened, target) of each request whose type has a standard, local times."""
    with open(STANDARDS, newline="") as file:
        standards = {row["type"]: row for row in csv.DictReader(file)}
    with gzip.open(BOSTON, "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["type"] in standards and row["target_dt"]:
                yield (standards[row["type"]], datetime.fromisoformat(row["open_dt"]),
                       datetime.fromisoformat(row["target_dt"]))


@pytest.mark.skipif(not BOSTON.exists() or not STANDARDS.exists(),
                    reason=f"the city's requests are not there: {BOSTON}")
def test_clock_reproduces_the_targets_of_a_city(capsys):
    """Monday to Friday without holidays, late from 17:00 on, then from 08:30; see the data's README
    for the tolerances: a minute, and the change of clocks for calendar days."""
    zone = ZoneInfo("America/New_York")
    world = clock_oracle.World("America/New_York", clock_oracle.WEEKS[0], {}, {},
                               date(2011, 6, 1), date(2014, 1, 1), look=False)
    lines = list(world.instructions(clock_oracle.zone_changes(zone, 2005, 2020)))
    expected = []
    for standard, opened, target in targets_of_the_city():
        start = int(opened.replace(tzinfo=zone).timestamp()) * 1_000_000
        lines.append(f"case {standard['unit'].replace('_', '-')} {standard['amount']} 1020 510 0"
                     f" {start} {start}")
        tolerance = 60 if standard["unit"] == "working_days" else 61 * 60
        expected.append((int(target.replace(tzinfo=zone).timestamp()), tolerance))
    answers = subprocess.run([DRIVER], input="\n".join(lines) + "\n", text=True, check=True,
                             capture_output=True).stdout.splitlines()
    assert len(answers) == len(expected)
    due = [int(answer.split()[0]) // 1_000_000 for answer in answers]
    same = sum(abs(at - target) <= tolerance for at, (target, tolerance) in zip(due, expected))
    with capsys.disabled():
        print(f"\n{same} of {len(due)} targets of the city reproduced"
              f" ({100 * same / len(due):.2f} %)")
    assert len(due) == 26763
    assert same >= 0.99 * len(due)
