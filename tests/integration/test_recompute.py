"""A change of calendar or standard moves the clocks that run: what it would do is told before, done by
the daemon after, once for each clock, also by a daemon that is killed; what has ended stays judged."""
import copy
import datetime

import pytest
from onestop_daemon import wait_until
from recompute_world import TODAY, World, holiday, sent, when

@pytest.fixture
def world(new_database, new_daemon, tmp_path):
    """Its daemon ends with the test: each has connections of its own."""
    made = World(new_database, new_daemon, tmp_path / "desk")
    yield made
    for api in made.apis.values():
        api.close()
    assert made.daemon.stop() == 0


def act(world, case, action, body):
    version = world.api("lena").get(f"/cases/{case['reference']}").version
    return world.api("lena").post(f"/cases/{case['reference']}/{action}", body,
                                  if_match=version).expect(200).json


def test_new_holiday_moves_what_runs_over_it_and_nothing_else(world):
    case, urgent, paused, closed = world.log(), world.log("urgent"), world.log(), world.log()
    act(world, paused, "pause", {"reason": "waiting-for-customer"})
    act(world, closed, "close", {"outcome": "done"})
    before, judged = world.clock(case), world.clock(closed)
    world.item("calendars", "doors")["holidays"] = [holiday(3)]
    effect = world.dry_run()
    line, = effect["standards"]
    assert {key: line[key] for key in ("standard", "moved_by", "clocks", "moved", "later", "late")} == {
        "standard": "ten-days", "moved_by": "calendar:doors", "clocks": 2, "moved": 1, "later": 1,
        "late": 0}
    assert line["largest_move_seconds"] in range(23 * 3600, 25 * 3600 + 1)
    assert world.clock(case) | {"counted_seconds": 0} == before | {"counted_seconds": 0} or \
        world.clock(case)["due_at"] == before["due_at"]  # nothing was done yet
    world.apply()
    after = world.clock(case)
    assert datetime.timedelta(hours=22) < when(after["due_at"]) - when(before["due_at"]) < \
        datetime.timedelta(hours=26)
    change, = after["changes"]
    assert (change["kind"], change["moved_by"], change["was_due_at"], change["due_at"]) == (
        "recomputed", "calendar:doors", before["due_at"], after["due_at"])
    assert world.moves(case) == [("processing", "calendar:doors")]
    assert world.moves(urgent) == world.moves(paused) == world.moves(closed) == []
    assert world.clock(closed)["due_at"] == judged["due_at"]
    listed = world.api("lena").get("/cases", query={"service": "light"}).json["items"]
    assert after["due_at"] in [item["due_at"] for item in listed]
    resumed = act(world, paused, "resume", {})
    assert abs(when(resumed["due_at"]) - when(after["due_at"])) < datetime.timedelta(hours=1)
    world.clean()


def test_calendar_of_a_past_day_stays_what_it_was(world):
    case = world.log(received_at=f"{TODAY - datetime.timedelta(days=5)}T10:00:00Z")
    before = world.clock(case)
    world.item("calendars", "doors")["holidays"] = [holiday(-3)]
    assert world.dry_run()["moved"] == 0
    world.apply()
    after = world.clock(case)
    assert after["due_at"] == before["due_at"]
    assert [line["holiday"] for line in after["intervals"] if line["holiday"]] == []


def test_dated_calendar_changes_from_today_on(world):
    world.item("calendars", "doors")["in_force_from"] = "2020-01-01"
    world.apply()
    case = world.log(received_at=f"{TODAY - datetime.timedelta(days=5)}T10:00:00Z")
    before = world.clock(case)
    world.item("calendars", "doors")["holidays"] = [holiday(-3), holiday(2)]
    world.apply()
    moved = when(world.clock(case)["due_at"]) - when(before["due_at"])
    assert datetime.timedelta(hours=22) < moved < datetime.timedelta(hours=26)


def test_changed_standard_judges_what_started_in_its_dates(world):
    case = world.log()
    old = world.log(received_at=f"{TODAY - datetime.timedelta(days=4)}T10:00:00Z")
    due, old_due = world.clock(case)["due_at"], world.clock(old)["due_at"]
    ten = world.item("standards", "ten-days")
    later = copy.deepcopy(ten) | {"in_force_from": (TODAY - datetime.timedelta(days=1)).isoformat(),
                                  "amount": 12}
    world.files["city/standards"].append(later)
    effect, = world.dry_run()["standards"]
    assert (effect["moved_by"], effect["moved"]) == ("standard:ten-days", 1)
    world.apply()
    clock = world.clock(case)
    assert clock["standard"]["amount"] == 12 and when(clock["due_at"]) > when(due)
    assert world.moves(case) == [("processing", "standard:ten-days")]
    assert world.clock(old)["due_at"] == old_due and world.clock(old)["standard"]["amount"] == 10
    later["amount"] = 2  # edited in place: it is the same version to people
    world.apply()
    assert world.clock(case)["standard"]["amount"] == 2
    assert when(world.clock(case)["due_at"]) < when(due)
    world.clean()


