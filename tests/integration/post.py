"""The other side of the courier: a mail server (aiosmtpd) with STARTTLS and log-in that keeps what it
is given, and an HTTPS endpoint that verifies signatures of webhooks."""
import base64
import contextlib
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import logging
import os
import signal
import socket
import ssl
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from onestop_daemon import wait_until

logging.getLogger("mail.log").setLevel(logging.ERROR)  # it tells of its own deprecations

USER, PASSWORD = "courier", "s3cret-of-the-courier"
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_context(cluster):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cluster.directory / "tls/cert.pem", cluster.directory / "tls/key.pem")
    return context


class Mailbox:
    """tls: "starttls", "smtps" or None. refusals: recipient -> answer, may change while it runs; a
    whole-message refusal under "DATA"."""

    def __init__(self, cluster, tls="starttls", delay_s=0):
        self.messages, self.refusals, self.tries, self.delay_s = [], {}, [], delay_s
        self.tls, self.port = tls, free_port()
        context = server_context(cluster) if tls else None
        options = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {}
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ssl_context=context if tls == "smtps" else None,
            authenticator=self.authenticate, auth_required=tls is not None,
            auth_require_tls=tls == "starttls", **options)
        self.controller.start()

    def stop(self):
        self.controller.stop()

    def authenticate(self, server, session, envelope, mechanism, data):
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good)

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries.append(address)
        answer = self.refusals.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        refusal = self.refusals.get("DATA")
        if refusal:
            return refusal
        if self.delay_s:
            time.sleep(self.delay_s)
        self.messages.append((envelope.mail_from, list(envelope.rcpt_tos), message, envelope.content))
        return "250 OK"

    def settings(self, cluster):
        return {"courier__smtp_url": f"{'smtps' if self.tls == 'smtps' else 'smtp'}://127.0.0.1:{self.port}",
                "courier__smtp_user": USER, "courier__smtp_password": PASSWORD,
                "courier__smtp_ca": cluster.directory / "tls/ca.pem",
                "courier__from": "City of Rivnik <desk@rivnik.example>",
                "courier__retry_first": "50ms", "courier__retry_most": "200ms",
                "courier__timeout": "10s"}

    def to(self, address):
        return [message for _, recipients, message, _ in self.messages if address in recipients]

    def ids(self):
        return [message["Message-ID"] for _, _, message, _ in self.messages]


class Endpoint:
    """An HTTPS receiver. answers: path -> (status, headers); anything else is 204."""

    def __init__(self, cluster):
        self.calls, self.answers, self.wrong = [], {}, []
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.take(self.path, self.headers, body)
                status, headers = endpoint.answers.get(self.path, (204, {}))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.socket = server_context(cluster).wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path="/hook"):
        return f"https://127.0.0.1:{self.port}{path}"

    def take(self, path, headers, body):
        """As a receiver of Standard Webhooks does."""
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
        if right not in headers["webhook-signature"].split() or not fresh:
            self.wrong.append((path, dict(headers)))
        self.calls.append((path, headers, json.loads(body)))

    def ids(self):
        return [headers["webhook-id"] for _, headers, _ in self.calls]


def courier_pid(daemon):
    """None while there is none."""
    return next((pid for pid, name in daemon.children().items() if name == "courier"), None)


def kill_courier(daemon):
    pid = wait_until(lambda: courier_pid(daemon), what="the courier")
    os.kill(pid, signal.SIGKILL)
    return pid


def put(database, kind, address, count=1, subject="Subject", body="Body", html=None, endpoint=None,
        language="en", agency="city"):
    """Rows as a batch writes them; their ids."""
    rows = database.query(
        "insert into outbox (agency_id, id, kind, owner_id, created_at, waiting_since, next_try_at, address, subject,"
        " body, html, endpoint, language) select a.id, 1000 + coalesce((select max(id) from outbox), 0) + n, %s, 0, now(),"
        " now(), now(), replace(%s, '#', n::text), %s, %s, %s, %s, %s from agency a, generate_series(1, %s) n"
        " where a.code = %s order by n returning id",
        {"email": 1, "letter": 2, "webhook": 3}[kind], address, subject, body, html, endpoint,
        language, count, agency)
    database.query("notify onestop_outbox")
    return [row["id"] for row in rows]


def state(database, number):
    row = database.query("select outbox_state_name(state) as state, last_error, tries, message_id"
                         " from outbox where id = %s", number)
    return row[0] if row else None


def wait_for(database, number, wanted):
    return wait_until(lambda: (lambda row: row["state"] == wanted and row)(state(database, number)),
                      what=f"message {number} {wanted}")
