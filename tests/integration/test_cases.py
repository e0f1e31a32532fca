"""The work of a case manager from end to end: a case is logged, routed, worked, handed over, paused,
closed, reopened and linked; and what is refused changes nothing."""
import concurrent.futures
import datetime
import secrets

import case_desk
import pytest


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


@pytest.fixture(autouse=True)
def clean_at_the_end(people):
    """Whatever a test did, the counters equal a recount."""
    yield
    counters = people("audra").get("/audit/counters").expect(200).json
    assert counters["clean"], counters


def show(api, case):
    return api.get(f"/cases/{case['reference']}").expect(200).json


def log(people, by="fia", worker="mila", **fields):
    """A case as the given worker has it in hand; worker=None: where routing put it."""
    case = people(by).post("/cases", {"service": "fence", "channel": "counter",
                                      "subject": "Fence at 3 Road", **fields}).expect(201).json
    if worker and (case["handler"] or {}).get("user_name") != worker:
        case = people("lena").post(f"/cases/{case['reference']}/assign", {"to": worker},
                                   if_match=case["version"]).expect(200).json
    return case


def act(api, case, action, body=None, status=200):
    """A change of the case as it is now; gives the answer's document."""
    version = api.get(f"/cases/{case['reference']}").expect(200).version
    return api.post(f"/cases/{case['reference']}/{action}", body or {},
                    if_match=version).expect(status).json


def step(api, case, name, status=200, **fields):
    return act(api, case, "steps", {"step": name, **fields}, status)


def customer(people, name="Ana Petrova", **fields):
    return people("fia").post("/customers", {"name": name, **fields}).expect(201).json["id"]


def user(of):
    return of and of["user_name"]


def parse(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def kinds(case):
    return [event["kind"] for event in case["events"]]


# ---- logging ----

def test_case_of_a_customer_is_logged_routed_and_promised(people):
    who = customer(people)
    answer = people("fia").post("/cases", {
        "service": "fence", "channel": "phone", "customer": who, "subject": "Fence",
        "details": "2 m\nhigh", "wait_s": 40, "duration_s": 300, "cause": "value"}).expect(201)
    case = answer.json
    assert answer.headers["location"] == f"/api/v1/cases/{case['reference']}"
    assert answer.version == case["version"]
    assert case["status"] == "open" and case["state"] == "received"
    assert case["office"] == "hall"  # the only one she works at
    assert case["customer"] == who
    assert case["queue"] == "permits"
    assert user(case["handler"]) == user(case["case_manager"]) and user(case["handler"]) in (
        "mila", "petar")
    promised = parse(case["due_at"]) - parse(case["received_at"])
    assert datetime.timedelta(days=9) < promised <= datetime.timedelta(days=11)
    shown = show(people("mila"), case)
    assert shown["details"] == "2 m\nhigh"
    assert shown["customer_record"]["name"] == "Ana Petrova"
    assert [(c["channel"], c["wait_s"], c["duration_s"]) for c in shown["contacts"]] == [
        ("phone", 40, 300)]


def test_routing_is_explained_and_stored(people, database):
    case = log(people, worker=None)
    opened = show(people("lena"), case)["events"][0]
    assert opened["kind"] == "opened" and user(opened["by"]) == "fia"
    assert "able" in opened["route"] and user(opened["case_manager"]) == user(case["case_manager"])
    stored = database.value("select facts::json ->> 'route' from case_event e join kase k on"
                            " k.id = e.case_id where k.reference = %s and e.seq = 1",
                            case["reference"])
    assert stored == opened["route"]


def test_case_goes_to_who_knows_the_customer(people):
    who = customer(people, "Boris Continuity")
    first = log(people, worker="petar", customer=who)
    step(people("petar"), first, "check")
    for _ in range(3):
        assert user(log(people, worker=None, customer=who)["handler"]) == "petar"


def test_anonymous_case_has_no_customer(people):
    case = log(people)
    assert case["customer"] is None
    assert show(people("mila"), case)["customer_record"] is None


def test_anonymous_case_is_given_its_customer(people, database):
    who, other = customer(people, name="Vera Lind"), customer(people, name="Not she")
    case = log(people)
    named = act(people("fia"), case, "customer", {"customer": other})
    assert named["customer"] == other
    assert act(people("mila"), case, "customer", {"customer": who})["customer"] == who  # logged for the wrong one
    shown = show(people("mila"), case)
    assert shown["customer_record"]["name"] == "Vera Lind"
    assert kinds(shown)[-2:] == ["customer-changed", "customer-changed"]
    assert [one["reference"] for one in people("fia").get(f"/customers/{who}").expect(200).json["open_cases"]] == [case["reference"]]
    assert not people("fia").get(f"/customers/{other}").expect(200).json["open_cases"]
    step(people("mila"), case, "check")
    step(people("mila"), case, "ask")  # it was in the way that the case was anonymous


def test_customer_of_a_case_must_be_one_of_its_agency_and_another_one(people):
    who = customer(people)
    case = log(people, customer=who)
    assert "already" in act(people("mila"), case, "customer", {"customer": who}, 409)["detail"]
    of_water = people("fritz").post("/customers", {"name": "Ana Petrova"}).expect(201).json["id"]
    for unknown in (10**12, of_water):
        refused = act(people("mila"), case, "customer", {"customer": unknown}, 422)
        assert refused["fields"] == [{"field": "/customer", "message": "there is no such customer"}]
    closed = people("fia").post("/cases", {"service": "light", "channel": "counter", "subject": "Lamp", "outcome": "done"}).expect(201).json
    assert "closed" in act(people("mila"), closed, "customer", {"customer": who}, 409)["detail"]


def test_case_solved_on_the_spot_is_closed_at_once(people):
    answer = people("fia").post("/cases", {
        "service": "light", "channel": "counter", "subject": "Lamp", "outcome": "done",
        "minutes": 7}).expect(201).json
    assert answer["status"] == "closed" and answer["outcome"] == "done"
    case = show(people("lena"), answer)
    assert kinds(case) == ["opened", "closed"]
    assert case["events"][1]["in_time"] is True
    assert case["events"][1]["minutes"] == 7


def test_case_received_earlier_counts_from_then(people):
    received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=4)
    case = log(people, worker=None, received_at=received.isoformat())
    assert abs(parse(case["received_at"]) - received) < datetime.timedelta(milliseconds=1)
    left = parse(case["due_at"]) - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(days=5) < left < datetime.timedelta(days=7)