def test_case_of_a_definition_that_is_not_here_yet_is_to_be_asked_for_again(world, new_daemon):
    """Another daemon applies it and works by it while this one cannot read it."""
    late = new_daemon(world.database)
    apis = {user: late.api(user) for user in ("lena", "fia")}
    case, old = world.log(), world.log()
    held = world.database.connect()
    held.autocommit = False
    with late.held():
        world.item("standards", "ten-days")["amount"] = 12
        world.apply()
        held.cursor().execute("lock table skill in access exclusive mode")
    version = world.api("lena").get(f"/cases/{case['reference']}").version
    for path in ("", "/clock", "/replies"):
        answer = apis["lena"].get(f"/cases/{case['reference']}{path}").expect(503)
        assert int(answer.headers["retry-after"]) >= 1
    apis["lena"].post(f"/cases/{case['reference']}/extend", {"amount": 1, "reason": "Ill"},
                      if_match=version).expect(503)
    apis["fia"].get("/cases/7K3M-9XQ5").expect(404)
    held.rollback()
    wait_until(lambda: apis["lena"].get(f"/cases/{case['reference']}/clock").status == 200, what="the definition")
    assert apis["lena"].get(f"/cases/{old['reference']}/clock").expect(200).json["clocks"]


def test_standard_of_the_future_moves_nothing(world):
    case = world.log()
    ten = world.item("standards", "ten-days")
    world.files["city/standards"].append(copy.deepcopy(ten) | {
        "in_force_from": (TODAY + datetime.timedelta(days=9)).isoformat(), "amount": 1})
    assert world.dry_run()["moved"] == 0
    world.apply()
    assert world.moves(case) == []


def test_shorter_promise_that_is_over_is_told_before_and_fires_after(world):
    case = world.log(received_at=f"{TODAY - datetime.timedelta(days=5)}T10:00:00Z")
    world.item("standards", "ten-days")["amount"] = 2
    effect = world.dry_run()
    assert effect["late"] == 1 and effect["standards"][0]["earlier"] == 1
    said = world.daemon.cli("adam")
    world.write()
    shown = said("apply", world.folder, "--dry-run", code=0).stdout
    assert "1 of 1 running clocks would move, 1 would be late at once." in shown
    world.apply()
    wait_until(lambda: world.api("lena").get(f"/cases/{case['reference']}").json["rung"] == 100,
               what="the breach")
    world.clean()


def test_every_clock_of_a_case_moves_once(world):
    world.item("standards", "ack")["calendar"] = "doors"
    world.item("standards", "ack")["amount"] = 6
    world.apply()
    case = world.log()
    world.item("calendars", "doors")["holidays"] = [holiday(2)]
    world.apply()
    assert sorted(world.moves(case)) == [("acknowledgement", "calendar:doors"),
                                         ("processing", "calendar:doors")]
    world.clean()


# ---- many, and a daemon that dies ----

def imported(world, count):
    """Open cases by import: so many at once."""
    opened = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).isoformat()
    for first in range(0, count, 500):
        rows = [{"external_id": str(first + i), "service": "light", "office": "hall",
                 "channel": "email", "subject": "Many", "opened_at": opened} for i in range(500)]
        answer = world.api("adam").post("/imports/requests", {"agency": "city", "source": "many",
                                                              "rows": rows}, key=False).expect(200)
        assert all(result["result"] == "imported" for result in answer.json["results"])


def test_killed_daemon_goes_on_where_it_was(world):
    imported(world, 3000)
    world.item("calendars", "doors")["holidays"] = [holiday(4)]
    world.api("adam").apply_desk(sent(world.files))
    wait_until(lambda: world.database.value("select moved from recompute") > 0, what="a first page")
    world.daemon.kill()
    done = world.database.value("select moved from recompute")
    assert 0 < done
    world.apis.clear()
    world.daemon.start()
    world.settled(whole=True)
    assert world.database.value("select moved from recompute") == 3000
    assert world.database.value("select count(*) from case_event where event_kind_name(kind) = 'recomputed'") == 3000
    assert world.database.value("select count(*) from (select from case_event where event_kind_name(kind) = 'recomputed' group by"
                                " case_id having count(*) > 1) twice") == 0
    world.clean()


def test_work_on_cases_goes_on_meanwhile(world):
    imported(world, 2000)
    world.item("calendars", "doors")["holidays"] = [holiday(4)]
    world.api("adam").apply_desk(sent(world.files))
    for case in world.api("lena").get("/cases", query={"service": "light", "limit": 30}).json["items"]:
        world.api("lena").post(f"/cases/{case['reference']}/notes", {"body": "Meanwhile"}).expect(200)
    world.settled(whole=True)
    assert world.database.value("select count(*) from case_event where event_kind_name(kind) = 'recomputed'") == 2000
    world.clean()
