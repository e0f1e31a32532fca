"""An automatic confirmation acknowledges its case once it is delivered: at that time, once, and never
when it was refused or given up; also when courier or daemon are killed in between."""
import json

import post
import pytest
import standards_desk
from onestop_daemon import ROOT, once, wait_until


def write_desk(folder):
    standards_desk.write(folder)
    agencies = json.loads((folder / "agencies.json").read_text())
    agencies["agencies"][0]["notify"] = ["opened", "closed"]
    (folder / "agencies.json").write_text(json.dumps(agencies))
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return str(write_desk(tmp_path_factory.mktemp("confirming-desk")))


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox):
    return new_daemon(database, courier__give_up_after="2s", **mailbox.settings(cluster))


@pytest.fixture(scope="module")
def fia(daemon):
    return daemon.api("fia")


def log(api, address, **more):
    who = api.post("/customers", {"name": "Ana", "email": address, "channel": "email"}).expect(201).json["id"]
    return api.post("/cases", {"service": "light", "channel": "email", "office": "hall", "subject": "Lamp",
                               "customer": who, **more}).expect(201).json


def message(database, case):
    return database.query("""select o.*, outbox_state_name(o.state) as state_name from outbox o join kase k
        on k.agency_id = o.agency_id and k.id = o.owner_id where k.reference = %s and o.kind = 1""",
                          case["reference"])[0]


def noted(database, case):
    return wait_until(lambda: (lambda row: row["state_name"] == "sent" and not row["confirms"] and row)(
        message(database, case)), what="the delivery noted")


def endings(database, case):
    """Ends of the acknowledgement clock as events."""
    return database.query("""select e.at, e.actor_id, (e.facts::json ->> 'message-id')::bigint as message,
            (e.facts::json ->> 'in-time')::integer as in_time
        from case_event e join kase k on k.id = e.case_id where k.reference = %s and e.kind = 45
        and (e.facts::json ->> 'clock-kind')::integer = 2""", case["reference"])


def clocks(api, case):
    shown = api.get(f"/cases/{case['reference']}/clock").expect(200).json["clocks"]
    return {clock["kind"]: clock["state"] for clock in shown}


def audits_are_clean(daemon):
    for audit in ("counters", "chain"):
        report = daemon.api("audra").get(f"/audit/{audit}").expect(200).json
        assert report["clean"], report


def test_delivered_confirmation_ends_the_clock_at_its_delivery(daemon, fia, database, mailbox):
    case = log(fia, "ana@example.org")
    row = noted(database, case)
    assert mailbox.to("ana@example.org")
    (ending,) = endings(database, case)
    assert (ending["at"], ending["message"], ending["in_time"]) == (row["ended_at"], row["id"], 1)
    assert ending["actor_id"] == 0
    assert clocks(fia, case)["acknowledgement"] == "stopped"
    events = fia.get(f"/cases/{case['reference']}/events").expect(200).json["items"]
    (shown,) = [event for event in events if event["kind"] == "clock-ended"]
    assert (shown["clock"], shown["in_time"], shown["standard"]) == ("acknowledgement", True, "ack")
    assert database.value("select coalesce(sum(c.value), 0)::integer from counter c join standard s on s.id = c.bucket"
                          " where c.metric = 84 and s.code = 'ack'") >= 1
    audits_are_clean(daemon)


def test_confirmation_is_no_first_response(fia, daemon, database):
    resident = daemon.api("lena").post("/customers", {
        "name": "Firm", "email": "firm@example.org", "channel": "email", "segment": "business"}).expect(201).json["id"]
    case = fia.post("/cases", {"service": "light", "channel": "email", "office": "hall", "subject": "Lamp",
                               "customer": resident, "segment": "business"}).expect(201).json
    noted(database, case)
    assert clocks(fia, case) == {"processing": "running", "acknowledgement": "stopped", "first-response": "running"}


