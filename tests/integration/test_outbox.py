"""Customers and other systems are told of cases, and staff sees what was and was not sent."""
import json

import case_desk
import post
import pytest
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def endpoint(cluster):
    endpoint = post.Endpoint(cluster)
    yield endpoint
    endpoint.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory, endpoint):
    """The city tells its customers, and a portal; the water works tell nobody."""
    folder = case_desk.write(tmp_path_factory.mktemp("told-desk"))
    agencies = json.loads((folder / "agencies.json").read_text())
    agencies["agencies"][0] |= {"notify": ["opened", "closed"], "webhooks": [
        {"code": "portal", "url": endpoint.url(), "events": ["opened", "closed", "reopened"]}]}
    (folder / "agencies.json").write_text(json.dumps(agencies))
    return folder


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox, workplace):
    secrets = workplace / "portal-secrets"
    secrets.write_text(f"city/portal = {post.SECRET}\n")
    return new_daemon(database, courier__webhook_secrets=secrets, courier__allow_private="yes",
                      courier__webhook_ca=cluster.directory / "tls/ca.pem",
                      **mailbox.settings(cluster))


def customer(people, name, by="fia", **fields):
    return people(by).post("/customers", {"name": name, **fields}).expect(201).json["id"]


def log(people, by="fia", **fields):
    return people(by).post("/cases", {"service": "light", "channel": "counter", "subject": "A lamp",
                                      **fields}).expect(201).json


def finish(people, case):
    version = people("lena").get(f"/cases/{case['reference']}").expect(200).version
    return people("lena").post(f"/cases/{case['reference']}/steps",
                               {"step": "finish", "outcome": "done"}, if_match=version).expect(200)


def written_about(database, case):
    return database.query("select o.* from outbox o join kase k on k.agency_id = o.agency_id and"
                          " k.id = o.owner_id where k.reference = %s order by o.id", case["reference"])


def test_customer_is_told_of_beginning_and_end(people, database, mailbox):
    who = customer(people, "Mila Ivanova", email="mila@example.org", channel="email", language="en")
    case = log(people, customer=who)
    (opened,) = wait_until(lambda: mailbox.to("mila@example.org"))
    text = opened.get_body(("plain",)).get_content()
    due = wait_until(lambda: database.value("select extract(day from due_at at time zone"
                                            " 'Europe/Sofia')::int from kase where reference = %s",
                                            case["reference"]))
    assert case["reference"] in opened["Subject"] and "Mila Ivanova" in text
    assert "Light" in text and f"by {due} " in text and case["reference"] in text
    finish(people, case)
    (_, closed) = wait_until(lambda: (lambda all_: len(all_) == 2 and all_)(mailbox.to("mila@example.org")))
    assert closed["Subject"] == f"Your request {case['reference']} is closed"


def test_customer_is_told_in_the_own_language(people, mailbox):
    who = customer(people, "Мария Петрова", email="maria@example.org", channel="email", language="bg")
    case = log(people, customer=who)
    (opened,) = wait_until(lambda: mailbox.to("maria@example.org"))
    assert opened["Subject"] == f"Получихме Вашето заявление {case['reference']}"
    assert opened["Content-Language"] == "bg"


def test_nobody_is_told_who_did_not_ask_for_it(people, database):
    for fields in ({"email": "a@example.org", "channel": "phone"}, {"email": "b@example.org"},
                   {"channel": "email"}):
        case = log(people, customer=customer(people, "Quiet One", **fields))
        assert [row["kind"] for row in written_about(database, case)] == [3]  # the portal only
    assert [row["kind"] for row in written_about(database, log(people))] == [3]


def test_agency_that_does_not_ask_for_it_writes_nothing(people, database):
    who = customer(people, "Water Man", by="fritz", email="w@example.org", channel="email")
    contact = people("fritz").post("/contacts", {"channel": "phone", "customer": who, "summary": "Hm"})
    contact.expect(201)
    assert database.value("select count(*) from outbox o join agency a on a.id = o.agency_id"
                          " where a.code = 'water'") == 0


def test_who_is_served_at_once_is_told_once(people, database):
    who = customer(people, "Quick One", email="quick@example.org", channel="email")
    case = log(people, by="lena", customer=who, outcome="done", office="hall")
    rows = written_about(database, case)
    assert sorted(row["kind"] for row in rows) == [1, 3, 3]
    assert [row["subject"] for row in rows if row["kind"] == 1] == [f"Your request {case['reference']} is closed"]


def test_retried_request_writes_once(people, database):
    who = customer(people, "Once Only", email="once@example.org", channel="email")
    body = {"service": "light", "channel": "counter", "subject": "Twice", "customer": who}
    case = people("fia").post("/cases", body, key="told-once").expect(201).json
    people("fia").post("/cases", body, key="told-once").expect(201)
    assert sorted(row["kind"] for row in written_about(database, case)) == [1, 3]


def test_webhook_tells_the_case_and_nothing_personal(people, endpoint):
    who = customer(people, "Secret Name", email="secret@example.org", channel="email")
    case = log(people, customer=who, subject="Secret subject")
    finish(people, case)

    def told():
        return {body["type"]: body for _, _, body in endpoint.calls
                if body.get("subject") == case["reference"]}
    wait_until(lambda: set(told()) == {"onestop.case.opened", "onestop.case.closed"})
    opened, closed = told()["onestop.case.opened"], told()["onestop.case.closed"]
    assert opened["specversion"] == "1.0" and opened["source"] == "/agencies/city"
    assert opened["id"] != closed["id"] and opened["id"] in endpoint.ids() and not endpoint.wrong
    assert closed["data"]["outcome"] == "done" and closed["data"]["service"] == "light"
    assert "secret" not in json.dumps([opened, closed]).lower()


