"""The courier: e-mail to a real mail server, webhooks to an endpoint that verifies them, what cannot
be sent, and a courier that is killed."""
import pathlib
import sys
import time

import post
import pytest
from onestop_daemon import once, wait_until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "torture"))

from courier_torture import torture_courier  # noqa: E402


@pytest.fixture(scope="module")
def endpoint(cluster):
    endpoint = post.Endpoint(cluster)
    yield endpoint
    endpoint.stop()


@pytest.fixture(scope="module")
def secrets(workplace):
    path = workplace / "webhook-secrets"
    path.write_text(f"# one a line\ncity/portal = {post.SECRET}\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def database(new_database):
    return new_database()


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox, endpoint, secrets):
    return new_daemon(database, courier__webhook_secrets=secrets,
                      courier__webhook_ca=cluster.directory / "tls/ca.pem",
                      courier__allow_private="yes", **mailbox.settings(cluster))


@pytest.fixture(autouse=True)
def running(daemon):
    return daemon


# ---- e-mail ----


def test_email_arrives_as_it_was_written(database, mailbox):
    subject = "Получихме Вашето заявление 7K3M-9XQ4 и ще отговорим, както обещахме, в срок"
    body = "Здравейте!\n\nFirst line.\n.\nA dot = alone above. " + "long " * 60 + "\n"
    number = post.put(database, "email", "mila@example.org", subject=subject, body=body,
                      language="bg")[0]
    row = post.wait_for(database, number, "sent")
    (message,) = mailbox.to("mila@example.org")
    raw = mailbox.messages[-1][3]
    assert message["Subject"] == subject
    assert message["From"] == "City of Rivnik <desk@rivnik.example>"
    assert message["To"] == "mila@example.org"
    assert message["Message-ID"] == f"<city.{number}@rivnik.example>" == f"<{row['message_id']}>"
    assert message["Auto-Submitted"] == "auto-generated" and message["Content-Language"] == "bg"
    assert abs(message["Date"].datetime.timestamp() - time.time()) < 60
    part = message.get_body(("plain",))
    assert part.get_content().replace("\r\n", "\n") == body
    assert max(map(len, raw.split(b"\r\n"))) <= 80 and raw.isascii()  # 80: libcurl's boundary


def test_email_with_html_has_both_forms(database, mailbox):
    number = post.put(database, "email", "both@example.org", body="Plain", html="<p>Жълто</p>")[0]
    post.wait_for(database, number, "sent")
    (message,) = mailbox.to("both@example.org")
    assert message.get_content_type() == "multipart/alternative"
    assert message.get_body(("plain",)).get_content().strip() == "Plain"
    assert message.get_body(("html",)).get_content().strip() == "<p>Жълто</p>"


def test_subject_cannot_add_a_header_or_recipient(database, mailbox):
    number = post.put(database, "email", "inject@example.org",
                      subject="Hello\r\nBcc: evil@example.org\r\n\r\nBody")[0]
    post.wait_for(database, number, "sent")
    (message,) = mailbox.to("inject@example.org")
    assert message["Bcc"] is None and not mailbox.to("evil@example.org")
    bad = post.put(database, "email", "a@example.org>\r\nRCPT TO:<evil@example.org")[0]
    assert "address" in post.wait_for(database, bad, "failed")["last_error"]
    assert not mailbox.to("evil@example.org")


def test_refused_recipient_is_held_and_so_is_what_follows(database, mailbox):
    mailbox.refusals["gone@example.org"] = "550 5.1.1 no such user gone@example.org"
    first = post.put(database, "email", "gone@example.org")[0]
    row = post.wait_for(database, first, "held")
    assert row["last_error"] == "550 5.1.1: the mail server refused the recipient" and row["tries"] == 1
    tries = len(mailbox.tries)
    second = post.put(database, "email", "Gone@Example.org")[0]
    assert "bounce" in post.wait_for(database, second, "held")["last_error"]
    assert len(mailbox.tries) == tries
    assert database.value("select count(*) from bounce where address = address_hash('gone@example.org')") == 1


