"""Complaints through the real daemon: up the ladder by answers, by the customer and by time; who may
answer; remedies; figures; what is refused."""
import datetime

import complaint_desk
import pytest
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(complaint_desk.write(tmp_path_factory.mktemp("complaint-desk")))


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).isoformat()


def log(people, subject="delay", user="fia", **fields):
    return people(user).post("/complaints", {"channel": "phone", "subject": subject,
                                             "text": "It was bad", **fields}).expect(201).json


def show(people, complaint, user="rolf"):
    return people(user).get(f"/complaints/{complaint['reference']}").expect(200).json


def act(people, user, complaint, action, body=None, version=None):
    version = version or show(people, complaint)["version"]
    return people(user).post(f"/complaints/{complaint['reference']}/{action}", body or {},
                             if_match=version)


def answer(people, user, complaint, **fields):
    return act(people, user, complaint, "answer",
               {"outcome": "upheld", "answer": "We are sorry", **fields})


def stages(people, complaint):
    return [(one["stage"], one["end"]) for one in show(people, complaint)["stages"]]


def wait_stage(people, complaint, *ends):
    wait_until(lambda: [end for _, end in stages(people, complaint)] == list(ends),
               what=f"{complaint['reference']} to be at {ends}")


def test_complaint_is_logged_routed_and_told(people):
    complaint = log(people)
    assert complaint["state"] == "open" and complaint["stage"] == "lead"
    assert complaint["answerer"]["user_name"] in ("lena", "leo")
    chosen = complaint["answerer"]["user_name"]
    assert complaint["reference"] in {
        notice["reference"] for notice in people(chosen).get("/notices").json["items"]}
    whole = show(people, complaint)
    assert whole["text"] == "It was bad" and whole["told"].startswith("After lead")
    assert whole["stages"][0]["route"].startswith("fewest")
    brief = {key: whole[key] for key in complaint}
    assert brief == complaint  # the daemon's own form is that of the view
    for query in ({}, {"answerer": chosen}, {"subject": "delay"}, {"status": "all"}):
        listed = people("rolf").get("/complaints", query={"limit": 200, **query}).expect(200).json
        assert complaint in listed["items"], query
    assert complaint not in people("rolf").get(
        "/complaints", query={"status": "closed", "limit": 200}).expect(200).json["items"]


def test_extension_is_written_to_the_customer(people, database):
    rada = people("fia").post("/customers", {"name": "Rada Ilieva", "email": "rada@example.org",
                                             "channel": "email", "language": "en"}).expect(201).json
    plain, known = log(people), log(people, customer=rada["id"])
    for complaint in (plain, known):
        act(people, complaint["answerer"]["user_name"], complaint, "extend",
            {"amount": 30, "reason": "The surveyor is ill"}).expect(200)
    message, = database.query("select r.reference, o.address, o.subject, o.body, o.secret from outbox o"
                              " join record r on r.id = o.owner_id")
    assert (message["reference"], message["address"], message["secret"]) == (
        known["reference"], "rada@example.org", False)
    assert message["subject"] == f"Our answer to your complaint {known['reference']} takes longer"
    for words in ("The reason: The surveyor is ill", "Ombudsman, 1 Hill", "Dear Rada Ilieva"):
        assert words in message["body"]
    event = next(event for event in show(people, known)["events"]
                 if event["kind"] == "complaint-extended")
    assert event["was_due_at"] == known["due_at"] < event["due_at"] and event["clock"] == "processing"


