"""Queues with their counts, tasks of professionals, notices."""
import datetime
import json
import pathlib
import shutil

import pytest

from onestop_daemon import wait_until

DEMO = pathlib.Path(__file__).resolve().parent.parent.parent / "config/desk/demo"

CLERK = "ivo.marinov"
LEAD = "vesna.jovic"  # team lead of the city


@pytest.fixture
def clerk(api):
    return api(CLERK)


def log(api, **fields):
    body = {"agency": "city", "service": "public-information", "office": "central-hall", "channel": "counter",
            "subject": "Where is my file?", **fields}
    return api.post("/cases", body).expect(201).json


def received(days):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return at.isoformat()


def queue(api, code, agency="city"):
    items = api.get("/queues").expect(200).json["items"]
    return next(item for item in items if (item["agency"], item["code"]) == (agency, code))


def counts(item):
    return {key: item[key] for key in ("open", "unassigned", "overdue", "due_soon", "tasks")}


def less(after, before):
    return {key: after[key] - before[key] for key in before}


# ---- case references ----

def test_no_case_is_logged_when_all_references_are_given_out(new_database, new_daemon):
    database = new_database()
    last = 29 ** 7 // 1000  # the block of ids where they end, after 309 of them
    database.query("select setval('id_block', %s, false)", last)
    daemon = new_daemon(database, server__workers=1)
    clerk, logged = daemon.api(CLERK), []
    body = {"agency": "city", "service": "public-information", "office": "central-hall", "channel": "counter",
            "subject": "Where is my file?"}
    while (answer := clerk.post("/cases", body)).status == 201:
        logged.append(answer.json["reference"])
        assert len(logged) < 310
    assert answer.status == 503 and "all case references" in answer.json["detail"]
    assert len(set(logged)) == len(logged) > 0
    clerk.post("/cases", body).expect(503)
    # What needs no reference goes on.
    clerk.post("/contacts", {"agency": "city", "office": "central-hall", "channel": "phone"}).expect(201)
    daemon.api(LEAD).post(f"/cases/{logged[-1]}/notes", {"body": "Still here"}).expect(200)


# ---- queues ----

def test_queues_are_those_of_the_callers_agencies(api):
    city = api(LEAD).get("/queues").expect(200).json
    assert {item["agency"] for item in city["items"]} == {"city"}
    both = api(CLERK).get("/queues").expect(200).json
    assert {item["agency"] for item in both["items"]} == {"city", "water"}


def test_counts_follow_the_cases(api, clerk):
    lead = api(LEAD)
    before = counts(queue(lead, "general"))
    open_one = log(clerk)
    log(clerk, received_at=received(300))
    after = counts(queue(lead, "general"))
    assert less(after, before)["open"] == 2
    assert less(after, before)["overdue"] == 1
    lead.post(f"/cases/{open_one['reference']}/assign", {"to": "mila.petrova"},
              if_match=open_one["version"])
    version = clerk.get(f"/cases/{open_one['reference']}").expect(200).version
    closed = lead.get(f"/cases/{open_one['reference']}").expect(200).json
    step = next(step for step in closed["steps"] if step["closes"])
    lead.post(f"/cases/{open_one['reference']}/steps",
              {"step": step["step"], "outcome": step["outcomes"][0]}, if_match=version).expect(200)
    assert less(counts(queue(lead, "general")), before)["open"] == 1


def test_counts_are_what_lists_show(api, clerk):
    lead = api(LEAD)
    for n in range(4):
        log(clerk, received_at=received(n * 100))
    item = queue(lead, "general")

    def size(**query):
        answer = lead.get("/cases", query={"queue": "general", "limit": 200, **query}).expect(200)
        assert answer.json["next"] is None
        return len(answer.json["items"])
    assert item["open"] == size()
    assert item["overdue"] == size(due="overdue")
    assert item["due_soon"] == size(due="soon")
    assert item["unassigned"] == size(unassigned="true")


def test_counts_leave_out_cases_of_other_offices(api, clerk):
    district = api("dragan.kovac")  # front desk of the northern district only
    before = counts(queue(district, "general"))
    log(clerk)
    assert counts(queue(district, "general")) == before
    log(district, office="north-district")
    assert less(counts(queue(district, "general")), before)["open"] == 1


def test_counts_leave_out_other_agencies(api):
    water = api("stela.ruseva")
    assert {item["agency"] for item in water.get("/queues").expect(200).json["items"]} == {"water"}


