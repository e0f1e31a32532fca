"""What the fixtures hand out: Cluster, Database, Daemon, Api, Cli, and wait_until()."""
import contextlib
import http.client
import itertools
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse

import psycopg2
import psycopg2.extras
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("ONESTOP_BUILD", ROOT / "build/dev")).resolve()
SANITIZED = "san" in BUILD.name
PATIENCE_S = 90 if SANITIZED else 45  # on busy machines; sanitizers slow everything down
IDLE_S = 30  # a connection not used for longer is not trusted: the daemon closes it after server.idle_timeout
SANITIZER_FAULT = re.compile(r"(AddressSanitizer|ThreadSanitizer|LeakSanitizer|UndefinedBehavior|runtime error):?.*")
PASSWORD = "correct-horse-battery"


def once(reason):
    """Marks what is not run under sanitizers: it is long, and takes the ways of other tests."""
    return pytest.mark.once(reason)


_directories = []
_numbers = itertools.count(1)


def wait_until(condition, deadline_s=PATIENCE_S, what="the condition"):
    """Calls condition() until it gives something true, which is returned."""
    end = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come true within {deadline_s} s")
        time.sleep(0.02)


def keep_directories(keep):
    """At the end of a run: the logs stay when something failed."""
    for directory in _directories:
        if keep:
            print(f"\nlogs are kept in {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)


def run(command, **options):
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                          timeout=300, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class Cluster:
    """A PostgreSQL of this run, with durability on, on a unix socket."""

    def __init__(self):
        (ROOT / "build").mkdir(exist_ok=True)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="test-", dir=ROOT / "build"))
        self.directory.chmod(0o755)
        _directories.append(self.directory)
        self.templates = {}
        self.start()
        run([ROOT / "scripts/certificate", self.directory / "tls"])

    def start(self):
        self.conninfo = run([ROOT / "scripts/cluster", "start", self.directory]).strip()

    def stop(self):
        run([ROOT / "scripts/cluster", "stop", self.directory])

    def drop(self):
        run([ROOT / "scripts/cluster", "drop", self.directory])

    def _admin(self, sql, user="onestop"):
        connection = psycopg2.connect(self.conninfo.replace("user=onestop", f"user={user}") + " dbname=postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(sql)

    def empty_database(self):
        name = f"empty{next(_numbers)}"
        self._admin(f"create database {name}")
        return Database(self, name)

    def database(self, desk):
        """A copy of a template that is migrated and has the desk, made at first use."""
        if desk not in self.templates:
            name = f"mould{next(_numbers)}"
            self._admin(f"create database {name}")
            template = Database(self, name)
            template.onestopd("migrate")
            if desk is not None:
                folder = pathlib.Path(desk)
                template.onestopd("apply",
                                  folder if folder.is_absolute() else ROOT / "config/desk" / folder)
            self.templates[desk] = name
        name = f"test{next(_numbers)}"
        self._admin(f"create database {name} template {self.templates[desk]}")
        return Database(self, name)


class Database:
    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.conninfo = f"{cluster.conninfo} dbname={name}"
        self.connection = None
        self.passwords = {}

    def connect(self):
        connection = psycopg2.connect(self.conninfo)
        connection.autocommit = True
        return connection

    def query(self, sql, *values):
        """All rows, as dictionaries; [] when the statement has none."""
        if self.connection is None or self.connection.closed:
            self.connection = self.connect()
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, sql, *values):
        """The first column of the first row."""
        rows = self.query(sql, *values)
        return next(iter(rows[0].values())) if rows else None

    def config(self, directory=None, **settings):
        """Writes an INI file for this database. settings as server__workers=2."""
        directory = directory or self.cluster.directory / self.name
        directory.mkdir(exist_ok=True)
        tls = self.cluster.directory / "tls"
        sections = {
            "server": {"port": 0, "port_file": directory / "port", "workers": 1,
                       "certificate": tls / "cert.pem", "key": tls / "key.pem"},
            "admin": {"port": 0, "port_file": directory / "admin-port"},
            "database": {"conninfo": self.conninfo.replace("user=onestop ", "user=onestop_daemon "),
                         "migrate_conninfo": self.conninfo},
            "login": {"hash_memory": "64k", "hash_passes": 1},
            "log": {"level": "debug"},
        }
        for key, value in settings.items():
            section, name = key.split("__")
            sections.setdefault(section, {})[name] = value
        path = directory / "onestop.ini"
        path.write_text("".join(
            f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
            for section, keys in sections.items()))
        return path

    def onestopd(self, command, *words, **options):
        """Runs `onestopd COMMAND -c …`, which must succeed."""
        return run([BUILD / "onestopd", command, "-c", self.config(), *words], **options)

    def set_password(self, user, password=PASSWORD):
        if self.passwords.get(user) != password:
            self.onestopd("passwd", user, input=password + "\n")
            self.passwords[user] = password
        return password

    def drop(self):
        if self.connection is not None:
            self.connection.close()
        # As superuser: autovacuum may be in it, and is nobody else's to end.
        self.cluster._admin(f"drop database if exists {self.name} with (force)", "postgres")