def test_complaint_climbs_by_answers_and_the_customer(people):
    complaint = log(people)
    first = complaint["answerer"]["user_name"]
    other = {"lena": "leo", "leo": "lena"}[first]
    act(people, first, complaint, "acknowledge").expect(200)
    act(people, first, complaint, "acknowledge").expect(409)
    answer(people, other, complaint).expect(409)  # it is for the other lead, who is present
    answer(people, first, complaint, outcome="not-upheld").expect(200)
    answer(people, first, complaint).expect(409)
    raised = act(people, "fia", complaint, "escalate").expect(200).json
    assert raised["stage"] == "head" and raised["answerer"]["user_name"] in ("hana", "hanno")
    answer(people, "rolf", raised).expect(409)  # the chosen head is present
    answer(people, raised["answerer"]["user_name"], complaint, outcome="partly-upheld").expect(200)
    last = act(people, "fia", complaint, "escalate").expect(200).json
    assert last["answerer"]["user_name"] in ("rita", "rolf", "under")
    answer(people, last["answerer"]["user_name"], complaint, lesson="Call back").expect(200)
    referred = act(people, "fia", complaint, "escalate").expect(200).json
    assert referred["state"] == "referred"
    assert show(people, complaint)["told"] == "Ombudsman, 1 Hill"
    act(people, "fia", complaint, "escalate").expect(409)
    assert stages(people, complaint) == [("lead", "answered"), ("head", "answered"),
                                         ("review", "answered")]


def test_extension_is_capped_and_needs_a_reason(people):
    complaint = log(people)
    first = complaint["answerer"]["user_name"]
    before = show(people, complaint)
    act(people, first, complaint, "extend", {"amount": 61, "reason": "Ill"}).expect(409)
    act(people, first, complaint, "extend", {"amount": 10}).expect(422)
    assert show(people, complaint) == before
    longer = act(people, first, complaint, "extend", {"amount": 40, "reason": "Ill"}).expect(200)
    assert longer.json["due_at"] > before["due_at"]
    act(people, first, complaint, "extend", {"amount": 21, "reason": "Ill"}).expect(409)
    act(people, "fia", complaint, "extend", {"amount": 1, "reason": "Ill"}).expect(403)


def test_extension_waits_for_the_acknowledgement(people):
    complaint = log(people, "housing")
    first = complaint["answerer"]["user_name"]
    assert complaint["due_at"] is None and complaint["acknowledge_by"] is not None
    act(people, first, complaint, "extend", {"amount": 1, "reason": "Ill"}).expect(409)
    assert act(people, first, complaint, "acknowledge").expect(200).json["due_at"] is not None
    act(people, first, complaint, "extend", {"amount": 1, "reason": "Ill"}).expect(200)


def test_customer_asks_in_time_or_not_at_all(people, database):
    complaint = log(people, "housing")
    answer(people, complaint["answerer"]["user_name"], complaint).expect(200)
    database.query("update complaint c set ask_until = now() - interval '1 second' from record r"
                   " where r.id = c.id and r.reference = %s", complaint["reference"])
    act(people, "fia", complaint, "escalate").expect(409)


def test_unanswered_stage_moves_up_by_itself(people, database):
    complaint = log(people, received_at=ago(minutes=605))
    wait_stage(people, complaint, "timed-out", None)
    whole = show(people, complaint)
    assert whole["stages"][0]["ended_at"] == whole["stages"][0]["due_at"]
    assert whole["stages"][1]["started_at"] == whole["stages"][0]["due_at"]
    kinds = [event["kind"] for event in whole["events"]]
    assert kinds.count("complaint-escalated") == 1 and kinds.count("complaint-overdue") == 1
    assert [event.get("percent") for event in whole["events"] if event["kind"] == "rung"][:3] == [
        50, 75, 90]


def test_stage_ends_when_its_time_comes(people):
    complaint = log(people, received_at=ago(minutes=599, seconds=57))
    assert show(people, complaint)["stages"][0]["end"] is None
    wait_stage(people, complaint, "timed-out", None)


def test_outage_ends_all_stages_in_order_and_refers(people):
    complaint = log(people, received_at=ago(days=30))
    wait_until(lambda: show(people, complaint)["state"] == "referred", what="the referral")
    whole = show(people, complaint)
    assert [stage["end"] for stage in whole["stages"]] == ["timed-out"] * 3
    times = [event["at"] for event in whole["events"][1:]]
    assert times == sorted(times)
    assert whole["stages"][1]["ended_at"] == whole["stages"][2]["started_at"]