# ---- who works it ----

def test_case_of_the_queue_is_claimed_once(people):
    case = log(people)
    act(people("mila"), case, "hand-over", {"queue": "archive", "reason": "old papers"})
    waiting = show(people("petar"), case)
    assert waiting["handler"] is None and waiting["queue"] == "archive"
    assert user(waiting["case_manager"]) == "mila"  # accountable until somebody takes it
    taken = act(people("petar"), case, "claim")
    assert user(taken["handler"]) == user(taken["case_manager"]) == "petar"
    refused = act(people("mila"), case, "claim", status=409)
    assert "Petar works this case" in refused["detail"]
    assert "archive" not in [q["code"] for q in people("wanda").get("/queues").json["items"]]


def test_case_is_assigned_by_its_worker_or_the_lead_only(people):
    case = log(people)
    refused = act(people("petar"), case, "assign", {"to": "petar"}, status=409)
    assert "Mila works this case" in refused["detail"]
    assert user(act(people("mila"), case, "assign", {"to": "petar"})["handler"]) == "petar"
    assert user(act(people("lena"), case, "assign", {"to": "mila"})["handler"]) == "mila"
    for somebody in ("fia", "wanda", "nobody"):
        wrong = act(people("mila"), case, "assign", {"to": somebody}, status=422)
        assert [field["field"] for field in wrong["fields"]] == ["/to"]


def test_assignment_is_told_to_who_gets_it(people):
    before = len(people("petar").get("/notices").json["items"])
    case = log(people)
    act(people("lena"), case, "assign", {"to": "petar"})
    items = people("petar").get("/notices").expect(200).json["items"]
    assert case["reference"] in str(items) and len(items) > before


def test_case_is_handed_to_a_person_with_the_accountability(people):
    case = log(people)
    after = act(people("mila"), case, "hand-over", {"to": "petar", "reason": "I am away"})
    assert user(after["handler"]) == user(after["case_manager"]) == "petar"
    shown = show(people("petar"), case)
    assert shown["handovers"] == 1
    assert [note["body"] for note in shown["notes"]] == ["I am away"]


