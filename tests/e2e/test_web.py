"""The web client in a browser against the real daemon and database: a story a file of stories/, told in
JavaScript by playwright-core; stories/story.mjs says what they share."""
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STORIES = HERE / "stories"
DEMO = ROOT / "config/desk/demo"
LOGS = ROOT / "build/test-logs"
PATIENCE_S = 900
WITH_A_PAST = ("manager_story", "pages_story")
ROLES = ("front-desk", "case-manager", "professional", "team-lead", "manager", "auditor", "administrator")


@pytest.fixture(scope="session")
def web():
    """The client, built anew when its sources have changed."""
    subprocess.run([ROOT / "scripts/build-web"], check=True)
    return ROOT / "build/web"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The demonstration's, and one who may do everything."""
    desk = tmp_path_factory.mktemp("desk") / "desk"
    shutil.copytree(DEMO, desk)
    file = desk / "city/staff.json"
    staff = json.loads(file.read_text())
    staff["staff"].append({"user_name": "every.role", "name": "Every Role", "grants": [{"role": role} for role in ROLES],
                           "languages": ["en"], "capacity_minutes": 60})
    file.write_text(json.dumps(staff))
    return desk


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


def what_is_served(daemon, desk):
    """What stories are told of a daemon: its address, passwords, and the folder of its desk definition."""
    staff = [one["user_name"] for file in desk.glob("*/staff.json") for one in json.loads(file.read_text())["staff"]]
    return {"url": daemon.url, "desk": str(desk), "passwords": {user: daemon.database.set_password(user) for user in staff}}


@pytest.fixture(scope="module")
def served(web, new_daemon, desk, database):
    """A daemon that serves the client."""
    return what_is_served(new_daemon(database, web__directory=web), desk)


@pytest.fixture
def served_with_a_past(web, cluster, new_database, new_daemon, desk, mailbox):
    """A daemon of the story's own, whose reports have been defined long enough to come by themselves, and whose mail is taken;
    what was done before is brought in by the story (past.mjs)."""
    database = new_database(desk)
    database.query("update desk_definition set applied_at = now() - interval '70 days'")
    return what_is_served(new_daemon(database, web__directory=web, **mailbox.settings(cluster)), desk)


def packed(files):
    """KiB that they are on the wire."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / 1024


def test_it_stays_small(web):
    """The budget: 60 KB of JavaScript at first load, 100 in all, 25 of styles."""
    page = (web / "index.html").read_text()
    first = {web / name for name in re.findall(r'(?:src|href)="/app/(assets/[^"]+\.js)"', page)}
    queue = list(first)
    while queue:  # what those import at once
        for name in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', queue.pop().read_text()):
            if (file := web / "assets" / name) not in first:
                first.add(file)
                queue.append(file)
    assert first
    assert packed(first) <= 60
    assert packed(web.glob("assets/*.js")) <= 100
    assert packed(web.glob("assets/*.css")) <= 25


@pytest.mark.parametrize("story", sorted(path.stem for path in STORIES.glob("*_story.mjs")))
def test_story(request, story):
    served = request.getfixturevalue("served_with_a_past" if story in WITH_A_PAST else "served")
    LOGS.mkdir(parents=True, exist_ok=True)
    told = subprocess.run(["node", STORIES / f"{story}.mjs"], capture_output=True, text=True, timeout=PATIENCE_S,
                          env={**os.environ, "ONESTOP_SERVED": json.dumps(served), "ONESTOP_LOGS": str(LOGS)}, check=False)
    assert told.returncode == 0, f"{told.stdout}\n{told.stderr}"
