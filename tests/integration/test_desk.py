"""`onestopd apply`: the demonstration desk goes in, the same again changes nothing, and a desk with
faults is refused with every one of them named."""
import json
import shutil
import subprocess

import pytest

from onestop_daemon import BUILD, ROOT

DEMO = ROOT / "config/desk/demo"


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