def test_case_handed_to_another_agency_stays_accounted_for_at_home(people):
    who = customer(people, "Vera Secret", phone="+359 2 555 01 01")
    case = log(people, customer=who)
    other = log(people, subject="A private matter", customer=who)
    people("mila").post(f"/cases/{case['reference']}/links",
                        {"other": other["reference"]}).expect(200)
    people("wanda").get(f"/cases/{case['reference']}").expect(404)
    away = act(people("mila"), case, "hand-over",
               {"agency": "water", "queue": "meters", "reason": "their meter"})
    assert away["handling_agency"] == "water" and away["queue"] == "meters"
    assert away["handler"] is None and user(away["case_manager"]) == "mila"

    wanda = people("wanda")
    listed = wanda.get("/cases").expect(200).json["items"]
    assert case["reference"] in [item["reference"] for item in listed]
    assert other["reference"] not in [item["reference"] for item in listed]
    taken = act(wanda, case, "claim")
    assert user(taken["handler"]) == "wanda" and user(taken["case_manager"]) == "mila"
    step(people("mila"), case, "check", status=409)  # it is Wanda's work now
    step(wanda, case, "check", minutes=12)
    act(wanda, case, "pause", {"reason": "waiting-for-customer"})
    act(wanda, case, "resume")
    wanda.post(f"/cases/{case['reference']}/notes", {"body": "Meter read."}).expect(200)

    # and nothing else of the home agency
    seen = wanda.get(f"/cases/{case['reference']}").expect(200)
    assert seen.json["links"] == []
    assert "A private matter" not in seen.text and other["reference"] not in seen.text
    wanda.get(f"/cases/{other['reference']}").expect(404)
    wanda.get(f"/customers/{who}").expect(404)
    assert wanda.get("/customers", query={"q": "Vera Secret"}).expect(200).json["items"] == []
    wanda.post(f"/cases/{case['reference']}/links",
               {"other": other["reference"]}).expect(422)
    assert {q["agency"] for q in wanda.get("/queues").json["items"]} == {"water"}
    assert wanda.get("/cases", query={"agency": "city"}).expect(200).json["items"] == []
    for path in ("", "/events", "/clock"):
        people("fritz").get(f"/cases/{case['reference']}{path}").expect(200)  # of that agency

    back = act(wanda, case, "hand-over", {"agency": "city", "reason": "done here"})
    assert back["handling_agency"] == "city" and user(back["case_manager"]) == "mila"
    act(people("mila"), case, "claim")
    done = step(people("mila"), case, "decide", outcome="granted")
    assert done["status"] == "closed"
    wanda.get(f"/cases/{case['reference']}").expect(404)
    assert show(people("mila"), case)["handovers"] == 2


def test_case_of_nobody_does_not_leave_the_agency(people):
    case = log(people)
    act(people("mila"), case, "hand-over", {"queue": "archive", "reason": "x"})
    act(people("lena"), case, "hand-over", {"agency": "water", "reason": "x"})  # Mila accounts for it


def test_hand_over_names_what_it_does_not_know(people):
    case = log(people)
    wrong = act(people("mila"), case, "hand-over",
                {"to": "nobody", "queue": "nowhere", "agency": "mars", "reason": "x"}, status=422)
    assert [field["field"] for field in wrong["fields"]] == ["/agency", "/queue", "/to"]


# ---- steps and professionals ----

def test_steps_lead_through_the_process_and_book_their_minutes(people):
    case = log(people)
    assert [s["step"] for s in show(people("mila"), case)["steps"]] == ["check"]
    checked = step(people("mila"), case, "check")
    assert checked["state"] == "checking" and checked["worked_minutes"] == 10
    done = step(people("mila"), case, "decide", outcome="refused", minutes=3, outside_system=True)
    assert done["outcome"] == "refused" and done["worked_minutes"] == 13
    assert done["due_at"] == case["due_at"]  # what was promised stays to be seen
    shown = show(people("mila"), case)
    assert [(e.get("from_state"), e["state"], e["minutes"]) for e in shown["events"]
            if e["kind"] in ("stepped", "closed")] == [
        ("received", "checking", 10), ("checking", "done", 3)]