def test_killed_daemon_forgets_no_stage_and_ends_none_twice(new_daemon, database, people):
    other = new_daemon(database)
    api = other.api("fia")
    complaints = [api.post("/complaints", {
        "channel": "phone", "subject": "delay", "text": "Slow", "received_at": ago(
            minutes=600, seconds=-seconds / 2)}).expect(201).json for seconds in range(12)]
    other.kill()
    other.start()
    for complaint in complaints:
        wait_until(lambda: stages(people, complaint)[0][1] == "timed-out", what="the escalation")
    assert database.value("select count(*) from (select 1 from clock_rung group by agency_id,"
                          " clock_id, percent having count(*) > 1) twice") == 0
    for complaint in complaints:
        kinds = [event["kind"] for event in show(people, complaint)["events"]]
        assert kinds.count("complaint-escalated") == 1


def test_whom_it_is_about_and_who_works_for_them_answer_nothing(people):
    complaint = log(people, about=["hana"])  # lena works for hana
    assert complaint["answerer"]["user_name"] == "leo"
    answer(people, "lena", complaint).expect(409)
    raised = act(people, "fia", complaint, "escalate").expect(200).json
    assert raised["answerer"]["user_name"] == "hanno"
    answer(people, "hana", complaint).expect(409)


def test_nobody_able_leaves_it_in_the_queue_and_tells_a_manager(people):
    complaint = log(people, about=["lena", "leo"])
    assert complaint["answerer"] is None and complaint["queue"] == "permits"
    waiting = people("rolf").get("/complaints", query={"unassigned": "true", "limit": 200}).json
    assert complaint["reference"] in {one["reference"] for one in waiting["items"]}
    told = [user for user in ("rita", "rolf", "under") if complaint["reference"] in {
        notice["reference"] for notice in people(user).get("/notices").json["items"]}]
    assert told


def test_remedies_are_tracked_apart_from_closing(people):
    complaint = log(people)
    first = complaint["answerer"]["user_name"]
    answer(people, first, complaint, remedies=[
        {"what": "Pay back", "owner": "mila"}, {"what": "Write"}]).expect(200)
    remedies = show(people, complaint)["remedies"]
    assert [remedy["what"] for remedy in remedies] == ["Pay back", "Write"]
    mila = people("mila")
    path = f"/complaints/{complaint['reference']}/remedies"
    mila.post(f"{path}/done", {"remedy": remedies[0]["id"]}).expect(200)
    mila.post(f"{path}/done", {"remedy": remedies[0]["id"]}).expect(409)
    mila.post(f"{path}/done", {"remedy": 1}).expect(422)
    people(first).post(path, {"remedies": [{"what": "Call"}]}).expect(200)
    assert [remedy["done_at"] is not None for remedy in show(people, complaint)["remedies"]] == [
        True, False, False]


def test_what_was_never_asked_before_is_a_request(people, database):
    bo = people("fia").post("/customers", {"name": "Bo", "email": "bo@example.org",
                                           "channel": "email"}).expect(201).json
    complaint = log(people, office="hall", customer=bo["id"])
    converted = act(people, "fia", complaint, "convert",
                    {"service": "light", "subject": "Broken lamp"}).expect(200).json
    assert converted["state"] == "converted"
    reference = show(people, complaint)["converted_to"]
    case = people("mila").get(f"/cases/{reference}").expect(200).json
    assert case["service"] == "light" and case["details"] == "It was bad"
    written = database.query("select subject from outbox where address = 'bo@example.org'")
    assert [row["subject"] for row in written] == [f"We have received your request {reference}"]
    act(people, "fia", complaint, "withdraw").expect(409)


def test_complaint_about_a_case_goes_to_the_lead_of_its_manager(people):
    case = people("mila").post("/cases", {"service": "light", "office": "hall", "channel": "phone",
                                          "subject": "Lamp"}).expect(201).json
    people("mila").post(f"/cases/{case['reference']}/assign", {"to": "petar"},
                        if_match=case["version"])
    complaint = log(people, case=case["reference"])
    assert complaint["case"] == case["reference"]
    assert complaint["answerer"]["user_name"] == "lena"
    people("fia").post("/complaints", {"channel": "phone", "text": "x",
                                       "case": "7K3M-9XQ5"}).expect(422)
    act(people, "fia", complaint, "convert", {"service": "light", "subject": "x"}).expect(409)
    lone = log(people)
    path = f"/complaints/{lone['reference']}/link"
    assert people("fia").post(path, {"case": case["reference"]}).expect(200).json["case"] == \
        case["reference"]
    people("fia").post(path, {"case": case["reference"]}).expect(409)