def test_policy_refusal_says_nothing_of_the_address(database, mailbox):
    mailbox.refusals["relay@example.org"] = "550 5.7.1 relaying denied"
    number = post.put(database, "email", "relay@example.org")[0]
    assert "5.7.1" in post.wait_for(database, number, "failed")["last_error"]
    del mailbox.refusals["relay@example.org"]
    post.wait_for(database, post.put(database, "email", "relay@example.org")[0], "sent")


def test_greylisted_message_is_sent_later_with_the_same_id(database, mailbox):
    mailbox.refusals["grey@example.org"] = "451 4.7.1 come back later"
    number = post.put(database, "email", "grey@example.org")[0]
    row = wait_until(lambda: (lambda r: r["tries"] >= 3 and r)(post.state(database, number)))
    assert row["state"] == "waiting" and row["last_error"].startswith("451 4.7.1")
    del mailbox.refusals["grey@example.org"]
    again = post.wait_for(database, number, "sent")
    assert again["message_id"] == row["message_id"] and again["last_error"] is None


def test_refused_content_fails_at_once(database, mailbox):
    mailbox.refusals["DATA"] = "554 5.6.0 not this"
    number = post.put(database, "email", "content@example.org")[0]
    assert "content" in post.wait_for(database, number, "failed")["last_error"]
    del mailbox.refusals["DATA"]


def test_nothing_personal_is_logged(daemon, database, mailbox):
    post.wait_for(database, post.put(database, "email", "quiet.person@example.org",
                                     subject="Quiet subject", body="Quiet body")[0], "sent")
    text = daemon.log.read_text()
    assert "courier started" in text
    for secret in ("quiet.person", "Quiet", "gone@example", post.PASSWORD, post.SECRET):
        assert secret.lower() not in text.lower()


# ---- webhooks ----


def test_webhook_arrives_signed(database, endpoint):
    number = post.put(database, "webhook", endpoint.url(), endpoint="portal", body='{"a":"ж"}')[0]
    post.wait_for(database, number, "sent")
    path, headers, body = endpoint.calls[-1]
    assert (path, body) == ("/hook", {"a": "ж"}) and not endpoint.wrong
    assert headers["Content-Type"].startswith("application/cloudevents+json")
    assert headers["webhook-id"] == f"city.{number}"


def test_failing_webhook_is_tried_again_with_the_same_id(database, endpoint):
    endpoint.answers["/down"] = (503, {})
    number = post.put(database, "webhook", endpoint.url("/down"), endpoint="portal", body="{}")[0]
    wait_until(lambda: post.state(database, number)["tries"] >= 2)
    assert post.state(database, number)["last_error"] == "503: the endpoint refused it"
    del endpoint.answers["/down"]
    post.wait_for(database, number, "sent")
    assert {headers["webhook-id"] for path, headers, _ in endpoint.calls
            if path == "/down"} == {f"city.{number}"}


def test_redirect_is_not_followed(database, endpoint):
    endpoint.answers["/moved"] = (307, {"Location": endpoint.url("/elsewhere")})
    number = post.put(database, "webhook", endpoint.url("/moved"), endpoint="portal", body="{}")[0]
    wait_until(lambda: "redirect" in (post.state(database, number)["last_error"] or ""))
    assert "/elsewhere" not in [path for path, _, _ in endpoint.calls]
    database.query("delete from outbox where id = %s", number)


def test_webhook_that_is_gone_fails_and_one_without_secret_waits(database, endpoint):
    endpoint.answers["/gone"] = (410, {})
    gone = post.put(database, "webhook", endpoint.url("/gone"), endpoint="portal", body="{}")[0]
    post.wait_for(database, gone, "failed")
    unknown = post.put(database, "webhook", endpoint.url(), endpoint="unknown", body="{}")[0]
    wait_until(lambda: "secret" in (post.state(database, unknown)["last_error"] or ""))
    database.query("delete from outbox where id = %s", unknown)


def test_metrics_tell_of_the_courier(daemon, database):
    post.wait_for(database, post.put(database, "email", "metric@example.org")[0], "sent")
    text = daemon.admin("/metrics").text
    figures = {line.split()[0]: float(line.split()[1]) for line in text.splitlines()
               if line.startswith("onestop_courier_")}
    assert figures["onestop_courier_running"] == 1 and figures["onestop_courier_sent_total"] >= 1
    assert {"onestop_courier_failed_total", "onestop_courier_waiting",
            "onestop_courier_oldest_s"} <= set(figures)


