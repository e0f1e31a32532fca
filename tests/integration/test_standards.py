"""Standards of cases: several clocks, what ends each, how it is counted, and more time for one."""
import datetime

import pytest
import standards_desk
from onestop_daemon import wait_until
from town import ZONE

RUNGS = [50, 75, 90, 100]


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(standards_desk.write(tmp_path_factory.mktemp("standards-desk")))


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).isoformat()


def log(people, service="light", channel="email", status=201, **more):
    return people("fia").post("/cases", {"service": service, "channel": channel, "subject": "Light",
                                         **more}).expect(status).json


def clocks(people, case):
    shown = people("lena").get(f"/cases/{case['reference']}/clock").expect(200).json["clocks"]
    return {clock["kind"]: clock for clock in shown}


def act(people, who, case, action, body, status=200):
    """who: a user name, or "worker": whoever works the case."""
    who = case["handler"]["user_name"] if who == "worker" else who
    version = people("lena").get(f"/cases/{case['reference']}").expect(200).version
    return people(who).post(f"/cases/{case['reference']}/{action}", body,
                            if_match=version).expect(status).json


def contact(people, case, **more):
    body = {"channel": "phone", "direction": "out", **more}
    return people("lena").post(f"/cases/{case['reference']}/contacts", body).expect(200).json


def judged(database, case):
    """(standard, in time) in the order of the events that say so."""
    return [(row["code"], row["in_time"] == 1) for row in database.query(
        "select s.code, (e.facts::json ->> 'in-time')::integer as in_time from case_event e"
        " join kase k on k.id = e.case_id join standard s on s.id ="
        " (e.facts::json ->> 'standard-id')::integer where k.reference = %s"
        " and e.facts::json ->> 'in-time' is not null order by e.seq", case["reference"])]


def counted(database, metric, code):
    return database.value(
        "select coalesce(sum(c.value), 0)::integer from counter c join standard s on s.id = c.bucket"
        " where c.metric = %s and s.code = %s", {"met": 84, "missed": 85, "extended": 86}[metric],
        code)


def audits_are_clean(people):
    for audit in ("counters", "chain"):
        report = people("audra").get(f"/audit/{audit}").expect(200).json
        assert report["clean"], report


# ---- which clocks run ----

@pytest.mark.parametrize("asked, standard", [
    ({"service": "light"}, "ack"),
    ({"service": "light", "channel": "phone"}, "ack-phone"),
    ({"service": "fence", "channel": "phone"}, "ack-fence"),
    ({"service": "fence"}, "ack-fence"),
])
def test_narrowest_scope_judges(people, asked, standard):
    case = log(people, **asked)
    assert clocks(people, case)["acknowledgement"]["standard"]["code"] == standard


def test_clock_runs_only_where_a_standard_is_for_the_case(people):
    assert set(clocks(people, log(people))) == {"processing", "acknowledgement"}
    assert set(clocks(people, log(people, segment="business"))) == {
        "processing", "acknowledgement", "first-response"}


def test_case_shows_its_clocks_with_the_version_that_judges(people):
    case = log(people, segment="business")
    shown = people("lena").get(f"/cases/{case['reference']}").expect(200).json["clocks"]
    assert [(clock["kind"], clock["standard"], clock["standard_in_force_from"], clock["in_time"])
            for clock in shown] == [("processing", "ten-days", "2000-01-01", True),
                                    ("acknowledgement", "ack", "2000-01-01", True),
                                    ("first-response", "reply", "2000-01-01", True)]
    opened = people("lena").get(f"/cases/{case['reference']}/events").json["items"][0]
    assert (opened["clock"], opened["standard"]) == ("processing", "ten-days")


# ---- what ends them ----

def test_word_that_only_informs_acknowledges_and_is_no_response(people, database):
    case = log(people, segment="business")
    contact(people, case, purpose="information")
    states = {kind: clock["state"] for kind, clock in clocks(people, case).items()}
    assert states == {"processing": "running", "acknowledgement": "stopped",
                      "first-response": "running"}
    contact(people, case, purpose="interaction")
    assert clocks(people, case)["first-response"]["state"] == "stopped"
    assert judged(database, case) == [("ack", True), ("reply", True)]
    contact(people, case)  # nothing is judged twice
    assert len(judged(database, case)) == 2