def test_step_that_is_not_open_names_those_that_are(people):
    case = log(people)
    refused = step(people("mila"), case, "decide", outcome="granted", status=409)
    assert refused["detail"] == "there is no step decide from state received"
    assert refused["hint"] == "open steps: check"
    step(people("fia"), case, "check", status=409)


def test_step_with_a_guard_says_what_is_missing(people):
    case = log(people)
    step(people("mila"), case, "check")
    refused = step(people("mila"), case, "ask", status=409)
    assert "anonymous" in refused["detail"]


def test_state_of_a_professional_opens_a_task_and_waits_for_its_answer(people):
    case = log(people)
    step(people("mila"), case, "check")
    step(people("mila"), case, "consult")
    task, = show(people("mila"), case)["tasks"]
    assert (task["state"], task["question"], task["queue"]) == ("open", "Is it safe?", "experts")
    assert user(task["assignee"]) == "arch"  # the only one with the skill
    refused = step(people("mila"), case, "conclude", status=409)
    assert "professional has not answered" in refused["detail"]
    arch = people("arch")
    assert task["id"] in [t["id"] for t in arch.get("/tasks", query={"mine": "true"}).json["items"]]
    assert show(arch, case)["reference"] == case["reference"]
    people("prof").post(f"/tasks/{task['id']}/answer", {"answer": "?"}).expect(403)  # no skill
    people("wanda").post(f"/tasks/{task['id']}/answer", {"answer": "?"}).expect(404)
    arch.post(f"/tasks/{task['id']}/answer", {"answer": "It is.", "minutes": 25}).expect(200)
    answered, = show(people("mila"), case)["tasks"]
    assert (answered["state"], answered["answer"], answered["minutes"]) == (
        "answered", "It is.", 25)
    arch.get(f"/cases/{case['reference']}").expect(200)  # of the whole agency
    refused = arch.post(f"/tasks/{task['id']}/answer", {"answer": "Again"}).expect(409)
    assert "not open any more" in refused.json["detail"]
    step(people("mila"), case, "conclude")
    assert step(people("mila"), case, "decide", outcome="granted")["status"] == "closed"


def test_professional_is_brought_in_by_hand(people):
    case = log(people)
    mila = people("mila")
    mila.post(f"/cases/{case['reference']}/tasks",
              {"question": "Which plan?", "queue": "experts", "to": "arch",
               "minutes": 15}).expect(200)
    step(mila, case, "check")
    refused = step(mila, case, "decide", outcome="granted", status=409)
    assert "professional has not answered" in refused["detail"]
    task, = show(mila, case)["tasks"]
    people("arch").post(f"/tasks/{task['id']}/answer", {"answer": "Plan 7."}).expect(200)
    assert show(mila, case)["tasks"][0]["minutes"] == 15  # as expected, when nothing is said
    assert user(show(mila, case)["handler"]) == "mila"  # the customer stays with her
    wrong = mila.post(f"/cases/{case['reference']}/tasks",
                      {"question": "?", "queue": "experts", "to": "petar"}).expect(422).json
    assert [field["field"] for field in wrong["fields"]] == ["/to"]


# ---- notes and contacts ----

def test_notes_are_visible_or_internal_and_need_no_version(people):
    case = log(people)
    path = f"/cases/{case['reference']}/notes"
    people("mila").post(path, {"body": "For us:\nurgent", "minutes": 4}).expect(200)
    people("fia").post(path, {"body": "Told the customer", "visible": True}).expect(200)
    shown = show(people("mila"), case)
    assert [(n["body"], n["visible"], user(n["by"])) for n in shown["notes"]] == [
        ("For us:\nurgent", False, "mila"), ("Told the customer", True, "fia")]
    assert shown["worked_minutes"] == 4


def test_contacts_hang_on_the_case(people):
    case = log(people)
    people("mila").post(f"/cases/{case['reference']}/contacts", {
        "channel": "phone", "direction": "out", "purpose": "information", "duration_s": 120,
        "summary": "Told when"}).expect(200)
    people("emil").post(f"/cases/{case['reference']}/contacts",
                        {"channel": "counter"}).expect(404)  # another office
    shown = show(people("mila"), case)
    assert shown["contacts_count"] == 2
    assert (shown["contacts"][1]["direction"], shown["contacts"][1]["summary"]) == (
        "out", "Told when")


