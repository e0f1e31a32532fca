"""Fixtures of the integration tests: a throw-away PostgreSQL cluster, databases, the real daemon
with TLS, an HTTPS client and the command line client. See tests/README.md.

The daemon, database, api and cli fixtures are shared by the tests of one file; a test that needs
its own takes new_database and new_daemon. Nothing sleeps for a fixed time: wait_until()."""
import functools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import contract as published  # noqa: E402
import onestop_daemon as od  # noqa: E402
import post  # noqa: E402
from onestop_daemon import wait_until  # noqa: E402,F401


def pytest_configure(config):
    config.addinivalue_line("markers", "once(reason): not run under sanitizers")


def pytest_collection_modifyitems(items):
    for item in items:
        mark = item.get_closest_marker("once")
        if mark and od.SANITIZED:
            item.add_marker(pytest.mark.skip(reason=f"not under sanitizers: {mark.args[0]}"))


@pytest.fixture(scope="session", autouse=True)
def contract():
    """Every answer that a test gets is held against the published contract."""
    contract = published.Contract()
    od.Api.on_answer = staticmethod(contract.check)
    return contract


@pytest.fixture(scope="session")
def cluster():
    cluster = od.Cluster()
    yield cluster
    cluster.drop()


@pytest.fixture(scope="session")
def workplace(cluster):
    return cluster.directory


@pytest.fixture(scope="module")
def mailbox(cluster):
    """A mail server that takes what is sent; settings() are those of a daemon that sends by it."""
    mailbox = post.Mailbox(cluster)
    yield mailbox
    mailbox.stop()


def pytest_sessionfinish(session, exitstatus):
    od.keep_directories(exitstatus != 0)


@pytest.fixture(scope="module")
def new_database(cluster):
    """new_database(desk="demo"): a fresh migrated database with that desk definition applied (a
    folder name of config/desk, a path, or None for none); migrated=False: an empty one."""
    made = []

    def make(desk="demo", migrated=True):
        made.append(cluster.database(desk) if migrated else cluster.empty_database())
        return made[-1]

    yield make
    for database in made:
        database.drop()


@pytest.fixture(scope="module")
def new_daemon(cluster, new_database):
    """new_daemon(database, **settings): a running daemon; settings as server__workers=2. Daemons end
    before their databases go: therefore new_database."""
    made = []

    def make(database, **settings):
        made.append(od.Daemon(cluster, database, **settings))
        made[-1].start()
        return made[-1]

    yield make
    problems = [problem for daemon in made for problem in daemon.finish()]
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="module")
def database(new_database):
    return new_database()


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    return new_daemon(database)


@pytest.fixture(scope="module")
def people(daemon):
    """people("mila"): her API client, logged in once."""
    return functools.cache(daemon.api)


@pytest.fixture
def api(daemon):
    """api("user"): a logged-in client; api(): one that is not."""
    return daemon.api


@pytest.fixture
def cli(daemon):
    """cli("user"): a command line client that is logged in; call it with its arguments."""
    return daemon.cli