# ---- other settings ----


def a_daemon(new_daemon, database, cluster, mailbox, **settings):
    return new_daemon(database, **{**mailbox.settings(cluster), **settings})


def test_private_address_is_refused_unless_allowed(new_daemon, new_database, cluster, mailbox,
                                                   endpoint, secrets):
    database = new_database()
    a_daemon(new_daemon, database, cluster, mailbox, courier__webhook_secrets=secrets,
             courier__webhook_ca=cluster.directory / "tls/ca.pem")
    before = len(endpoint.calls)
    for url in (endpoint.url(), f"https://localhost:{endpoint.port}/hook"):
        number = post.put(database, "webhook", url, endpoint="portal", body="{}")[0]
        wait_until(lambda: "private" in (post.state(database, number)["last_error"] or ""))
    assert len(endpoint.calls) == before


def test_server_without_tls_gets_nothing(new_daemon, new_database, cluster):
    plain = post.Mailbox(cluster, tls=None)
    database = new_database()
    a_daemon(new_daemon, database, cluster, plain)
    number = post.put(database, "email", "tls@example.org")[0]
    row = wait_until(lambda: (lambda r: r["last_error"] and r)(post.state(database, number)))
    assert "TLS" in row["last_error"] and not plain.messages and not plain.tries
    plain.stop()


def test_smtps_and_wrong_authority(new_daemon, new_database, cluster, workplace):
    implicit = post.Mailbox(cluster, tls="smtps")
    database = new_database()
    daemon = a_daemon(new_daemon, database, cluster, implicit)
    post.wait_for(database, post.put(database, "email", "s@example.org")[0], "sent")
    daemon.stop()
    other = new_database()
    a_daemon(new_daemon, other, cluster, implicit,
             courier__smtp_ca=cluster.directory / "tls/key.pem")
    number = post.put(other, "email", "t@example.org")[0]
    wait_until(lambda: post.state(other, number)["last_error"])
    assert not implicit.to("t@example.org")
    implicit.stop()


def test_message_is_given_up_and_listed(new_daemon, new_database, cluster):
    database, deaf = new_database(), post.Mailbox(cluster)
    deaf.stop()  # nobody listens at its port
    a_daemon(new_daemon, database, cluster, deaf, courier__give_up_after="2s")
    number = post.put(database, "email", "nobody@example.org")[0]
    row = post.wait_for(database, number, "failed")
    assert row["tries"] >= 2 and row["last_error"]


def test_without_a_mail_server_email_waits(new_daemon, new_database):
    database = new_database()
    daemon = new_daemon(database)
    number = post.put(database, "email", "patient@example.org")[0]
    wait_until(lambda: "onestop_courier_waiting 1" in daemon.admin("/metrics").text)
    assert post.state(database, number)["tries"] == 0


# ---- cut off and killed ----


@once("it waits most of its time")
def test_courier_cut_off_from_the_database_loses_nothing(new_daemon, new_database, cluster):
    """Its connection is ended again and again while it sends: what was sent is written down later."""
    mailbox, database = post.Mailbox(cluster, delay_s=0.02), new_database()
    a_daemon(new_daemon, database, cluster, mailbox)
    wanted = {f"<city.{n}@rivnik.example>" for n in post.put(database, "email", "n#@example.org", 100)}
    for cut in range(5):
        wait_until(lambda: len(mailbox.messages) >= 15 * (cut + 1))
        wait_until(lambda: database.value(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and query like '%%outbox%%' and pid <> pg_backend_pid()"))
    wait_until(lambda: database.value("select count(*) from outbox where state <> 2") == 0, 60)
    assert set(mailbox.ids()) == wanted and len(mailbox.ids()) < 2 * len(wanted)
    mailbox.stop()


@once("what is killed tells nothing of its memory")
def test_killed_courier_loses_nothing(new_database, cluster):
    """A short run of scripts/torture --courier."""
    faults, said = torture_courier(cluster, new_database(), messages=300, kills=10, seed=7)
    print(said)
    assert not faults, faults[:20]