def test_a_grant_for_an_office_is_for_one_agency_there(new_database, new_daemon, tmp_path):
    """The hall of the city serves the water company too: who is at home there for water, and in the
    district for the city, sees no case of the city at the hall, by no way."""
    shutil.copytree(DEMO, tmp_path / "desk")
    staff = tmp_path / "desk/city/staff.json"
    defined = json.loads(staff.read_text())
    both = next(one for one in defined["staff"] if one["user_name"] == "dragan.kovac")
    both["grants"].append({"role": "front-desk", "agency": "water", "office": "central-hall"})
    staff.write_text(json.dumps(defined))
    daemon = new_daemon(new_database(tmp_path / "desk"))
    clerk, both = daemon.api(CLERK), daemon.api("dragan.kovac")
    customer = clerk.post("/customers", {"agency": "city", "name": "Ana Petrova"}).expect(201).json["id"]
    hidden = log(clerk, customer=customer)
    seen = log(clerk, agency="water", service="bill-enquiry")
    both.get(f"/cases/{hidden['reference']}").expect(404)
    both.get(f"/cases/{seen['reference']}").expect(200)
    for query in ({}, {"agency": "city"}, {"queue": "general", "agency": "city"}, {"status": "all"}):
        listed = both.get("/cases", query=query).expect(200).json["items"]
        assert hidden["reference"] not in {item["reference"] for item in listed}
    assert seen["reference"] in both.get("/cases").expect(200).text
    assert sum(item["open"] for item in both.get("/queues").expect(200).json["items"]) == 1
    assert both.get(f"/customers/{customer}").expect(200).json["open_cases"] == []
    found = both.get("/customers", query={"q": "Ana Petrova"}).expect(200).json["items"]
    assert [item["open_cases"] for item in found] == [0]


def test_a_case_handed_into_the_queue_of_an_office_is_listed_there(new_database, new_daemon, tmp_path):
    shutil.copytree(DEMO, tmp_path / "desk")
    queues = tmp_path / "desk/water/queues.json"
    defined = json.loads(queues.read_text())
    next(one for one in defined["queues"] if one["code"] == "billing")["office"] = "customer-centre"
    queues.write_text(json.dumps(defined))
    daemon = new_daemon(new_database(tmp_path / "desk"))
    clerk, lead, centre = daemon.api(CLERK), daemon.api(LEAD), daemon.api("stela.ruseva")  # at the centre only

    def handed_into(code):
        case = log(clerk)
        assert case["handler"]  # somebody at home accounts for it
        lead.post(f"/cases/{case['reference']}/hand-over", {"agency": "water", "queue": code, "reason": "a bill"},
                  if_match=case["version"]).expect(200)
        return case["reference"]
    seen, hidden = handed_into("billing"), handed_into("waste")
    centre.get(f"/cases/{seen}").expect(200)
    centre.get(f"/cases/{hidden}").expect(404)
    for query in ({}, {"agency": "water"}, {"queue": "billing"}, {"unassigned": "true"}):
        listed = {item["reference"] for item in centre.get("/cases", query=query).expect(200).json["items"]}
        assert hidden not in listed
        assert seen in listed, query
    assert queue(centre, "billing", "water")["open"] == 1
    assert centre.get("/cases", query={"queue": "waste"}).expect(200).json["items"] == []


def test_counts_of_very_many_cases_are_right_at_once(new_database, new_daemon):
    database = new_database()
    daemon = new_daemon(database)
    clerk, lead = daemon.api(CLERK), daemon.api(LEAD)
    log(clerk)
    columns = ", ".join(row["column_name"] for row in database.query(
        "select column_name from information_schema.columns where table_name = 'kase' and column_name <> 'id'"))
    database.query(f"insert into kase (id, {columns}) select -n, {columns} from kase, generate_series(1, 20001) n")
    assert queue(lead, "general")["open"] == 20002
    log(clerk)
    assert queue(lead, "general")["open"] == 20003


# What is counted case by case, to compare sums with.
RECOUNT = """
select agency_id, handling_agency_id, queue_id, office_id, 0 as handler_id, due_day(due_at), count(*) as open,
    count(*) filter (where handler_id = 0) as unassigned
from kase where closed_at is null group by 1, 2, 3, 4, 6
union all
select agency_id, handling_agency_id, 0, 0, handler_id, due_day(due_at), count(*), 0
from kase where closed_at is null and handler_id <> 0 group by 1, 2, 5, 6
order by 1, 2, 3, 4, 5, 6"""
SUMS = """
select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day, sum(open)::bigint as open,
    sum(unassigned)::bigint as unassigned
from {} group by 1, 2, 3, 4, 5, 6 having sum(open) <> 0 or sum(unassigned) <> 0 order by 1, 2, 3, 4, 5, 6"""


