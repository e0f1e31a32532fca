"""Suggestions and compliments: logged, given to an owner, answered or closed, linked to the
improvement they led to. And the register of improvements, from idea to done."""
import concurrent.futures
import datetime

import pytest

import case_desk
from event_stream import Stream
from onestop_daemon import ROOT


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(str(case_desk.write(tmp_path_factory.mktemp("desk"))))


@pytest.fixture(scope="module")
def staff(daemon):
    """staff("mila"): her client, logged in once."""
    known = {}

    def client(user):
        if user not in known:
            known[user] = daemon.api(user)
        return known[user]

    return client


SAID = {"kind": "suggestion", "channel": "counter", "text": "A bench before the office, please."}
IDEA = {"title": "A bench before the hall", "office": "hall"}


def say(api, status=201, **fields):
    return api.post("/feedback", {**SAID, **fields}).expect(status)


def act(api, thing, what, status=200, of="feedback", **body):
    return api.post(f"/{of}/{thing['reference']}/{what}", body,
                    if_match=thing["version"]).expect(status).json


def idea(api, status=201, **fields):
    return api.post("/improvements", {**IDEA, **fields}).expect(status).json


def move(api, thing, to, status=200, **body):
    return act(api, thing, "move", status, "improvements", to=to, **body)


def show(api, thing, of="feedback"):
    return api.get(f"/{of}/{thing['reference']}").expect(200).json


def fields_of(problem):
    return {field["field"] for field in problem["fields"]}


