"""scripts/run and scripts/stop: two side by side, the same data again, a database of one's own."""
import http.client
import itertools
import json
import os
import shutil
import signal
import ssl
import subprocess

import psycopg2
import pytest

from onestop_daemon import ROOT, once

pytestmark = once("scripts/run builds a release")


numbers = itertools.count(1)


class Served:
    def __init__(self, directory, *options):
        self.directory, self.options = directory, options

    def start(self):
        done = subprocess.run([ROOT / "scripts/run", "--dir", self.directory, "--port", "0",
                               "--detach", "--empty", *self.options],
                              text=True, capture_output=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        words = done.stdout.splitlines()[-1].split()
        assert words[0] == "ready"
        self.port = int(words[1].removeprefix("https://127.0.0.1:"))
        return self

    def stop(self):
        subprocess.run([ROOT / "scripts/stop", "--dir", self.directory], check=True, timeout=120)

    def logins(self):
        return json.loads((self.directory / "demo-logins.json").read_text())

    def log_in(self, login):
        context = ssl.create_default_context(cafile=self.directory / "tls/ca.pem")
        connection = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=30)
        connection.request("POST", "/api/v1/session", json.dumps(
            {"user_name": login["user"], "password": login["password"]}),
            {"Content-Type": "application/json"})
        status = connection.getresponse().status
        connection.close()
        return status


def state_of(directory):
    """Where the data lives: below /root it is elsewhere."""
    return (directory / "state").resolve() if (directory / "state").exists() else directory


def clean(directory):
    if state_of(directory) != directory:
        shutil.rmtree(state_of(directory))


def query(conninfo, sql):
    connection = psycopg2.connect(conninfo)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        connection.close()


@pytest.fixture
def served(workplace):
    made = []

    def start(*options):
        made.append(Served(workplace / f"run{next(numbers)}", *options).start())
        return made[-1]

    yield start
    for one in made:
        one.stop()
        clean(one.directory)


def test_run_two_side_by_side_and_again(served):
    one, other = served(), served()
    assert one.port != other.port
    logins = one.logins()
    assert {"user", "password", "role"} == set(logins[0])
    assert {login["role"] for login in logins} >= {"front-desk", "case-manager", "administrator"}
    assert one.log_in(logins[0]) == 201
    assert other.log_in(logins[0]) == 401
    one.stop()
    assert other.log_in(other.logins()[0]) == 201
    one.start()
    assert one.logins() == logins
    assert one.log_in(logins[0]) == 201
    port = one.port
    assert one.start().port == port  # it was running already


def test_run_again_keeps_what_an_administrator_applied(served):
    one = served("--empty")
    state = state_of(one.directory)
    offices = state / "desk/city/offices.json"
    offices.write_text(offices.read_text().replace("Central service hall", "Hall of all services"))
    subprocess.run([state / "bin/admin", "apply", state / "desk"], check=True, capture_output=True)
    one.stop()
    one.start()
    conninfo = subprocess.run([ROOT / "scripts/cluster", "conninfo", one.directory], check=True,
                              text=True, capture_output=True).stdout.strip()
    assert query(conninfo, "select name from office where code = 'central-hall'") == "Hall of all services"


def test_run_on_a_database_of_ones_own(served, new_database):
    database = new_database(desk=None, migrated=False)
    one = served("--database", database.conninfo)
    assert not (state_of(one.directory) / "pg").exists()
    assert database.value("select count(*) from agency") >= 1
    assert one.log_in(one.logins()[0]) == 201


def test_run_private_cluster_is_durable_and_on_a_socket_only(served):
    one = served()
    conninfo = subprocess.run([ROOT / "scripts/cluster", "conninfo", one.directory], check=True,
                              text=True, capture_output=True).stdout.strip()
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert query(conninfo, f"show {name}") == "on"
    assert query(conninfo, "show listen_addresses") == ""
    if os.getuid() == 0:
        pid = (state_of(one.directory) / "onestopd.pid").read_text().strip()
        assert os.stat(f"/proc/{pid}").st_uid != 0
        assert os.stat(state_of(one.directory) / "pg").st_uid not in (0, os.stat(f"/proc/{pid}").st_uid)


def hear_interrupts():
    """A shell cannot trap what it was told to ignore, as what runs in the background is."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_run_ends_all_on_interrupt(workplace):
    directory = workplace / "interrupted"
    process = subprocess.Popen([ROOT / "scripts/run", "--dir", directory, "--port", "0", "--empty"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               start_new_session=True, preexec_fn=hear_interrupts)
    with process.stdout:
        assert any(line.startswith("Ctrl-C") for line in process.stdout)
        state = state_of(directory)
        daemon = int((state / "onestopd.pid").read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
    assert not (state / "onestopd.pid").exists()
    assert not (state / "pg/postmaster.pid").exists()
    assert not os.path.exists(f"/proc/{daemon}/exe")
    clean(directory)
