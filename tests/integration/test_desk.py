"""`onestopd apply`: the demonstration desk goes in, the same again changes nothing, and a desk with
faults is refused with every one of them named."""
import csv
import gzip
import json
import os
import pathlib
import shutil
import subprocess

import pytest

from onestop_daemon import BUILD, ROOT

DEMO = ROOT / "config/desk/demo"
SAMPLE = ROOT / "config/samples/boston-311"
DATA = pathlib.Path(os.environ.get("ONESTOP_SHARED", ROOT.parent / "shared")) / "data"
published = pytest.mark.skipif(not (DATA / "boston-311-2011q3.csv.gz").exists(),
                               reason=f"the published requests are not in {DATA}")


def apply(database, folder):
    return subprocess.run([BUILD / "onestopd", "apply", "-c", database.config(), folder], text=True,
                          capture_output=True, timeout=60)


@pytest.fixture
def folder(tmp_path):
    """A copy of the demonstration desk to be changed."""
    shutil.copytree(DEMO, tmp_path / "desk")
    return tmp_path / "desk"


def edit(folder, file, change):
    """change(list of items) edits the items of a file in place."""
    path = folder / file
    whole = json.loads(path.read_text())
    change(next(iter(whole.values())))
    path.write_text(json.dumps(whole))


def test_the_same_again_is_unchanged(new_database):
    database = new_database()
    done = apply(database, DEMO)
    assert done.returncode == 0 and done.stdout == "unchanged\n", done.stdout + done.stderr
    assert database.value("select count(*) from desk_definition") == 1


def test_only_what_changed_gets_a_version(new_database, folder):
    database = new_database()
    edit(folder, "city/processes.json", lambda items: items[0]["states"][0].update(name="In work"))
    done = apply(database, folder)
    assert done.returncode == 0, done.stderr
    assert [line.split() for line in done.stdout.splitlines()[:-1]] == \
        [["changed", "city", "process", json.loads((DEMO / "city/processes.json").read_text())
          ["processes"][0]["code"]]]
    assert database.value("select max(version) from process") == 2
    assert database.value("select count(*) from process where version = 2") == 1


@pytest.mark.parametrize("part", ["ladders", "surveys", "reports", "charts"])
def test_what_changed_is_told_and_not_the_agency_that_it_is_of(new_database, folder, part):
    database = new_database()
    edit(folder, f"city/{part}.json", lambda items: items[0].update(name="Another name"))
    done = apply(database, folder)
    assert done.returncode == 0, done.stderr
    code = json.loads((DEMO / f"city/{part}.json").read_text())[part][0]["code"]
    assert [line.split() for line in done.stdout.splitlines()[:-1]] == [["changed", "city", part[:-1], code]]


def test_every_fault_is_named_and_nothing_applied(new_database, folder):
    database = new_database(desk=None)
    edit(folder, "city/services.json", lambda items: items[1].update(queue="registy", colour="red"))
    edit(folder, "water/calendars.json", lambda items: items[0].update(week={}))
    done = apply(database, folder)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert any(line.startswith("city/services.json /services/1/queue: ") and '"registry"' in line
               for line in lines)
    assert any(line.startswith("city/services.json /services/1/colour: unknown key")
               for line in lines)
    assert any(line.startswith("water/calendars.json /calendars/0/week: ") and "no open hour" in line
               for line in lines)
    assert database.value("select count(*) from desk_definition") == 0


def test_what_only_the_database_knows_is_refused(new_database, folder):
    database = new_database(desk=None)
    edit(folder, "agencies.json", lambda items: items[0].update(time_zone="Europe/Atlantis"))
    done = apply(database, folder)
    assert done.returncode == 1 and "Europe/Atlantis" in done.stderr
    assert database.value("select count(*) from agency") == 0


@published
def test_sample_follows_from_the_published_data(tmp_path):
    subprocess.run([SAMPLE / "make", DATA, tmp_path], check=True, timeout=60)
    for made in ("map.json", "desk/boston/services.json", "desk/boston/standards.json"):
        assert (tmp_path / made).read_text() == (SAMPLE / made).read_text(), made


@published
def test_sample_maps_every_request():
    values = json.loads((SAMPLE / "map.json").read_text())["values"]
    codes = {kind: {item["code"] for item in
                    json.loads((SAMPLE / f"desk/boston/{kind}s.json").read_text())[f"{kind}s"]}
             for kind in ("service", "office")}
    with gzip.open(DATA / "boston-311-2011q3.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            assert values["service"][row["type"]] in codes["service"]
            office = values["office"].get(row["neighborhood"], values["office"]["*"])
            assert office in codes["office"]


def test_sample_goes_into_a_database(new_database):
    database = new_database(desk=SAMPLE / "desk")
    assert database.value("select count(*) from service") == 129
    assert database.value("select count(*) from office") == 18