# ---- pause, close, reopen, link ----

def test_pause_stops_the_clock_and_stands_on_the_record(people):
    case = log(people)
    paused = act(people("mila"), case, "pause", {"reason": "waiting-for-customer"})
    assert paused["paused"] == "waiting-for-customer" and paused["due_at"] is None
    assert "paused already" in act(people("mila"), case, "pause", {"reason": "court-proceedings"},
                                   status=409)["detail"]
    resumed = act(people("mila"), case, "resume")
    assert resumed["paused"] is None and parse(resumed["due_at"]) >= parse(case["due_at"])
    act(people("mila"), case, "resume", status=409)
    clock, = people("mila").get(f"/cases/{case['reference']}/clock").expect(200).json["clocks"]
    pause, = [line for line in clock["intervals"] if line["kind"] == "paused"]
    assert pause["reason"] == "waiting-for-customer" and pause["by"] == "Mila"


def test_what_was_said_about_a_pause_is_told_with_it(people):
    case, mila = log(people), people("mila")
    act(mila, case, "pause", {"reason": "waiting-for-customer", "note": "Asked for the deed"})
    act(mila, case, "resume")
    act(mila, case, "pause", {"reason": "exceptional-event"})
    act(mila, case, "resume")
    shown = mila.get(f"/cases/{case['reference']}").expect(200).json
    assert [(note["body"], note["visible"]) for note in shown["notes"]] == [("Asked for the deed", False)]
    pages = (shown["events"], mila.get(f"/cases/{case['reference']}/events").expect(200).json["items"])
    for events in pages:
        assert [event.get("why") for event in events if event["kind"] == "paused"] == ["Asked for the deed", None]
    clock, = mila.get(f"/cases/{case['reference']}/clock").expect(200).json["clocks"]
    assert [(line["reason"], line["note"]) for line in clock["intervals"] if line["kind"] == "paused"] == [
        ("waiting-for-customer", "Asked for the deed"), ("exceptional-event", None)]
    assert {line["note"] for line in clock["intervals"] if line["kind"] != "paused"} == {None}


def test_reason_of_a_reopening_is_asked_and_kept(people, database):
    case = closed_days_ago(people, database, 1)
    for body in ({}, {"reason": ""}, {"reason": None}):
        refused = act(people("fia"), case, "reopen", body, status=422)
        assert refused["fields"][0]["field"] == "/reason"
    act(people("fia"), case, "reopen", {"reason": "The address is wrong"})
    shown = people("mila").get(f"/cases/{case['reference']}").expect(200).json
    assert [note["body"] for note in shown["notes"]] == ["The address is wrong"]
    event, = [event for event in shown["events"] if event["kind"] == "reopened"]
    assert event["why"] == "The address is wrong" and event["note"] == shown["notes"][0]["id"]
    # The chain has no free text, only its digest.
    facts = database.value("select facts from case_event where kind = 13 order by txid desc limit 1")
    assert "digest" in facts and "address" not in facts


def test_waiting_for_a_department_pauses_only_where_the_standard_says_so(people):
    case = log(people)
    refused = act(people("mila"), case, "pause", {"reason": "waiting-for-department"}, status=409)
    assert "another department does not stop the clock" in refused["detail"]
    plan = log(people, service="plan")
    assert act(people("mila"), plan, "pause",
               {"reason": "waiting-for-department"})["paused"] == "waiting-for-department"


def test_state_that_waits_for_the_customer_pauses_by_itself(people):
    case = log(people, customer=customer(people, "Wait Tester"))
    step(people("mila"), case, "check")
    assert step(people("mila"), case, "ask")["paused"] == "waiting-for-customer"
    assert step(people("mila"), case, "go-on")["paused"] is None