def test_contact_in_and_internal_note_end_nothing_and_a_note_to_the_customer_does(people):
    case = log(people, segment="business")
    contact(people, case, direction="in")
    people("lena").post(f"/cases/{case['reference']}/notes", {"body": "x"}).expect(200)
    assert {clock["state"] for clock in clocks(people, case).values()} == {"running"}
    people("lena").post(f"/cases/{case['reference']}/notes", {"body": "x", "visible": True}).expect(200)
    assert {kind for kind, clock in clocks(people, case).items() if clock["state"] == "stopped"} == {
        "acknowledgement", "first-response"}


def test_closing_ends_what_nobody_acknowledged(people, database):
    case = log(people, segment="business")
    act(people, "worker", case, "close", {"outcome": "done"})
    assert judged(database, case) == [("ack", True), ("reply", True), ("ten-days", True)]


def test_reopening_restarts_the_processing_clock_only(people):
    case = log(people, segment="business")
    act(people, "worker", case, "close", {"outcome": "done"})
    act(people, "worker", case, "reopen", {"reason": "Again"})
    assert {kind: clock["state"] for kind, clock in clocks(people, case).items()} == {
        "processing": "running", "acknowledgement": "stopped", "first-response": "stopped"}


def test_waiting_for_the_customer_stops_no_acknowledgement(people):
    case = log(people, segment="business")
    act(people, "worker", case, "pause", {"reason": "waiting-for-customer"})
    assert {kind: clock["state"] for kind, clock in clocks(people, case).items()} == {
        "processing": "paused", "acknowledgement": "running", "first-response": "running"}


def test_late_acknowledgement_fires_its_own_rungs_and_counts_as_missed(people, database):
    missed, breaches = counted(database, "missed", "ack-phone"), database.value(
        "select coalesce(sum(value), 0) from counter where metric = 7")
    case = log(people, channel="phone", received_at=ago(hours=2))
    wait_until(lambda: database.value(
        "select count(*) from clock_rung r join kase k on k.id = r.case_id where k.reference = %s",
        case["reference"]) == 4, what="four rungs of the acknowledgement")
    shown = people("lena").get(f"/cases/{case['reference']}").expect(200).json
    assert shown["rung"] == 0  # of the processing clock, which is far from due
    told = [item for item in people("lena").get("/notices", query={"limit": 200}).json["items"]
            if item["reference"] == case["reference"]]
    assert [(item["kind"], item["clock"], item["percent"]) for item in told] == [
        ("rung", "acknowledgement", 100)]
    contact(people, case)
    assert judged(database, case) == [("ack-phone", False)]
    assert counted(database, "missed", "ack-phone") == missed + 1
    assert database.value("select coalesce(sum(value), 0) from counter where metric = 7") == breaches


def test_met_and_missed_are_all_that_was_judged(people, database):
    met, missed = counted(database, "met", "ack"), counted(database, "missed", "ack")
    for _ in range(3):
        contact(people, log(people))
    contact(people, log(people, received_at=ago(days=9)))
    assert (counted(database, "met", "ack") - met, counted(database, "missed", "ack") - missed) == (3, 1)
    audits_are_clean(people)


# ---- more time ----

def test_extension_moves_the_due_time_and_says_who_and_why(people, database):
    case = log(people)
    before = clocks(people, case)["processing"]["due_at"]
    extended = act(people, "lena", case, "extend", {"amount": 3, "reason": "The mast is hired out"})
    clock = clocks(people, case)["processing"]
    assert clock["due_at"] == extended["due_at"] and clock["extended"] == 3
    moved = datetime.datetime.fromisoformat(clock["due_at"].replace("Z", "+00:00")) - \
        datetime.datetime.fromisoformat(before.replace("Z", "+00:00"))
    assert datetime.timedelta(days=2, hours=22) < moved < datetime.timedelta(days=3, hours=2)
    change, = clock["changes"]
    assert {key: change[key] for key in ("kind", "by", "amount", "reason", "was_due_at", "due_at")} == {
        "kind": "extended", "by": "Lena", "amount": 3, "reason": "The mast is hired out",
        "was_due_at": before, "due_at": clock["due_at"]}
    note, = people("lena").get(f"/cases/{case['reference']}").json["notes"]
    assert note["visible"] and note["body"] == "The mast is hired out"
    told = [item["kind"] for item in people(case["handler"]["user_name"]).get(
        "/notices", query={"limit": 200}).json["items"] if item["reference"] == case["reference"]]
    assert "extended" in told
    assert counted(database, "extended", "ten-days") > 0
    audits_are_clean(people)