class Daemon:
    """The real onestopd. stop() and start() may be called again and again."""

    def __init__(self, cluster, database, **settings):
        self.cluster, self.database = cluster, database
        self.directory = cluster.directory / f"daemon{next(_numbers)}"
        self.directory.mkdir()
        self.log = self.directory / "onestopd.log"
        self.config = database.config(self.directory, **settings)
        self.ca = cluster.directory / "tls/ca.pem"
        self.process = None
        self.port = self.admin_port = None
        self.exits = []  # of each run: exit code and whether it was asked for with SIGTERM

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def start(self, wait=True):
        for name in ("port", "admin-port"):
            (self.directory / name).unlink(missing_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([BUILD / "onestopd", "-c", self.config],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)
        if wait:
            wait_until(self._serving, what=f"onestopd (log: {self.log})")
        return self

    def _serving(self):
        if self.process.poll() is not None:
            raise AssertionError(f"onestopd ended with {self.process.returncode}:\n{self.tail()}")
        try:
            self.port = int((self.directory / "port").read_text())
            self.admin_port = int((self.directory / "admin-port").read_text())
        except (FileNotFoundError, ValueError):
            return False
        try:
            return self.admin("/readyz").status == 200
        except OSError:
            return False

    def admin(self, path):
        """GET on the admin address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return Answer(connection.getresponse())

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """SIGTERM; gives the exit code."""
        if self.process is None:
            return None
        self.signal(signal.SIGTERM)
        return self.wait()

    def wait(self):
        code = self.process.wait(timeout=PATIENCE_S * 2)
        self.exits.append(code)
        self.process = None
        return code

    def children(self):
        """{pid: name} of its workers and its courier."""
        rows = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(self.process.pid)], text=True,
                              capture_output=True, check=False).stdout.splitlines()
        return {int(pid): name for pid, name in map(str.split, rows)}

    @contextlib.contextmanager
    def held(self):
        """Its workers and its courier stand still meanwhile."""
        children = self.children()
        for pid in children:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in children:
                os.kill(pid, signal.SIGCONT)

    def kill(self):
        """SIGKILL to the daemon and all its workers."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def tail(self, lines=30):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def log_lines(self):
        """What it logged, as dictionaries."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def finish(self):
        """Stops it; gives what was wrong with it."""
        problems = []
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
                problems.append(f"onestopd did not end on SIGTERM (log: {self.log})")
        elif self.process is not None:
            self.exits.append(self.process.returncode)
        problems += [f"onestopd ended with {code} (log: {self.log})" for code in self.exits if code]
        found = SANITIZER_FAULT.search(self.log.read_text(errors="replace"))
        if found:
            problems.append(f"{found.group(0)} (log: {self.log})")
        return problems

    def context(self):
        context = ssl.create_default_context(cafile=str(self.ca))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def connect(self, receive_buffer=None):
        """A TLS socket, for what no client would send. receive_buffer: bytes that the kernel holds for it."""
        plain = socket.socket()
        plain.settimeout(PATIENCE_S)
        if receive_buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.connect(("127.0.0.1", self.port))
        return self.context().wrap_socket(plain, server_hostname="127.0.0.1")

    def api(self, user=None, password=None):
        api = Api(self)
        if user is not None:
            api.log_in(user, password or self.database.set_password(user))
        return api

    def cli(self, user=None):
        return Cli(self, user)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def version(self):
        """The number in the ETag."""
        return int(self.headers["etag"].strip('"'))

    def expect(self, status):
        assert self.status == status, f"{self.status} instead of {status}: {self.text}"
        return self

    def __repr__(self):
        return f"<{self.status} {self.text[:2000]}>"


class Api:
    """A small JSON client on one connection, under /api/v1."""

    on_answer = staticmethod(lambda method, address, answer: None)  # sees every answer

    def __init__(self, daemon):
        self.daemon, self.token, self.user = daemon, None, None
        self.connection, self.used_at = None, 0

    def log_in(self, user, password):
        answer = self.post("/session", {"user_name": user, "password": password}).expect(201)
        self.token, self.user = answer.json["token"], user
        return answer.json

    def request(self, method, path, body=None, *, key=None, if_match=None, headers=None,
                query=None):
        """key: Idempotency-Key (POST gets one of its own; False: none). if_match: a version."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", "Bearer " + self.token)
        if key is None and method == "POST":
            key = secrets.token_hex(16)
        if key:
            sent.setdefault("Idempotency-Key", key)
        if if_match is not None:
            sent["If-Match"] = f'"{if_match}"'
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return self._send(method, "/api/v1" + path, body, sent)

    def page(self, path, form=None, **headers):
        """A page as a browser asks for it, at the root; form: what is sent with it, as a
        dictionary, or as bytes."""
        headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", **headers}
        if form is None:
            return self._send("GET", path, None, headers)
        if not isinstance(form, bytes):
            form = urllib.parse.urlencode(form).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return self._send("POST", path, form, headers)

    def _send(self, method, path, body, headers):
        if time.monotonic() - self.used_at > IDLE_S:
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                "127.0.0.1", self.daemon.port, context=self.daemon.context(), timeout=PATIENCE_S * 2)
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            answer = Answer(response)
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self.used_at = time.monotonic()
        if response.will_close:
            self.close()
        self.on_answer(method, path, answer)
        return answer

    def apply_desk(self, definition):
        """Of a body of POST /desk; compared with what there is a moment before."""
        seen = self.post("/desk", definition, query={"dry_run": "true"}, key=False).expect(200).version
        return self.post("/desk", definition, key=False, if_match=seen).expect(200)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.request("POST", path, {} if body is None else body, **options)

    def put(self, path, body, **options):
        return self.request("PUT", path, body, **options)

    def patch(self, path, body, **options):
        return self.request("PATCH", path, body, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)


class Cli:
    """build/…/onestop with a home of its own. Calling it gives the finished process."""

    def __init__(self, daemon, user):
        self.daemon = daemon
        self.home = daemon.directory / f"home{next(_numbers)}"
        self.home.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8",
            "ONESTOP_SERVER": daemon.url, "ONESTOP_CA": str(daemon.ca),
            **{name: os.environ[name] for name in os.environ if name.endswith("SAN_OPTIONS")}}
        if user is not None:
            password = daemon.database.set_password(user)
            self("login", user, "--password-stdin", input=password + "\n", code=0)

    def __call__(self, *words, input="", code=None):
        done = subprocess.run([str(BUILD / "onestop"), *[str(word) for word in words]], input=input,
                              text=True, capture_output=True, env=self.environment,
                              timeout=PATIENCE_S * 3)
        assert not SANITIZER_FAULT.search(done.stderr), done.stderr
        if code is not None:
            assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def json(self, *words, **options):
        return json.loads(self(*words, "--json", code=0, **options).stdout)