def test_case_is_closed_with_an_outcome_of_its_process_only(people):
    case = log(people)
    refused = act(people("mila"), case, "close", {"outcome": "granted"}, status=409)
    assert refused["detail"] == "the case cannot be closed as granted from state received"
    assert refused["hint"] == "open steps: check"
    step(people("mila"), case, "check")
    refused = act(people("mila"), case, "close", {"outcome": "lost"}, status=409)
    assert "open steps: ask, consult, decide" == refused["hint"]
    closed = act(people("mila"), case, "close", {"outcome": "granted"})
    assert closed["status"] == "closed" and closed["outcome"] == "granted"
    for action, body in (("close", {"outcome": "granted"}), ("steps", {"step": "check"}),
                         ("pause", {"reason": "waiting-for-customer"}),
                         ("assign", {"to": "petar"}), ("claim", {})):
        assert "closed" in act(people("mila"), case, action, body, status=409)["detail"]


def test_case_closed_while_paused_is_not_paused_any_more(people):
    case = log(people, service="light")
    act(people("mila"), case, "pause", {"reason": "waiting-for-customer"})
    closed = act(people("mila"), case, "close", {"outcome": "void"})
    assert closed["status"] == "closed" and closed["paused"] is None


def closed_days_ago(people, database, days):
    case = log(people, service="light")
    act(people("mila"), case, "close", {"outcome": "done"})
    database.query("update kase set closed_at = closed_at - %s * interval '1 day'"
                   " where reference = %s", days, case["reference"])
    return case


def test_case_is_reopened_within_the_days_for_it(people, database):
    case = closed_days_ago(people, database, 29)
    again = act(people("fia"), case, "reopen", {"reason": "it came back"})
    assert again["status"] == "open" and again["state"] == "new" and again["reopenings"] == 1
    assert user(again["handler"]) == "mila" and again["due_at"] is not None
    assert again["outcome"] is None and again["closed_at"] is None
    act(people("fia"), case, "reopen", {"reason": "it came back"}, status=409)
    assert act(people("mila"), case, "close", {"outcome": "done"})["status"] == "closed"


def test_case_closed_long_ago_is_not_reopened(people, database):
    case = closed_days_ago(people, database, 31)
    refused = act(people("fia"), case, "reopen", {"reason": "it came back"}, status=409)
    assert "more than 30 days ago" in refused["detail"] and "link" in refused["hint"]


def test_linked_cases_show_each_other(people):
    one, two = log(people), log(people, subject="The same fence")
    people("mila").post(f"/cases/{one['reference']}/links",
                        {"other": two["reference"], "kind": "duplicate"}).expect(200)
    for here, there in ((one, two), (two, one)):
        link, = show(people("mila"), here)["links"]
        assert (link["reference"], link["kind"]) == (there["reference"], "duplicate")


def test_link_that_makes_no_sense_is_refused(people):
    case = log(people)
    path = f"/cases/{case['reference']}/links"
    people("mila").post(path, {"other": case["reference"]}).expect(409)
    for unknown in ("K7Q2-M4X9", case["reference"][:-1] + "?"):
        wrong = people("mila").post(path, {"other": unknown}).expect(422).json
        assert [field["field"] for field in wrong["fields"]] == ["/other"]


def test_link_to_a_case_of_another_office_is_not_shown_there(people):
    here = log(people, by="fia", worker=None)
    there = log(people, by="emil", worker=None, subject="Only for the east")
    people("lena").post(f"/cases/{here['reference']}/links",
                        {"other": there["reference"]}).expect(200)
    seen = people("fia").get(f"/cases/{here['reference']}").expect(200)
    assert seen.json["links"] == [] and "Only for the east" not in seen.text
    assert there["reference"] not in seen.text
    assert len(show(people("lena"), here)["links"]) == 1


# ---- two at once, twice the same ----

def test_second_of_two_who_change_a_case_is_told(people):
    case = log(people)
    path = f"/cases/{case['reference']}"
    people("mila").post(path + "/steps", {"step": "check"}, if_match=case["version"]).expect(200)
    stale = people("lena").post(path + "/assign", {"to": "petar"},
                                if_match=case["version"]).expect(412).json
    assert stale["type"] == "urn:onestop:problem:stale" and stale["hint"]
    assert user(show(people("mila"), case)["handler"]) == "mila"


def test_of_many_who_change_a_case_at_once_one_gets_through(people, daemon):
    case = log(people)
    path = f"/cases/{case['reference']}/steps"
    clients = [daemon.api("mila") for _ in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda c: c.post(path, {"step": "check"},
                                                 if_match=case["version"]).status, clients))
    assert sorted(answers) == [200] + [412] * 7
    assert kinds(show(people("mila"), case)).count("stepped") == 1


