"""Capacity: work by queue in minutes, what is recorded at the end of each day, and the simulation."""
import datetime

import case_desk
import pytest
from onestop_daemon import wait_until
from town import ZONE, today

DAYS = 5  # that are caught up


def local_day(back=0):
    return today(-back)


def at(back, hour=10):
    """An instant of a local day that is over."""
    return datetime.datetime.combine(local_day(back), datetime.time(hour), ZONE).isoformat()


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    database = new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))
    database.query("update desk_definition set applied_at = now() - interval '60 days'")
    return database


def bring_in(people, *requests):
    rows = [{"office": "hall", "channel": "email", "service": "light", **request}
            for request in requests]
    told = people("adam").post("/imports/requests", {"agency": "city", "source": "old", "rows": rows})
    assert [row["result"] for row in told.expect(200).json["results"]] == ["imported"] * len(rows)


@pytest.fixture(scope="module")
def past(people, database):
    """Some days of work that were missed: the days before today are recorded now."""
    bring_in(people, {"external_id": "a", "opened_at": at(5), "subject": "open since"},
             {"external_id": "b", "opened_at": at(4), "closed_at": at(2), "outcome": "done"},
             {"external_id": "c", "opened_at": at(2, 9), "closed_at": at(2, 11), "outcome": "done"})
    wait_until(lambda: database.value("select count(*) from queue_day_turn") == 2, what="a look")
    database.query("update queue_day_turn set first_day = first_day - %s", DAYS)
    wait_until(lambda: database.value("select count(distinct (agency_id, day)) from queue_day") == 2 * DAYS,
               what="the days that are over")
    return database


def recorded(database, queue):
    """{days ago: (capacity, backlog in minutes, cases)}"""
    rows = database.query(
        "select d.day, capacity_minutes, backlog_minutes, backlog_cases from queue_day d"
        " join queue q on q.id = d.queue_id where q.code = %s", queue)
    return {(local_day() - row["day"]).days: (row["capacity_minutes"], row["backlog_minutes"],
                                              row["backlog_cases"]) for row in rows}


def minutes(database, metric, queue):
    """{days ago: minutes} of a counter"""
    rows = database.query(
        "select c.day, sum(c.value)::integer as value from counter c join queue q on q.id = c.bucket"
        " where c.metric = %s and q.code = %s group by 1 having sum(c.value) <> 0", metric, queue)
    return {(local_day() - row["day"]).days: row["value"] for row in rows}


DEMAND, WORKED, TASKS = 22, 21, 19


# ---- the end of a day ----

def test_missed_days_are_recorded_as_they_stood(past):
    found = recorded(past, "permits")
    assert {back: row[1:] for back, row in found.items()} == {
        5: (30, 1), 4: (60, 2), 3: (60, 2), 2: (30, 1), 1: (30, 1)}


def test_people_are_shared_out_by_demand_and_no_minute_counts_twice(past):
    """Two case managers of 400 minutes work permits and the archive, into which nothing came."""
    permits, archive = recorded(past, "permits"), recorded(past, "archive")
    for back in range(1, DAYS + 1):
        assert permits[back][0] + archive[back][0] == 800
        assert permits[back][0] > 700
    assert {row[0] for row in recorded(past, "experts").values()} == {400}


def test_capacity_that_nobody_knows_any_more_is_not_recorded(new_database, new_daemon, tmp_path):
    database = new_database(case_desk.write(tmp_path))
    new_daemon(database, server__workers=1)
    wait_until(lambda: database.value("select count(*) from queue_day_turn") == 2, what="a look")
    database.query("update queue_day_turn set first_day = first_day - 1")  # before anything applied
    wait_until(lambda: database.value("select count(distinct agency_id) from queue_day") == 2,
               what="the day")
    assert recorded(database, "permits") == {1: (None, 0, 0)}


# ---- demand and activity ----

def test_demand_and_work_count_for_their_queue(past):
    assert minutes(past, DEMAND, "permits") == {5: 30, 4: 30, 2: 30}
    assert minutes(past, WORKED, "permits") == {2: 10}


def act(people, who, case, action, body):
    version = people("lena").get(f"/cases/{case['reference']}").expect(200).version
    return people(who).post(f"/cases/{case['reference']}/{action}", body, if_match=version).expect(200).json