def test_sums_of_what_waits_are_a_recount(new_database, new_daemon):
    """However a case moves: opened, paused, assigned, handed over, closed; before and after the moves were folded."""
    database = new_database()
    daemon = new_daemon(database)
    clerk, lead = daemon.api(CLERK), daemon.api(LEAD)
    cases = [log(clerk, received_at=received(days)) for days in (0, 5, 300, 0, 0, 0)]

    def work(number, path, body):
        """As the desk itself may move a case meanwhile: read again and repeated."""
        address = f"/cases/{cases[number]['reference']}"

        def done():
            version = lead.get(address).expect(200).version
            answer = lead.post(f"{address}/{path}", body, if_match=version)
            return answer.status != 412 and answer
        wait_until(done, what="the change").expect(200)
    work(0, "assign", {"to": "mila.petrova"})
    work(1, "pause", {"reason": "waiting-for-customer"})
    work(2, "assign", {"to": "aylin.demir"})
    work(3, "assign", {"to": LEAD})
    work(3, "hand-over", {"agency": "water", "queue": "billing", "reason": "It is about the water bill."})
    step = next(step for step in lead.get(f"/cases/{cases[4]['reference']}").expect(200).json["steps"] if step["closes"])
    work(4, "steps", {"step": step["step"], "outcome": step["outcomes"][0]})

    def rows(statement):
        return [tuple(row.values()) for row in database.query(statement)]
    counted = rows(RECOUNT)
    assert rows(SUMS.format("waiting")) == counted
    wait_until(lambda: rows("select count(*) from waiting_journal") == [(0,)], what="the fold")
    assert rows(SUMS.format("waiting")) == rows(SUMS.format("waiting_total")) == counted


def test_open_cases_are_listed_by_due_time_over_all_queues(api, clerk):
    for days in (300, 0, 100):
        log(clerk, received_at=received(days))
        log(clerk, service="parking-permit", received_at=received(days))
    lead = api(LEAD)

    def listed(limit, **query):
        items, cursor = [], None
        while True:
            page = lead.get("/cases", query={"limit": limit, **query, **({"cursor": cursor} if cursor else {})}).expect(200).json
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items
    every = listed(200)
    due = [item["due_at"] or "9999" for item in every]
    assert due == sorted(due) and len({item["queue"] for item in every}) > 1
    for query in ({}, {"service": "parking-permit"}, {"queue": "general"}, {"queue": "general", "service": "public-information"}):
        wanted = [item["reference"] for item in every if all(item[name] == value for name, value in query.items())]
        assert wanted and [item["reference"] for item in listed(2, **query)] == wanted
    assert listed(2, queue="general", service="parking-permit") == []


def test_mine_is_what_i_work_on(api, clerk):
    lead, mine = api(LEAD), api("aylin.demir")
    before = mine.get("/queues").expect(200).json["mine"]
    for case in (log(clerk), log(clerk, received_at=received(300))):
        if case["handler"] is None or case["handler"]["user_name"] != "aylin.demir":
            lead.post(f"/cases/{case['reference']}/assign", {"to": "aylin.demir"},
                      if_match=case["version"]).expect(200)
    after = mine.get("/queues").expect(200).json["mine"]
    assert after["open"] - before["open"] == 2
    assert after["overdue"] - before["overdue"] == 1


def test_who_only_audits_sees_queues_too(api):
    assert api("marek.dvorak").get("/queues").expect(200).json["mine"] == {
        "open": 0, "overdue": 0, "due_soon": 0, "tasks": 0, "notices": 0,
        "complaints": {"open": 0, "overdue": 0, "due_soon": 0}}


# ---- tasks ----

@pytest.fixture
def asked(api, clerk):
    """A case with a question to the lawyers: its reference and the task's id."""
    def ask(question="May we?", **fields):
        case = log(clerk)
        lead = api(LEAD)
        lead.post(f"/cases/{case['reference']}/tasks", {"queue": "lawyers", "question": question, **fields}
                  ).expect(200)
        shown = lead.get(f"/cases/{case['reference']}").expect(200).json
        return case["reference"], shown["tasks"][0]["id"]
    return ask