def test_additions_at_once_all_get_through(people, daemon):
    case = log(people)
    path = f"/cases/{case['reference']}/notes"
    clients = [daemon.api("mila") for _ in range(6)]

    def add(n):
        return [clients[n].post(path, {"body": f"n{n}.{m}"}).status for m in range(5)]

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(add, range(6)))
    assert answers == [[200] * 5] * 6
    assert {n["body"] for n in show(people("mila"), case)["notes"]} == {
        f"n{n}.{m}" for n in range(6) for m in range(5)}


def test_same_key_again_gets_the_first_answer(people):
    body = {"service": "fence", "channel": "counter", "subject": "Once"}
    key = secrets.token_hex(8)
    first = people("fia").post("/cases", body, key=key).expect(201)
    again = people("fia").post("/cases", body, key=key).expect(201)
    assert again.json == first.json
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    reused = people("fia").post("/cases", {**body, "subject": "Twice"}, key=key).expect(422).json
    assert reused["type"] == "urn:onestop:problem:key-reused"
    other = people("emil").post("/cases", body, key=key).expect(201)  # somebody else's key
    assert other.json["reference"] != first.json["reference"]


def test_same_key_again_on_a_case_that_went_on_gets_the_first_answer(people):
    case = log(people)
    path, key = f"/cases/{case['reference']}/steps", secrets.token_hex(8)
    first = people("mila").post(path, {"step": "check"}, key=key,
                                if_match=case["version"]).expect(200)
    step(people("mila"), case, "decide", outcome="granted")
    again = people("mila").post(path, {"step": "check"}, key=key,
                                if_match=case["version"]).expect(200)
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"
    people("mila").post(path, {"step": "decide"}, key=key,
                        if_match=first.version).expect(422)


def test_same_key_at_the_same_moment_does_it_once(people, daemon, database):
    body = {"service": "fence", "channel": "counter", "subject": "Together"}
    key = secrets.token_hex(8)
    clients = [daemon.api("fia") for _ in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda c: c.post("/cases", body, key=key), clients))
    assert {a.status for a in answers} == {201}
    assert len({a.json["reference"] for a in answers}) == 1
    assert database.value("select count(*) from kase where subject = 'Together'") == 1


# ---- what is refused changes nothing ----

TABLES = ("kase", "case_event", "contact", "task", "note", "clock", "clock_interval", "clock_rung",
          "notice", "case_link", "customer", "idempotency")


