"""The cmocka programs of tests/integration/*/test_*.c, each on an empty database of its own."""
import os
import subprocess

import pytest

from onestop_daemon import BUILD, SANITIZER_FAULT

PROGRAMS = sorted((BUILD / "tests").glob("integration_*"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_program(program, cluster, new_database):
    database = new_database(desk=None, migrated=False)
    done = subprocess.run([program], text=True, capture_output=True, timeout=300,
                          env={**os.environ, "ONESTOP_TEST_CONNINFO": database.conninfo})
    output = done.stdout + done.stderr
    (cluster.directory / f"{program.name}.log").write_text(output)
    assert done.returncode == 0 and not SANITIZER_FAULT.search(output), output