def test_work_moves_with_the_case_and_tasks_are_work_of_their_queue(past, people):
    case = people("fia").post("/cases", {"service": "fence", "channel": "phone", "subject": "A fence"}
                              ).expect(201).json
    worker = case["handler"]["user_name"]
    act(people, worker, case, "steps", {"step": "check"})                    # 10 minutes
    act(people, worker, case, "steps", {"step": "consult", "minutes": 7})    # and 30 for an expert
    task = people("arch").get("/tasks?queue=experts").expect(200).json["items"][0]
    people("arch").post(f"/tasks/{task['id']}/answer", {"answer": "Yes", "minutes": 25}).expect(200)
    act(people, worker, case, "hand-over", {"queue": "archive", "reason": "An old one"})
    people("lena").post(f"/cases/{case['reference']}/notes", {"body": "Found", "minutes": 4}).expect(200)
    assert minutes(past, DEMAND, "permits")[0] == 30
    assert minutes(past, WORKED, "permits")[0] == 10 + 7
    assert minutes(past, DEMAND, "experts") == {0: 30}
    assert minutes(past, WORKED, "experts") == {0: 25}
    assert minutes(past, TASKS, "experts") == {0: 1}
    assert minutes(past, DEMAND, "archive") == {0: 3}  # what is left of 30: never less than a tenth
    assert minutes(past, WORKED, "archive") == {0: 4}


# ---- the four lines ----

def lines(people, queue, user="lena", **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return people(user).get(f"/queues/{queue}/capacity?{asked}")


def test_queue_tells_its_four_lines_day_by_day(past, people):
    shown = lines(people, "permits", **{"from": local_day(DAYS + 1), "to": local_day()}).expect(200).json
    days = {(local_day() - datetime.date.fromisoformat(day["day"])).days: day for day in shown["days"]}
    assert len(days) == DAYS + 2 and shown["agency"] == "city"
    assert {back: day["demand"] for back, day in days.items() if back} == {
        6: 0, 5: 30, 4: 30, 3: 0, 2: 30, 1: 0}
    assert days[2]["activity"] == 10 and days[3]["activity"] == 0
    assert (days[6]["capacity"], days[6]["backlog"]) == (None, None)  # nobody recorded it
    for back, row in recorded(past, "permits").items():
        assert (days[back]["capacity"], days[back]["backlog"], days[back]["cases"]) == row
    assert [days[back]["over"] for back in (1, 0)] == [True, False]
    assert days[0]["capacity"] > 700  # of today as it is now
    archive = lines(people, "archive").expect(200).json["days"][-1]
    assert archive["capacity"] + days[0]["capacity"] == 800
    assert (archive["backlog"], archive["cases"]) == (3, 1)


def test_lines_are_measures_by_queue(past, people):
    def cells(name):
        shown = people("lena").get(f"/measures/{name}?by=queue&every=day&from={local_day(DAYS)}")
        return {((local_day() - datetime.date.fromisoformat(cell["period"])).days, cell["key"][0]):
                cell["value"] for cell in shown.expect(200).json["cells"]}
    backlog, capacity = cells("backlog-minutes"), cells("capacity-minutes")
    for queue in ("permits", "archive", "experts"):
        for back, row in recorded(past, queue).items():
            assert capacity[back, queue] == row[0]
            assert backlog.get((back, queue), 0) == row[1]
    assert cells("demand-minutes")[0, "archive"] == 3
    assert cells("working-minutes")[0, "experts"] == 25


def test_four_lines_are_for_who_leads_the_queue(people):
    assert lines(people, "permits", "mila").status == 403
    assert lines(people, "pipes").status == 404
    assert lines(people, "permits", agency="water").status == 404
    assert lines(people, "permits", "walt").status == 404


def test_period_that_cannot_be_told_names_the_field(people):
    for query, field in (({"to": local_day(-1)}, "to"), ({"from": "yesterday"}, "from"),
                         ({"from": local_day(500)}, "from")):
        problem = lines(people, "permits", **query).expect(422).json
        assert [fault["field"] for fault in problem["fields"]] == [field]


def test_client_tells_the_four_lines(past, daemon):
    told = daemon.cli("lena")("capacity", "permits", "--from", str(local_day(DAYS)))
    assert "Demand" in told.stdout and "minutes came" in told.stdout
    assert str(local_day(5)) in told.stdout


def test_what_waited_is_known_wherever_it_went_since(past, people):
    """The case that is open since the first of the days goes into the archive."""
    shown = people("lena").get("/cases?queue=permits&status=open").expect(200).json["items"]
    case = next(case for case in shown if case["subject"] == "open since")
    people("lena").post(f"/cases/{case['reference']}/hand-over", {"queue": "archive", "reason": "Old"},
                        if_match=people("lena").get(f"/cases/{case['reference']}").version).expect(200)
    for back, permits, archive in ((5, 1, 0), (3, 2, 0), (-1, 0, 2)):
        end = datetime.datetime.combine(local_day(back - 1), datetime.time(0), ZONE)
        for queue, expected in (("permits", permits), ("archive", archive)):
            assert past.value("select count(*) from queue_waiting(array(select id from queue"
                              " where code = %s), %s)", queue, end) == expected


def test_counters_of_days_equal_their_recount(past, people):
    for audit in ("counters", "chain"):
        report = people("audra").get(f"/audit/{audit}").expect(200).json
        assert report["clean"], report