def everything(database):
    """What is in the database, short; folding counters moves rows and no sums."""
    state = {table: database.value(f"select md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                                   f" from {table} t") for table in TABLES}
    state["counters"] = database.value("select sum(value) from counter")
    return state


WRONG = [  # method, path, body, options, status, fields
    ("POST", "/cases", {"service": "fence", "channel": "counter", "subject": "x"}, {"key": False},
     400, None),
    ("POST", "/cases/{ref}/steps", {"step": "check"}, {"if_match": None}, 428, None),
    ("POST", "/cases/{ref}/steps", {"step": "check"}, {"key": False}, 400, None),
    ("POST", "/cases/{ref}/claim", {}, {"if_match": None}, 428, None),
    ("POST", "/cases/{ref}/steps", {"step": "check"}, {"if_match": 99}, 412, None),
    ("POST", "/cases/{ref}/steps", {}, {}, 422, {"/step"}),
    ("POST", "/cases/{ref}/steps", {"step": "Check!", "minutes": -1, "outside_system": "no",
                                    "colour": 1}, {}, 422,
     {"/step", "/minutes", "/outside_system", "/colour"}),
    ("POST", "/cases", {}, {}, 422, {"/service", "/channel", "/subject"}),
    ("POST", "/cases", {"service": "fence", "channel": "pigeon", "subject": " ", "minutes": 10081,
                        "received_at": "2026-02-30T00:00:00Z", "purpose": 3, "language": 5,
                        "customer": 0, "wait_s": 1.5, "urgent": True}, {}, 422,
     {"/channel", "/subject", "/minutes", "/received_at", "/purpose", "/language", "/customer",
      "/wait_s", "/urgent"}),
    ("POST", "/cases", {"service": "castle", "channel": "counter", "subject": "", "office": "moon",
                        "segment": "vip"}, {}, 422,
     {"/service", "/subject", "/office", "/segment"}),
    ("POST", "/cases", {"service": "fence", "channel": "web", "subject": "x", "customer": 987654321,
                        "office": "hall", "received_at": "2999-01-01T00:00:00Z"}, {}, 422,
     {"/channel", "/customer", "/received_at"}),
    ("POST", "/cases", {"service": "light", "channel": "counter", "subject": "x",
                        "office": "hall", "outcome": "vanished"}, {}, 409, None),
    ("POST", "/cases", [1], {}, 400, None),
    ("POST", "/cases", "{", {}, 400, None),
    ("POST", "/cases/{ref}/notes", {"body": "\u0007"}, {}, 422, {"/body"}),
    ("POST", "/cases/{ref}/notes", {"body": "x" * 10001, "visible": 1}, {}, 422,
     {"/body", "/visible"}),
    ("POST", "/cases/{ref}/contacts", {"channel": "phone", "office": "moon"}, {}, 422, {"/office"}),
    ("POST", "/cases/{ref}/pause", {"reason": "holiday"}, {}, 422, {"/reason"}),
    ("POST", "/cases/{ref}/close", {"outcome": None}, {}, 422, {"/outcome"}),
    ("POST", "/cases/{ref}/assign", {"to": "nobody"}, {}, 422, {"/to"}),
    ("POST", "/cases/{ref}/hand-over", {"reason": "x"}, {}, 422, {"/to"}),
    ("POST", "/cases/{ref}/hand-over", {"agency": "city"}, {}, 422, {"/reason"}),
    ("POST", "/cases/{ref}/tasks", {"queue": "nowhere", "to": "nobody"}, {}, 422,
     {"/question", "/queue", "/to"}),
    ("POST", "/cases/{ref}/contacts", {"office": "moon", "channel": "pigeon"}, {}, 422,
     {"/channel", "/office"}),
    ("POST", "/cases/{ref}/hand-over", {"queue": "nowhere", "to": 7}, {}, 422,
     {"/queue", "/to", "/reason"}),
    ("POST", "/cases/ZZZZ-ZZZZ/tasks", {"queue": "nowhere"}, {}, 422, {"/question"}),
    ("POST", "/cases/{ref}/links", {"other": "x", "kind": "friend"}, {}, 422, {"/kind"}),
    ("POST", "/cases/ZZZZ-ZZZZ/steps", {"step": "check"}, {"if_match": 1}, 404, None),
    ("POST", "/tasks/1/answer", {"answer": "x"}, {}, 404, None),
    ("POST", "/tasks/x/answer", {"answer": "x"}, {}, 404, None),
    ("POST", "/customers", {"name": "", "channel": 7, "email": "nothing"}, {}, 422,
     {"/name", "/channel"}),
    ("DELETE", "/cases/{ref}", None, {}, 405, None),
]


@pytest.mark.parametrize("method, path, body, options, status, fields", WRONG)
def test_wrong_request_names_every_fault_and_changes_nothing(
        people, database, method, path, body, options, status, fields):
    mila = people("mila")
    case = log(people)
    before = everything(database)
    if "if_match" not in options and "{ref}" in path:
        options = {**options, "if_match": case["version"]}
    answer = mila.request(method, "/" + path.format(ref=case["reference"]).lstrip("/"), body,
                          **options).expect(status)
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json
    assert problem["status"] == status and problem["title"] and problem["detail"]
    if fields is not None:
        assert {field["field"] for field in problem["fields"]} >= fields
        assert len({field["field"] for field in problem["fields"]}) == len(problem["fields"])
        assert all(field["message"] for field in problem["fields"])
    assert everything(database) == before


@pytest.mark.parametrize("body, status", [({"queue": "nowhere"}, 422),
                                          ({"queue": "nowhere", "question": "?"}, 404)])
def test_wrong_request_about_a_case_of_others_is_answered_as_if_it_were_not_there(
        people, body, status):
    case = log(people)
    hidden, missing = (people("wanda").post(f"/cases/{reference}/tasks", body).expect(status).json
                       for reference in (case["reference"], "ZZZZ-ZZZZ"))
    assert {**hidden, "request_id": ""} == {**missing, "request_id": ""}