def local(at):
    return datetime.datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(ZONE)


def test_customer_who_wants_letters_is_written_to_with_the_reason(people, database):
    customer = people("fia").post("/customers", {"name": "Rada Ilieva", "email": "rada@example.org",
                                                 "channel": "email", "language": "en"}).expect(201).json
    case = log(people, customer=customer["id"])
    extended = act(people, "lena", case, "extend", {"amount": 2, "reason": "The surveyor is ill"})
    message, = database.query("select o.subject, o.body, o.address from outbox o join kase k on k.id ="
                              " o.owner_id where k.reference = %s", case["reference"])
    assert message["subject"] == f"Your request {case['reference']} takes longer"
    assert "The reason: The surveyor is ill" in message["body"] and message["address"] == "rada@example.org"
    assert f"{local(extended['due_at']).day} " in message["body"]


def test_extension_of_the_first_response_tells_its_day(people, database):
    customer = people("fia").post("/customers", {"name": "Firm", "email": "firm@example.org",
                                                 "channel": "email", "language": "en"}).expect(201).json
    case = log(people, customer=customer["id"], segment="business")
    act(people, "lena", case, "extend", {"amount": 1, "reason": "Ill", "clock": "first-response"})
    day = local(clocks(people, case)["first-response"]["due_at"])
    body = database.value("select o.body from outbox o join kase k on k.id = o.owner_id"
                          " where k.reference = %s", case["reference"])
    assert f"by {day.day} {day:%B %Y} at the latest" in body


def test_extension_past_the_cap_is_refused_with_the_most_that_is_possible(people):
    case = log(people)
    act(people, "lena", case, "extend", {"amount": 2, "reason": "More"})
    refused = act(people, "lena", case, "extend", {"amount": 4, "reason": "Still more"}, status=422)
    field, = refused["fields"]
    assert field["field"] == "/amount" and field["message"].startswith("at most 3 calendar-days")
    assert clocks(people, case)["processing"]["extended"] == 2
    act(people, "lena", case, "extend", {"amount": 3, "reason": "The rest"})
    refused = act(people, "lena", case, "extend", {"amount": 1, "reason": "One"}, status=422)
    assert refused["fields"][0]["message"].startswith("at most 0 ")


def test_standard_without_extension_takes_none(people):
    case = log(people)
    refused = act(people, "lena", case, "extend",
                  {"amount": 1, "reason": "Later", "clock": "acknowledgement"}, status=422)
    assert refused["fields"][0]["message"].startswith("at most 0 working-days")


def test_extension_is_granted_by_the_roles_of_the_standard_only(people):
    case, urgent = log(people), log(people, service="urgent")
    act(people, "mara", case, "extend", {"amount": 1, "reason": "More"}, status=403)
    act(people, "fia", case, "extend", {"amount": 1, "reason": "More"}, status=403)
    refused = act(people, "lena", urgent, "extend", {"amount": 1, "reason": "More"}, status=403)
    assert "manager" in refused["detail"]
    act(people, "mara", urgent, "extend", {"amount": 30, "reason": "More"})


@pytest.mark.parametrize("received, after", [(ago(days=30), None), (None, "close")],
                         ids=["late", "done"])
def test_what_is_late_or_done_cannot_be_extended(people, received, after):
    case = log(people, **({"received_at": received} if received else {}))
    if after:
        act(people, "worker", case, "close", {"outcome": "done"})
    else:  # all that the daemon does to the case by itself
        wait_until(lambda: all(rung["fired"] for rung in clocks(people, case)["processing"]["rungs"]), what="the last rung")
    before = people("lena").get(f"/cases/{case['reference']}").version
    act(people, "lena", case, "extend", {"amount": 1, "reason": "Late"}, status=409)
    if after:
        assert people("lena").get(f"/cases/{case['reference']}").version == before


def test_clock_that_is_done_or_not_there_is_named(people):
    case = log(people)
    contact(people, case)
    act(people, "lena", case, "extend", {"amount": 1, "reason": "x", "clock": "acknowledgement"},
        status=409)
    refused = act(people, "lena", case, "extend",
                  {"amount": 1, "reason": "x", "clock": "first-response"}, status=422)
    assert refused["fields"][0]["field"] == "/clock"