def test_conditions_record_without_opening(people):
    complaint = log(people, "signal")
    assert complaint["state"] == "not-opened" and complaint["due_at"] is None
    assert show(people, complaint)["not_opened"] == "anonymous"
    customer = people("fia").post("/customers", {"name": "Known"}).expect(201).json["id"]
    old = log(people, "signal", customer=customer, happened_at=ago(days=800))
    assert show(people, old)["not_opened"] == "too-old"
    assert log(people, "signal", customer=customer)["state"] == "open"


def test_wrong_bodies_are_told_field_by_field(people):
    def wrong(**fields):
        answer = people("fia").post("/complaints", {"channel": "phone", "text": "x", **fields})
        return {field["field"] for field in answer.expect(422).json["fields"]}
    assert wrong(subject="weather") == {"/subject"}
    assert wrong(about=["nobody"]) == {"/about"}
    assert wrong(customer=1) == {"/customer"}
    assert wrong(received_at="2999-01-01T00:00:00Z") == {"/received_at"}
    assert wrong(service="nonsense", office="nowhere") == {"/service", "/office"}


def test_stale_version_changes_nothing(people):
    complaint = log(people)
    act(people, complaint["answerer"]["user_name"], complaint, "acknowledge").expect(200)
    act(people, "fia", complaint, "withdraw", version=complaint["version"]).expect(412)


def test_retry_gets_the_first_answer(people):
    complaint = log(people)
    api, path = people("fia"), f"/complaints/{complaint['reference']}/withdraw"
    first = api.post(path, {}, if_match=complaint["version"], key="withdraw-once").expect(200)
    again = api.post(path, {}, if_match=complaint["version"], key="withdraw-once").expect(200)
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"


def test_figures_equal_a_recount(people, database):
    told = people("rolf").get("/complaints/kpis").expect(200).json
    rows = database.query(
        "select s.stage + 1 as stage, count(*) as begun, count(*) filter (where end_kind = 1) as"
        " answered, count(*) filter (where end_kind = 2) as late, count(*) filter (where outcome ="
        " 1) as upheld, count(*) filter (where outcome = 3) as not_upheld, coalesce(sum(1) filter"
        " (where s.extended > 0), 0) as extended from complaint_stage s join complaint c using"
        " (agency_id, id) where not c.serious group by s.stage order by s.stage")
    assert [one["begun"] for one in told["stages"]] == [row["begun"] for row in rows]
    for one, row in zip(told["stages"], rows):
        assert one["closed"]["numerator"] == row["answered"]
        assert one["closed"]["denominator"] == sum(row["answered"] for row in rows)
        assert one["closed_in_time"] == {
            "numerator": row["answered"], "denominator": row["answered"] + row["late"],
            "percent": one["closed_in_time"]["percent"]}
        assert one["upheld"]["numerator"] == row["upheld"]
        assert one["not_upheld"]["numerator"] == row["not_upheld"]
        assert one["escalated_by_time"]["numerator"] == row["late"]
        assert one["working_days"]["n"] == row["answered"]
    assert told["received"] == database.value("select count(*) from complaint where not serious")
    assert told["converted"] == 1 and told["lessons"] == 1 and told["not_opened"] == 2
    assert told["remedies"]["numerator"] == 1 and told["remedies"]["denominator"] == 3
    people("rolf").get("/complaints/kpis", query={"from": "2026-02-30"}).expect(422)
    people("hana").get("/complaints/kpis").expect(403)
    empty = people("rolf").get("/complaints/kpis", query={"to": "1999-01-01"}).expect(200).json
    assert empty["received"] == 0 and empty["stages"] == []


def test_audits_stay_clean(people):
    for audit in ("counters", "chain"):
        report = people("audra").get(f"/audit/{audit}").expect(200).json
        assert report["clean"], report