def test_letter_is_printed(people, daemon, database):
    who = customer(people, "Old Hand", address="7 Hill Road, 1000 Rivnik", channel="letter")
    case = log(people, customer=who)
    cli = daemon.cli("lena")
    (letter,) = [item for item in cli.json("outbox", "list", "--kind", "letter", "--state", "waiting")
                 if item["reference"] == case["reference"]]
    text = cli("outbox", "show", letter["id"], code=0).stdout
    assert text.startswith("Old Hand\n7 Hill Road, 1000 Rivnik\n") and case["reference"] in text
    cli("outbox", "printed", letter["id"], code=0)
    (row,) = [row for row in written_about(database, case) if row["kind"] == 2]
    assert row["state"] == 5 and row["ended_by"] is not None
    mail = next(row for row in people("lena").get("/outbox", query={"state": "sent", "kind": "webhook"})
                .json["items"])
    people("lena").post(f"/outbox/{mail['id']}/printed").expect(409)


def test_held_address_is_cleared_by_another_try(people, daemon, database, mailbox):
    mailbox.refusals["bounced@example.org"] = "550 5.1.1 unknown"
    who = customer(people, "Bounced", email="bounced@example.org", channel="email")
    cases = [log(people, customer=who)]
    held = {"state": "held", "kind": "email"}
    wait_until(lambda: people("audra").get("/outbox", query=held).expect(200).json["items"])
    cases.append(log(people, customer=who))

    def items():
        found = people("audra").get("/outbox", query=held).expect(200).json["items"]
        return len(found) == 2 and found
    found = wait_until(items)
    assert {item["reference"] for item in found} == {case["reference"] for case in cases}
    assert all("bounced@" not in json.dumps(item) and item["to"].endswith("@example.org") for item in found)
    why = {item["id"]: item["error"] for item in found}
    assert sorted(why.values()) == ["550 5.1.1: the mail server refused the recipient", "the address is known to bounce"]
    bulgarian = {"Accept-Language": "bg"}
    told = people("audra").get("/outbox", query=held, headers=bulgarian).expect(200).json
    in_bulgarian = {"550 5.1.1: the mail server refused the recipient": "550 5.1.1: пощенският сървър отказа получателя",
                    "the address is known to bounce": "известно е, че пощата до този адрес се връща"}
    assert {item["id"]: item["error"] for item in told["items"]} == {key: in_bulgarian[text] for key, text in why.items()}
    assert [{**item, "error": why[item["id"]]} for item in told["items"]] == found, "only what went wrong is told otherwise"
    one = people("adam").get(f"/outbox/{found[0]['id']}", headers=bulgarian).expect(200).json
    assert one["error"] == in_bulgarian[found[0]["error"]] and one["body"] is None
    del mailbox.refusals["bounced@example.org"]
    people("lena").post(f"/outbox/{found[0]['id']}/retry").expect(403)
    said = daemon.cli("adam")("outbox", "retry", found[0]["id"], code=0).stdout
    assert "2" in said
    wait_until(lambda: len(mailbox.to("bounced@example.org")) == 2)
    assert database.value("select count(*) from bounce") == 0
    wait_until(lambda: post.state(database, found[0]["id"])["state"] == "sent")
    people("adam").post(f"/outbox/{found[0]['id']}/retry").expect(409)


def test_list_goes_page_by_page(people, database):
    ids = sorted(post.put(database, "letter", "Street", 5), reverse=True)
    seen, query = [], {"limit": 2, "kind": "letter", "state": "waiting"}
    while True:
        page = people("lena").get("/outbox", query=query).expect(200).json
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen[:5] == ids and len(set(seen)) == len(seen)
    assert people("lena").get("/outbox", query={"agency": "water"}).expect(200).json["items"] == []
    people("lena").get("/outbox", query={"state": "lost"}).expect(422)
    people("walt").get(f"/outbox/{ids[0]}").expect(404)


def test_email_is_for_its_reader_alone(people, database):
    number = post.put(database, "email", "reader@example.org", body="https://secret.example/link")[0]
    shown = people("adam").get(f"/outbox/{number}").expect(200).json
    assert shown["address"] == "reader@example.org" and shown["body"] is None


def test_secret_message_is_sent_and_stands_nowhere(people, database, mailbox):
    mailbox.refusals["whistle@example.org"] = "550 5.1.1 unknown"
    number = post.put(database, "email", "whistle@example.org")[0]
    letter = post.put(database, "letter", "Whistle Street")[0]
    database.query("update outbox set secret = true where id in (%s, %s)", number, letter)
    post.wait_for(database, number, "held")
    for user in ("adam", "lena", "audra"):
        items = people(user).get("/outbox", query={"limit": 200}).expect(200).json["items"]
        assert not {item["id"] for item in items} & {number, letter}
    for path in (f"/outbox/{number}", f"/outbox/{letter}"):
        people("adam").get(path).expect(404)
        people("adam").post(path + "/retry").expect(404)
        people("adam").post(path + "/printed").expect(404)


def test_courier_role_sees_nothing_of_cases(database):
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set role onestop_courier")
        for table in ("kase", "customer", "case_event", "note", "contact", "staff", "session"):
            cursor.execute("select has_table_privilege(current_user, %s, 'select')", (table,))
            assert cursor.fetchone()[0] is False, table
        for what in ("insert", "delete"):
            cursor.execute("select has_table_privilege(current_user, 'outbox', %s)", (what,))
            assert cursor.fetchone()[0] is False