def task_ids(api, **query):
    return [item["id"] for item in api.get("/tasks", query=query).expect(200).json["items"]]


def test_task_is_listed_for_who_may_take_it(api, asked):
    reference, task = asked("May the town publish this?")
    lawyer = api("maja.zupan")
    item = next(item for item in lawyer.get("/tasks", query={"limit": 200}).expect(200).json["items"]
                if item["id"] == task)
    assert item["reference"] == reference and item["question"] == "May the town publish this?"
    assert item["queue"] == "lawyers" and item["service"] == "public-information"
    assert item["opened_by"]["user_name"] == LEAD
    assert task not in task_ids(api("ana.novak"))  # an architect
    assert task not in task_ids(api("tomas.benes"))  # of the other agency
    assert task not in task_ids(api("tomas.benes"), queue="lawyers", agency="city")


def test_task_of_a_colleague_is_shown_to_the_lead_only(api, asked):
    reference, task = asked(to="maja.zupan")
    assert task in task_ids(api("maja.zupan"), mine="true")
    assert task not in task_ids(api("ana.novak"))
    assert task not in task_ids(api(LEAD))
    assert task in task_ids(api(LEAD), queue="lawyers")
    api("maja.zupan").post(f"/tasks/{task}/answer", {"answer": "Yes, without names."}).expect(200)
    assert task not in task_ids(api("maja.zupan"))


def test_tasks_are_counted_with_their_queue(api, asked):
    lead = api(LEAD)
    before = queue(lead, "lawyers")["tasks"]
    _, task = asked()
    assert queue(lead, "lawyers")["tasks"] == before + 1
    lawyer = api("maja.zupan")
    mine = lawyer.get("/queues").expect(200).json["mine"]["tasks"]
    assert mine == len(task_ids(lawyer, mine="true"))
    if task not in task_ids(lawyer, mine="true"):
        lawyer.post(f"/tasks/{task}/claim").expect(200)
        assert lawyer.get("/queues").expect(200).json["mine"]["tasks"] == mine + 1


def test_tasks_come_page_by_page_oldest_first(api, asked):
    wanted = [asked(to="maja.zupan")[1] for _ in range(3)]
    lawyer, cursor, seen = api("maja.zupan"), None, []
    while True:
        query = {"mine": "true", "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = lawyer.get("/tasks", query=query).expect(200).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert [task for task in seen if task in wanted] == wanted
    assert len(seen) == len(set(seen))


def test_task_list_names_wrong_parameters(api):
    lawyer = api("maja.zupan")
    for query in ({"mine": "perhaps"}, {"cursor": "soup"}, {"cursor": "1_x"}, {"limit": 0}, {"limit": 1000}):
        lawyer.get("/tasks", query=query).expect(422)
    assert lawyer.get("/tasks", query={"queue": "nowhere"}).expect(200).json["items"] == []
    api(CLERK).get("/tasks").expect(403)


# ---- notices ----

def test_notice_comes_and_is_seen(api, clerk):
    manager, lead = api("aylin.demir"), api(LEAD)
    manager.post("/notices/seen", {"up_to": 2**62}).expect(200)
    assert manager.get("/notices").expect(200).json["items"] == []
    case = log(clerk)
    if case["handler"] is None or case["handler"]["user_name"] != "aylin.demir":
        lead.post(f"/cases/{case['reference']}/assign", {"to": "aylin.demir"},
                  if_match=case["version"]).expect(200)
    items = manager.get("/notices").expect(200).json["items"]
    assert [item["reference"] for item in items] == [case["reference"]]
    assert items[0]["kind"] == "assigned" and items[0]["subject"] == case["subject"]
    assert manager.get("/queues").expect(200).json["mine"]["notices"] == 1
    assert lead.post("/notices/seen", {"up_to": items[0]["id"]}).expect(200).json["seen"] >= 0
    assert manager.get("/queues").expect(200).json["mine"]["notices"] == 1  # not hers to mark
    assert manager.post("/notices/seen", {"up_to": items[0]["id"]}).expect(200).json == {"seen": 1}
    assert manager.get("/notices").expect(200).json["items"] == []


def test_notices_seen_wants_a_number(api):
    manager = api("aylin.demir")
    manager.post("/notices/seen", {}).expect(422)
    manager.post("/notices/seen", {"up_to": "all"}).expect(422)
