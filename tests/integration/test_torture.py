"""A short run of scripts/torture: kill a worker, the daemon and PostgreSQL, three times each."""
import pathlib
import sys

import onestop_daemon as od

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "torture"
sys.path.insert(0, str(FOLDER))

from torture import torture  # noqa: E402


@od.once("what is killed tells nothing of its memory")
def test_nothing_is_lost_when_everything_is_killed():
    cluster = od.Cluster()  # of its own: PostgreSQL is killed
    daemon = None
    try:
        database = cluster.database(FOLDER / "desk")
        daemon = od.Daemon(cluster, database, server__workers=2, log__level="warning").start()
        faults, said = torture(cluster, database, daemon, kills=3, clients=4, seed=1)
        print(said)
        assert not faults, faults[:20]
    finally:
        if daemon is not None and daemon.process is not None:
            daemon.kill()
        cluster.drop()