def test_bounced_confirmation_acknowledges_nothing_until_it_arrives(fia, daemon, database, mailbox):
    mailbox.refusals["gone@example.org"] = "550 5.1.1 no such user"
    case = log(fia, "gone@example.org")
    wait_until(lambda: message(database, case)["state_name"] == "held")
    later = log(fia, "here@example.org")  # what comes after it is noted, and it is not
    noted(database, later)
    assert endings(database, case) == [] and clocks(fia, case)["acknowledgement"] == "running"
    del mailbox.refusals["gone@example.org"]
    daemon.api("adam").post(f"/outbox/{message(database, case)['id']}/retry", {}).expect(200)
    row = noted(database, case)
    (ending,) = endings(database, case)
    assert ending["at"] == row["ended_at"]


def test_confirmation_that_is_given_up_acknowledges_nothing(fia, database, mailbox):
    mailbox.refusals["grey@example.org"] = "451 4.7.1 later"
    case = log(fia, "grey@example.org")
    wait_until(lambda: message(database, case)["state_name"] == "failed")
    noted(database, log(fia, "after@example.org"))
    assert endings(database, case) == [] and clocks(fia, case)["acknowledgement"] == "running"


def test_word_that_came_before_the_delivery_stays_what_ended_the_clock(fia, daemon, database, mailbox):
    mailbox.refusals["slow@example.org"] = "451 4.7.1 later"
    case = log(fia, "slow@example.org")
    daemon.api("lena").post(f"/cases/{case['reference']}/contacts", {
        "channel": "phone", "office": "hall", "direction": "out"}).expect(200)
    del mailbox.refusals["slow@example.org"]
    noted(database, case)
    (ending,) = endings(database, case)
    assert ending["message"] is None and ending["actor_id"] != 0


def test_what_is_noted_a_second_time_ends_the_clock_once(fia, daemon, database):
    """As when the daemon was killed after the commit and before the mark."""
    case = log(fia, "twice@example.org")
    row = noted(database, case)
    database.query("update outbox set confirms = true where id = %s", row["id"])
    noted(database, case)
    assert len(endings(database, case)) == 1
    audits_are_clean(daemon)


def test_what_is_not_noted_yet_is_not_purged(database):
    number = post.put(database, "email", "purge@example.org")[0]
    post.wait_for(database, number, "sent")
    database.query("update outbox set confirms = true, claimed_until = now() + interval '1 hour',"
                   " ended_at = now() - interval '90 days' where id = %s", number)
    purge = (ROOT / "db/query/outbox_purge.sql").read_text().replace("$1", "2592000")
    for confirms, left in ((True, 1), (False, 0)):
        database.query("update outbox set confirms = %s where id = %s", confirms, number)
        database.query(purge)
        assert database.value("select count(*) from outbox where id = %s", number) == left


@once("what is killed tells nothing of its memory")
def test_kills_in_between_lose_nothing_and_end_each_clock_once(new_database, new_daemon, cluster, desk):
    mailbox, database = post.Mailbox(cluster, delay_s=0.02), new_database(desk)
    settings = mailbox.settings(cluster) | {"courier__timeout": "1s"}  # a claim of who was killed runs out in 17 s
    daemon = new_daemon(database, server__workers=2, log__level="warning", **settings)
    fia, wanted = daemon.api("fia"), 40
    cases = [log(fia, f"n{number}@example.org") for number in range(wanted)]
    for part in (8, 16):
        wait_until(lambda: len(mailbox.messages) >= part)
        post.kill_courier(daemon)
    wait_until(lambda: database.value("select count(*) from outbox where confirms and state = 2") > 0)
    daemon.kill()  # delivered, and not noted
    before = len(mailbox.messages)
    daemon.start()
    wait_until(lambda: not database.value("select count(*) from outbox where confirms"), 60, "all of them noted")
    for case in cases:
        row = message(database, case)
        (ending,) = endings(database, case)
        assert (ending["at"], ending["message"]) == (row["ended_at"], row["id"])
    assert before >= 16 and len(set(mailbox.ids())) == wanted
    audits_are_clean(daemon)
    mailbox.stop()