def test_extension_of_a_paused_case_counts_when_it_goes_on(people):
    case = log(people)
    due = clocks(people, case)["processing"]["due_at"]
    act(people, "worker", case, "pause", {"reason": "waiting-for-customer"})
    paused = act(people, "lena", case, "extend", {"amount": 5, "reason": "x"})
    assert paused["due_at"] is None
    resumed = act(people, "worker", case, "resume", {})
    assert resumed["due_at"][:10] > due[:10]


def test_client_extends_and_explains(people, daemon):
    case = log(people)
    said = daemon.cli("lena")("case", "extend", case["reference"], "2", "--reason", "Storm", code=0)
    assert "has more time" in said.stdout
    shown = daemon.cli("lena")("clock", case["reference"], code=0).stdout
    assert "Storm" in shown and "2 calendar-days" in shown and "acknowledgement" in shown
    shown = daemon.cli("lena")("case", "show", case["reference"], code=0).stdout
    assert "acknowledgement" in shown
    refused = daemon.cli("lena")("case", "extend", case["reference"], "9", "--reason", "x")
    assert refused.returncode != 0 and "at most 3" in refused.stderr


# ---- standards shown ----

def listed(people, **query):
    items = people("lena").get("/standards", query=query).expect(200).json["items"]
    return {item["code"]: item for item in items}


def test_standards_are_listed_with_scope_and_result(people):
    before = listed(people)["ack"]["month"]
    contact(people, log(people))
    contact(people, log(people, received_at=ago(days=9)))
    shown = listed(people)
    month = shown["ack"]["month"]
    assert (month["met"] - before["met"], month["missed"] - before["missed"]) == (1, 1)
    assert month["n"] == month["met"] + month["missed"]
    assert month["share"] == round(100 * month["met"] / month["n"], 1)
    assert shown["ack"]["quarter"]["n"] >= month["n"]
    assert shown["ack-phone"]["channels"] == ["phone"] and shown["ack-fence"]["services"] == ["fence"]
    assert (shown["hour"]["unit"], shown["hour"]["amount"]) == ("working-minutes", 60)
    assert set(listed(people, kind="first-response")) == {"reply"}
    people("lena").get("/standards", query={"kind": "speed"}).expect(422)
    people("lena").get("/standards", query={"agency": "water"}).expect(422)  # not hers


def test_case_is_right_first_time_until_something_shows_otherwise(people, database):
    def shown():
        month = listed(people, kind="right-first-time")["right"]["month"]
        return month["met"], month["missed"], month["n"]

    def closed(**more):
        case = log(people, "shade", "phone", office="hall")
        if more:
            contact(people, case, direction="in", **more)
        act(people, "lena", case, "close", {"outcome": "done"})
        return case

    assert shown() == (0, 0, 0)
    reopened, corrected = closed(), closed()
    closed(cause="correction")  # put right before it was closed
    closed(cause="chase")
    closed()
    act(people, "lena", closed(), "reopen", {"reason": "The lamp is out again"})
    assert shown() == (4, 2, 6)
    act(people, "lena", reopened, "reopen", {"reason": "The wrong lamp"})
    assert shown() == (3, 3, 6)
    act(people, "lena", reopened, "close", {"outcome": "done"})  # a second closing is judged by nothing
    contact(people, corrected, direction="in", cause="correction")
    contact(people, corrected, direction="in", cause="correction")
    contact(people, reopened, direction="in", cause="correction")
    assert shown() == (2, 4, 6)
    log(people, "light", "phone")  # for which nothing of the kind is promised
    assert counted(database, "met", "right") == 2
    audits_are_clean(people)


def test_standard_is_shown_with_all_its_versions(people, daemon):
    shown = people("lena").get("/standards/ten-days").expect(200).json
    version, = shown["versions"]
    assert version["in_force"] and version["extension_max"] == 5 and version["in_force_to"] is None
    assert version["extension_roles"] == ["team-lead"] and "light" in shown["named_by"]
    assert shown["month"] == version["month"]
    people("lena").get("/standards/nothing").expect(404)
    people("wanda").get("/standards/ten-days").expect(404)  # of another agency
    said = daemon.cli("lena")("standard", "show", "ten-days", code=0).stdout
    assert "95 % within 10 calendar-days" in said and "5 calendar-days" in said
    said = daemon.cli("lena")("standard", "list", code=0).stdout
    assert "ack-phone" in said and "first-response" in said