def items(api, path, **query):
    query = {"limit": 3, **query}
    while True:
        page = api.get(path, query=query).expect(200).json
        yield from page["items"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def references(api, path, **query):
    return [item["reference"] for item in items(api, path, **query)]


def notices(api):
    return {(notice["kind"], notice["about"], notice["reference"])
            for notice in api.get("/notices", query={"limit": 200}).expect(200).json["items"]}


def in_days(days):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def counted(database, metric):
    """What the counter of a metric says in all; the number is its place in the table."""
    text = (ROOT / "workflow/counter.h").read_text()
    names = [line.split('"')[1] for line in text.splitlines() if line.strip().startswith("X(")]
    return int(database.value("select coalesce(sum(value), 0) from counter where metric = %s",
                              names.index(metric) + 1))


# ---- feedback ----


def test_suggestion_is_logged_with_all_that_it_is_about(staff, database):
    customer = staff("fia").post("/customers", {"name": "Ana", "language": "bg"}).expect(201).json
    case = staff("fia").post("/cases", {"service": "fence", "channel": "counter",
                                        "subject": "Fence"}).expect(201).json
    before = counted(database, "suggestions-received")
    answer = say(staff("fia"), customer=customer["id"], case=case["reference"], staff="mila",
                 about_office="east", received_at="2026-01-05T10:00:00+02:00")
    told = answer.json
    assert answer.version == told["version"] == 1
    assert answer.headers["location"] == f"/api/v1/feedback/{told['reference']}"
    assert (told["state"], told["office"], told["service"]) == ("open", "hall", "fence")
    assert told["received_at"] == "2026-01-05T08:00:00Z" and told["language"] == "bg"
    assert told["case"] == case["reference"] and told["customer"] == customer["id"]
    assert told["staff"]["user_name"] == "mila" and told["about_office"] == "east"
    shown = show(staff("mila"), told)
    assert {key: shown[key] for key in told} == told
    assert shown["customer_record"]["name"] == "Ana"
    assert [event["kind"] for event in shown["events"]] == ["feedback-logged"]
    assert counted(database, "suggestions-received") == before + 1


def test_anonymous_feedback_about_nothing_is_taken(staff):
    told = say(staff("emil"), kind="compliment", channel="phone").json
    assert told["customer"] is None and told["case"] is None and told["office"] == "east"


def test_text_stays_out_of_the_events(staff, database):
    told = say(staff("fia"), text="Very private words").json
    act(staff("mila"), told, "answer", text="Private answer")
    facts = database.query("select facts from case_event")
    assert not any("rivate" in row["facts"] for row in facts)


def test_every_wrong_name_is_told(staff):
    problem = say(staff("fia"), 422, service="nonsense", about_office="nowhere", staff="nobody",
                  case="7K3M-9XQ4X").json
    assert fields_of(problem) == {"/service", "/about_office", "/staff", "/case"}
    assert fields_of(say(staff("fia"), 422, customer=999999).json) == {"/customer"}
    assert fields_of(say(staff("fia"), 422, received_at=in_days(1)).json) == {"/received_at"}


def test_case_and_customer_of_others_are_as_not_there(staff):
    case = staff("emil").post("/cases", {"service": "fence", "channel": "counter",
                                         "subject": "Fence"}).expect(201).json
    assert fields_of(say(staff("fia"), 422, case=case["reference"]).json) == {"/case"}
    customer = staff("wanda").post("/customers", {"name": "Wet"}).expect(201).json["id"]
    assert fields_of(say(staff("fia"), 422, customer=customer).json) == {"/customer"}


def test_compliment_tells_whom_it_praises(staff):
    told = say(staff("emil"), kind="compliment", staff="fia", text="So friendly").json
    assert ("feedback-logged", "feedback", told["reference"]) in notices(staff("fia"))
    assert show(staff("fia"), told)["text"] == "So friendly"  # of another office
    assert told["reference"] in references(staff("fia"), "/feedback")
    criticised = say(staff("emil"), staff="fia", text="Not friendly").json
    assert criticised["reference"] not in {one for _, _, one in notices(staff("fia"))}
    staff("fia").get(f"/feedback/{criticised['reference']}").expect(404)


def test_owner_is_told_and_answers(staff, database):
    told = say(staff("fia"), received_at="2026-01-05T10:00:00Z").json
    given = act(staff("lena"), told, "assign", to="mila")
    assert given["owner"]["user_name"] == "mila"
    assert ("feedback-assigned", "feedback", told["reference"]) in notices(staff("mila"))
    act(staff("petar"), given, "answer", 403, text="Mine")
    done = act(staff("mila"), given, "answer", text="It is ordered.",
               answered_at="2026-01-06T10:00:00Z")
    assert (done["state"], done["answer"]) == ("answered", "It is ordered.")
    assert done["answered_at"] == "2026-01-06T10:00:00Z"
    assert done["answered_by"]["user_name"] == "mila" and done["closed_at"] is not None
    act(staff("mila"), done, "answer", 409, text="Again")
    act(staff("lena"), done, "close", 409, reason="Again")
    facts = database.value("select facts from case_event where kind = 19 order by at desc limit 1")
    assert '"elapsed-s":86400' in facts


def test_who_may_own_takes_what_nobody_owns(staff):
    told = say(staff("fia")).json
    act(staff("mila"), told, "assign", 403, to="petar")
    assert fields_of(act(staff("lena"), told, "assign", 422, to="fia")) == {"/to"}
    assert fields_of(act(staff("lena"), told, "assign", 422, to="wanda")) == {"/to"}
    taken = act(staff("mila"), told, "assign", to="mila")
    act(staff("mila"), taken, "assign", 409, to="mila")
    assert act(staff("mila"), taken, "assign", to="petar")["owner"]["user_name"] == "petar"


def test_answer_before_receipt_or_to_come_is_refused(staff):
    told = say(staff("fia"), received_at="2026-01-05T10:00:00Z").json
    for at in ("2026-01-04T10:00:00Z", in_days(1)):
        problem = act(staff("mila"), told, "answer", 422, text="x", answered_at=at)
        assert fields_of(problem) == {"/answered_at"}
    assert show(staff("mila"), told)["version"] == 1


def test_closing_without_answer_needs_a_reason(staff, database):
    told = say(staff("fia")).json
    before = counted(database, "feedback-closed-unanswered")
    assert fields_of(act(staff("mila"), told, "close", 422)) == {"/reason"}
    done = act(staff("mila"), told, "close", reason="Illegible")
    assert (done["state"], done["reason"]) == ("closed", "Illegible")
    assert counted(database, "feedback-closed-unanswered") == before + 1


def test_stale_version_changes_nothing(staff):
    told = say(staff("fia")).json
    act(staff("lena"), told, "assign", to="mila")
    act(staff("lena"), told, "assign", 412, to="petar")
    assert show(staff("lena"), told)["owner"]["user_name"] == "mila"


def test_of_many_at_once_one_is_let_through(daemon, staff, database):
    told = say(staff("fia")).json
    clients = [daemon.api("lena") for _ in range(8)]
    before = counted(database, "feedback-answered")

    def answer(client):
        return client.post(f"/feedback/{told['reference']}/answer", {"text": "Yes"},
                           if_match=1).status

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        statuses = sorted(pool.map(answer, clients))
    assert statuses[0] == 200 and set(statuses[1:]) <= {409, 412}
    assert show(staff("lena"), told)["version"] == 2
    assert counted(database, "feedback-answered") == before + 1


def test_same_key_logs_once(staff):
    first = staff("fia").post("/feedback", SAID, key="said-once").expect(201)
    again = staff("fia").post("/feedback", SAID, key="said-once").expect(201)
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"
    staff("fia").post("/feedback", {**SAID, "text": "Other"}, key="said-once").expect(422)


def test_list_is_filtered_and_paged(staff):
    mine = [say(staff("emil"), service="urgent", kind=kind).json
            for kind in ("suggestion", "compliment") * 4]
    act(staff("lena"), mine[0], "assign", to="mila")
    act(staff("lena"), mine[2], "answer", text="Yes")
    every = [one["reference"] for one in reversed(mine)]
    assert references(staff("lena"), "/feedback", service="urgent") == every
    assert references(staff("lena"), "/feedback", service="urgent", state="open") == [
        one for one in every if one != mine[2]["reference"]]
    assert references(staff("lena"), "/feedback", service="urgent", state="answered") == [
        mine[2]["reference"]]
    assert references(staff("lena"), "/feedback", service="urgent", kind="compliment") == every[::2]
    assert references(staff("lena"), "/feedback", service="urgent", office="hall") == []
    assert references(staff("lena"), "/feedback", service="urgent", owner="mila") == [
        mine[0]["reference"]]
    assert mine[0]["reference"] in references(staff("mila"), "/feedback", owner="me")
    staff("lena").get("/feedback", query={"cursor": "x"}).expect(422)


def test_lists_and_answers_show_the_same(staff):
    told = say(staff("fia"), service="light").json
    linked = act(staff("lena"), told, "link", improvement=idea(staff("lena"))["reference"])
    for reader in ("lena", "fia"):
        listed = next(one for one in items(staff(reader), "/feedback")
                      if one["reference"] == told["reference"])
        assert listed == linked


def test_merged_customer_keeps_the_feedback(staff):
    gone, stays = (staff("mila").post("/customers", {"name": name}).expect(201).json
                   for name in ("Gone", "Stays"))
    told = say(staff("fia"), customer=gone["id"]).json
    staff("mila").post(f"/customers/{gone['id']}/merge", {"into": stays["id"]},
                       if_match=1).expect(200)
    shown = show(staff("fia"), told)
    assert shown["customer"] == stays["id"] and shown["customer_record"]["name"] == "Stays"
    assert act(staff("mila"), told, "answer", text="Thanks")["customer"] == stays["id"]


# ---- improvements ----


def test_improvement_goes_its_way(staff, database):
    before = {state: counted(database, f"improvements-{state}")
              for state in ("idea", "accepted", "planned", "costed", "doing", "done")}
    thing = idea(staff("fia"))
    assert thing["state"] == "idea" and thing["added_by"]["user_name"] == "fia"
    thing = move(staff("lena"), thing, "accepted")
    move(staff("lena"), thing, "planned", 409)  # nobody owns it
    thing = staff("lena").patch(f"/improvements/{thing['reference']}", {
        "owner": "mila", "due_at": in_days(30), "indicator": "feedback-answered", "aim": "up",
        "before": 12.5}, if_match=thing["version"]).expect(200).json
    assert ("improvement-changed", "improvement", thing["reference"]) in notices(staff("mila"))
    thing = move(staff("mila"), thing, "planned")
    move(staff("mila"), thing, "costed", 409)  # no cost
    thing = staff("mila").patch(f"/improvements/{thing['reference']}", {
        "cost": 1250.75, "currency": "EUR"}, if_match=thing["version"]).expect(200).json
    assert (thing["cost"], thing["currency"], thing["before"]) == (1250.75, "EUR", 12.5)
    for state in ("costed", "doing", "done"):
        thing = move(staff("mila"), thing, state)
    assert show(staff("lena"), thing, "improvements")["state"] == "done"
    assert {state: counted(database, f"improvements-{state}") - count
            for state, count in before.items()} == dict.fromkeys(before, 1)


def test_ways_that_are_not_there_are_refused(staff):
    thing = idea(staff("mila"))
    for state in ("planned", "costed", "doing", "done", "idea"):
        move(staff("lena"), thing, state, 409)
    move(staff("petar"), thing, "accepted", 403)
    assert fields_of(move(staff("lena"), thing, "refused", 422)) == {"/reason"}
    thing = move(staff("lena"), thing, "refused", reason="Too dear")
    assert thing["reason"] == "Too dear"
    assert move(staff("lena"), thing, "idea")["reason"] is None


def test_moves_are_told_with_what_they_need(staff):
    thing = move(staff("lena"), idea(staff("mila")), "accepted")
    moves = {one["to"]: one for one in show(staff("lena"), thing, "improvements")["moves"]}
    assert set(moves) == {"planned", "refused"} and moves["refused"]["needs_reason"]
    assert not moves["planned"]["open"] and "owner" in moves["planned"]["why"]
    mine = {one["to"]: one for one in show(staff("mila"), thing, "improvements")["moves"]}
    assert "team lead" in mine["refused"]["why"]


def test_wrong_plan_names_every_field(staff):
    problem = idea(staff("lena"), 422, owner="fia", cost=5, indicator="nonsense",
                   indicator_service="nothing")
    assert fields_of(problem) >= {"/indicator_service"}
    problem = idea(staff("lena"), 422, owner="fia", cost=5, indicator="nonsense")
    assert fields_of(problem) == {"/owner", "/currency", "/indicator"}
    assert fields_of(idea(staff("lena"), 422, indicator="cases-late")) == {"/aim"}
    assert fields_of(idea(staff("lena"), 422, currency="eur", cost=1)) == {"/currency"}


def test_what_is_planned_keeps_owner_and_date(staff):
    thing = idea(staff("lena"), owner="mila", due_at=in_days(3))
    for state in ("accepted", "planned"):
        thing = move(staff("lena"), thing, state)
    problem = staff("lena").patch(f"/improvements/{thing['reference']}", {
        "owner": None, "due_at": None}, if_match=thing["version"]).expect(422).json
    assert fields_of(problem) == {"/owner", "/due_at"}
    same = staff("mila").patch(f"/improvements/{thing['reference']}", {"owner": "mila"},
                               if_match=thing["version"]).expect(200).json
    assert same == thing  # nothing changed
    staff("petar").patch(f"/improvements/{thing['reference']}", {"title": "Mine"},
                         if_match=thing["version"]).expect(403)


def test_done_improvement_tells_the_owners_of_its_feedback(staff):
    told = act(staff("lena"), say(staff("fia")).json, "assign", to="petar")
    thing = idea(staff("lena"), owner="mila", due_at=in_days(3))
    told = act(staff("petar"), told, "link", improvement=thing["reference"])
    assert told["improvement"] == thing["reference"]
    act(staff("petar"), told, "link", 409, improvement=thing["reference"])
    assert [one["reference"] for one in show(staff("lena"), thing, "improvements")["feedback"]] == [
        told["reference"]]
    assert show(staff("petar"), told)["improvement_record"]["title"] == IDEA["title"]
    for state in ("accepted", "planned", "doing", "done"):
        thing = move(staff("lena"), thing, state)
    assert ("improvement-moved", "improvement", thing["reference"]) in notices(staff("petar"))
    problem = act(staff("petar"), told, "link", 422, improvement="7K3M-9XQ5")
    assert fields_of(problem) == {"/improvement"}


def test_customer_is_written_the_answer_and_what_came_of_it(staff, database):
    writes = staff("fia").post("/customers", {
        "name": "Ana", "channel": "email", "email": "ana@example.org"}).expect(201).json["id"]
    calls = staff("fia").post("/customers", {
        "name": "Bo", "channel": "phone", "email": "bo@example.org"}).expect(201).json["id"]
    plan = idea(staff("lena"), owner="mila", due_at=in_days(3))
    for customer, told_at in ((writes, None), (writes, in_days(-0.01)), (calls, None)):
        told = say(staff("fia"), customer=customer, received_at="2026-01-05T10:00:00Z").json
        told = act(staff("mila"), told, "link", improvement=plan["reference"])
        when = {"answered_at": told_at} if told_at else {}  # told already: not written again
        act(staff("mila"), told, "answer", text="It comes", **when)
    for state in ("accepted", "planned", "doing", "done"):
        plan = move(staff("lena"), plan, state)
    sent = database.query("select subject, body from outbox where address like '%@example.org'"
                          " order by id")
    assert [row["body"] for row in sent] == [
        "It comes", "You told us what could be better. We have done it: A bench before the hall."]
    assert sent[0]["subject"].startswith("Our answer") and sent[1]["subject"] == "You said, we did"


def test_links_stand_behind_an_improvement(staff):
    thing = idea(staff("mila"))
    case = staff("emil").post("/cases", {"service": "fence", "channel": "counter",
                                         "subject": "Fence"}).expect(201).json["reference"]
    link = {"of": "improvements"}
    thing = act(staff("mila"), thing, "links", kind="case", target=case.lower(), **link)
    thing = act(staff("mila"), thing, "links", kind="figure", target="wait 34 min",
                note="July", **link)
    act(staff("mila"), thing, "links", 409, kind="figure", target="wait 34 min", **link)
    problem = act(staff("mila"), thing, "links", 422, kind="complaint", target="nonsense", **link)
    assert fields_of(problem) == {"/target"}
    shown = show(staff("lena"), thing, "improvements")
    assert [(one["kind"], one["target"], one["note"]) for one in shown["links"]] == [
        ("case", case, None), ("figure", "wait 34 min", "July")]
    hidden = show(staff("fia"), thing, "improvements")  # the case is of another office
    assert [one["kind"] for one in hidden["links"]] == ["figure"]


def test_public_line_is_shown_and_taken_back(staff):
    thing = idea(staff("lena"))
    publish = {"of": "improvements", "published": True}
    act(staff("lena"), thing, "publish", 409, line="Soon", language="en", **publish)
    thing = move(staff("lena"), thing, "accepted")
    assert fields_of(act(staff("lena"), thing, "publish", 422, **publish)) == {"/line", "/language"}
    act(staff("mila"), thing, "publish", 403, line="You said", language="en", **publish)
    thing = act(staff("lena"), thing, "publish", line="You said: a bench. We put one there.",
                language="en", **publish)
    assert thing["published"] and thing["published_at"] is not None
    assert thing["reference"] in references(staff("fia"), "/improvements", published="true")
    thing = act(staff("lena"), thing, "publish", of="improvements", published=False)
    assert not thing["published"] and thing["line"].startswith("You said")
    assert thing["reference"] not in references(staff("fia"), "/improvements", published="true")


def test_due_and_overdue_are_listed_by_date(staff):
    days = (-2, 5, 40, -1)
    made = [idea(staff("lena"), service="urgent", due_at=in_days(day))["reference"] for day in days]
    undated = idea(staff("lena"), service="urgent")["reference"]

    def due(when):
        return references(staff("lena"), "/improvements", service="urgent", due=when)

    assert due("overdue") == [made[0], made[3]]
    assert due("soon") == [made[1]]
    assert due("any") == [made[0], made[3], made[1], made[2]]
    every = references(staff("lena"), "/improvements", service="urgent")
    assert every == [undated, *reversed(made)]
    one = staff("lena").get(f"/improvements/{made[0]}").expect(200).json
    move(staff("lena"), one, "refused", reason="No")
    assert due("overdue") == [made[3]]


def test_improvement_of_the_whole_agency_is_for_everybody_there(staff):
    thing = staff("emil").post("/improvements", {"title": "Longer hours"}).expect(201).json
    assert thing["office"] is None
    assert show(staff("fia"), thing, "improvements")["title"] == "Longer hours"
    assert thing["reference"] in references(staff("fia"), "/improvements")
    staff("wanda").get(f"/improvements/{thing['reference']}").expect(404)
    of_hall = idea(staff("fia"))
    staff("emil").get(f"/improvements/{of_hall['reference']}").expect(404)
    staff("emil").post("/improvements", IDEA).expect(403)


def test_listed_improvement_looks_as_it_was_answered(staff):
    thing = idea(staff("lena"), owner="mila", due_at=in_days(9), cost=7.5, currency="EUR",
                 description="Two of them", service="fence", indicator="cases-late", aim="down",
                 indicator_office="hall", indicator_service="fence", before=3, after=-1.25)
    listed = next(one for one in items(staff("fia"), "/improvements")
                  if one["reference"] == thing["reference"])
    assert listed == thing


# ---- what always holds ----


def test_records_are_not_in_the_stream_of_cases(staff):
    api = staff("lena")
    with Stream(api.daemon, api.token) as stream:
        stream.until(lambda: stream.last is not None, "the first position")
        say(staff("fia"))
        case = staff("fia").post("/cases", {"service": "fence", "channel": "counter",
                                            "subject": "Fence"}).expect(201).json["reference"]
        stream.until_seen(case)
        assert all(event["reference"] for _, event in stream.events)


def test_audits_stay_clean(staff, database):
    assert database.value("select count(*) from record") > 0
    for what in ("chain", "counters"):
        told = staff("audra").get(f"/audit/{what}").expect(200).json
        assert told["clean"] and told["differences"] == [], told


def test_audit_finds_a_changed_record(staff, database):
    told = act(staff("lena"), say(staff("fia")).json, "assign", to="mila")
    database.query("update record set version = 9 where reference = %s", told["reference"])
    audit = staff("audra").get("/audit/chain").expect(200).json
    assert not audit["clean"]
    database.query("update record set version = 2 where reference = %s", told["reference"])
    assert staff("audra").get("/audit/chain").json["clean"]
    database.query("delete from case_event where case_id = (select id from record where"
                   " reference = %s)", told["reference"])
    audit = staff("audra").get("/audit/chain").expect(200).json
    assert any("record without events" in line for line in audit["differences"]), audit
