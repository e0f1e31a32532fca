"""The web client in a browser against the real daemon and database: a story a file of stories/, told in
JavaScript by playwright-core; stories/story.mjs says what they share."""
import json
import os
import pathlib
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STORIES = HERE / "stories"
DEMO = ROOT / "config/desk/demo"
LOGS = ROOT / "build/test-logs"
PATIENCE_S = 420


@pytest.fixture(scope="session")
def web():
    """The client, built anew when its sources have changed."""
    subprocess.run([ROOT / "scripts/build-web"], check=True)
    return ROOT / "build/web"


@pytest.fixture(scope="module")
def served(web, new_daemon, database):
    """Address and passwords of a daemon that serves the client, with the demonstration's desk."""
    daemon = new_daemon(database, web__directory=web)
    staff = [one["user_name"] for file in DEMO.glob("*/staff.json") for one in json.loads(file.read_text())["staff"]]
    return {"url": daemon.url, "passwords": {user: database.set_password(user) for user in staff}}


@pytest.mark.parametrize("story", sorted(path.stem for path in STORIES.glob("*_story.mjs")))
def test_story(served, story):
    LOGS.mkdir(parents=True, exist_ok=True)
    told = subprocess.run(["node", STORIES / f"{story}.mjs"], capture_output=True, text=True, timeout=PATIENCE_S,
                          env={**os.environ, "ONESTOP_SERVED": json.dumps(served), "ONESTOP_LOGS": str(LOGS)}, check=False)
    assert told.returncode == 0, f"{told.stdout}\n{told.stderr}"
