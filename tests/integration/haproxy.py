"""A HAProxy in front of something, for the tests that need a real one."""
import contextlib
import shutil
import socket
import subprocess

import pytest

from onestop_daemon import PATIENCE_S, wait_until

PROGRAM = shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextlib.contextmanager
def running(directory, mode, server, bind=""):
    """Its port. server and bind are words behind the addresses of those lines."""
    if PROGRAM is None:
        pytest.skip("haproxy is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = directory / "haproxy.cfg"
    config.write_text(f"""
global
    maxconn 64
defaults
    mode {mode}
    timeout connect {PATIENCE_S}s
    timeout client {PATIENCE_S}s
    timeout server {PATIENCE_S}s
    timeout http-request {PATIENCE_S}s
    http-reuse never
listen onestop
    bind 127.0.0.1:{port} {bind}
    server onestopd 127.0.0.1:{server}
""")
    process = subprocess.Popen([PROGRAM, "-db", "-f", str(config)])
    try:
        wait_until(lambda: accepts(port), what="HAProxy")
        yield port
    finally:
        process.terminate()
        process.wait()


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE_S):
        return True
    return False
