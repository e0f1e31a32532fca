"""A change of calendar moves the running clocks of complaints as it does those of cases: told before,
done by the daemon after, an event for each, also by a daemon that is killed; what has ended stays."""
import datetime

import complaint_desk
import pytest
import recompute_world
from case_desk import person
from complaint_desk import stage
from onestop_daemon import wait_until
from recompute_world import World, when
from town import today

FIVE, TWO = ({"amount": amount, "unit": "working-days"} for amount in (5, 2))


def files():
    """As for cases; a ladder by the doors, in days, and those of complaint_desk, by no closing."""
    made = recompute_world.files()
    doors = recompute_world.named(
        "by-the-doors", in_force_from="2000-01-01", calendar="doors", default=True,
        ombudsman="Ombudsman, 1 Hill", subjects=[
            recompute_world.named("slow"), recompute_world.named("bribe", serious=True)],
        stages=[stage("lead", "team-lead", "case-manager", 1, acknowledge=TWO, extension_max=5)
                | {"answer": FIVE},
                stage("head", "manager", "agency", 1, independent=True) | {"answer": FIVE}])
    made["city/ladders"] = [doors] + [ladder | {"default": False} for ladder in complaint_desk.LADDERS]
    made["city/staff"] += [person("leo", "team-lead"), person("rita", "manager"),
                           person("rolf", "manager")]
    return made


@pytest.fixture
def world(new_database, new_daemon, tmp_path):
    made = World(new_database, new_daemon, tmp_path / "desk", files())
    yield made
    for api in made.apis.values():
        api.close()
    assert made.daemon.stop() == 0


def holiday(days, name="Feast"):
    """By the calendar of the agency."""
    day = today(days)
    return {"date": day.isoformat(), "name": name}


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).isoformat()


def log(world, subject="slow", **more):
    return world.api("fia").post("/complaints", {"channel": "phone", "subject": subject,
                                                 "text": "It was bad", **more}).expect(201).json


def show(world, complaint, user="rolf"):
    return world.api(user).get(f"/complaints/{complaint['reference']}").expect(200).json


def act(world, complaint, action, **body):
    shown = show(world, complaint)
    return world.api(shown["answerer"]["user_name"]).post(
        f"/complaints/{complaint['reference']}/{action}", body,
        if_match=shown["version"]).expect(200).json


def moves(world, complaint, user="rolf"):
    return [event for event in show(world, complaint, user)["events"] if event["kind"] == "recomputed"]


def moved_in_all(world):
    return world.database.value(
        "select count(*) from case_event e join complaint c on c.agency_id = e.agency_id and"
        " c.id = e.case_id where event_kind_name(e.kind) = 'recomputed'")


def consistent(world):
    """Complaint, stage and clock say the same."""
    return world.database.value(
        "select count(*) from complaint c join complaint_stage s on s.agency_id = c.agency_id and"
        " s.id = c.id and s.ended_at is null join clock k on k.agency_id = c.agency_id and"
        " k.owner_id = c.id and k.state = 1 where c.state = 1 and"
        " case k.kind when 1 then k.due_at is distinct from c.due_at or"
        "   k.due_at is distinct from s.due_at"
        " else k.due_at is distinct from s.acknowledge_due end") == 0


def test_holiday_moves_complaints_as_was_told_before(world):
    plain, extended, acknowledged, answered = (log(world) for _ in range(4))
    other = log(world, "delay")
    act(world, extended, "extend", amount=2, reason="Leave")
    act(world, acknowledged, "acknowledge")
    act(world, answered, "answer", outcome="upheld", answer="We are sorry")
    before = {one["reference"]: show(world, one) for one in (plain, extended, acknowledged)}
    kept = {one["reference"]: show(world, one) for one in (answered, other)}
    figures = world.api("rolf").get("/complaints/kpis").expect(200).json
    world.item("calendars", "doors")["holidays"] = [holiday(1)]
    effect = world.dry_run()
    line, = effect["ladders"]
    assert {key: line[key] for key in ("ladder", "moved_by", "clocks", "moved", "later", "late")} == {
        "ladder": "by-the-doors", "moved_by": "calendar:doors", "clocks": 5, "moved": 5, "later": 5,
        "late": 0}
    assert line["largest_move_seconds"] in range(23 * 3600, 25 * 3600 + 1)
    assert effect["complaints"] == {"clocks": 5, "moved": 5, "late": 0}
    assert effect["cases"] == {"clocks": 0, "moved": 0, "late": 0} and effect["moved"] == 5
    assert moved_in_all(world) == 0  # nothing was done yet
    world.write()
    shown = world.daemon.cli("adam")("apply", world.folder, "--dry-run", code=0).stdout
    assert "Of complaints: 5 of 5 running clocks would move, 0 would be late at once." in shown
    world.apply()
    assert moved_in_all(world) == 5 == world.database.value("select moved from recompute")
    for reference, was in before.items():
        now = show(world, was)
        gone = when(now["due_at"]) - when(was["due_at"])
        assert datetime.timedelta(hours=22) < gone < datetime.timedelta(hours=26), reference
        kinds = {event["clock"]: event for event in moves(world, was)}
        answer = kinds["processing"]
        assert (answer["moved_by"], answer["was_due_at"], answer["due_at"]) == (
            "calendar:doors", was["due_at"], now["due_at"])
        assert "by" not in answer and now["stages"][0]["due_at"] == now["due_at"]
        assert ("acknowledgement" in kinds) == (was["acknowledge_by"] is not None)
        if was["acknowledge_by"]:
            assert kinds["acknowledgement"]["due_at"] == now["acknowledge_by"] > was["acknowledge_by"]
    for reference, was in kept.items():
        assert show(world, was) == was
    listed = world.api("rolf").get("/complaints", query={"subject": "slow"}).expect(200).json["items"]
    assert {one["due_at"] for one in listed} == {show(world, one)["due_at"] for one in before.values()}
    assert consistent(world)
    said = world.daemon.cli("rolf")("complaint", "show", plain["reference"], code=0).stdout
    assert "recomputed" in said and "calendar:doors" in said
    after = world.api("rolf").get("/complaints/kpis").expect(200).json
    assert after == figures
    world.clean()


def clocks(world, complaint, user="rolf"):
    told = world.api(user).get(f"/complaints/{complaint['reference']}/clock").expect(200).json
    return {clock["kind"]: clock for clock in told["clocks"]}


def test_clock_names_the_holiday_the_extension_and_the_move(world):
    world.item("calendars", "doors")["holidays"] = [holiday(0, "Liberation Day")]
    world.apply()
    complaint = log(world, received_at=ago(days=4))
    act(world, complaint, "acknowledge")
    act(world, complaint, "extend", amount=1, reason="Leave")
    was = show(world, complaint)["due_at"]
    world.item("calendars", "doors")["holidays"].append(holiday(1))
    world.apply()
    told = clocks(world, complaint)
    answer, acknowledged = told["answer"], told["acknowledgement"]
    assert (answer["state"], acknowledged["state"]) == ("running", "stopped")
    assert {"code", "stage", "amount", "unit"} <= set(answer["ladder"])
    assert (answer["ladder"]["code"], answer["ladder"]["stage"], answer["ladder"]["amount"],
            answer["ladder"]["extension_max"]) == ("by-the-doors", "lead", 5, 5)
    extended, moved = answer["changes"]
    assert (extended["kind"], extended["amount"], extended["reason"], extended["due_at"]) == (
        "extended", 1, "Leave", was) and extended["by"] and extended["was_due_at"] < was
    assert (moved["kind"], moved["moved_by"], moved["was_due_at"], moved["due_at"]) == (
        "recomputed", "calendar:doors", was, show(world, complaint)["due_at"])
    assert answer["due_at"] == moved["due_at"] and answer["extended"] == 1
    assert "Liberation Day" in [line["holiday"] for line in answer["intervals"]]
    assert sum(line["counted_seconds"] for line in answer["intervals"]) in range(
        answer["counted_seconds"] - 5, answer["counted_seconds"] + 6)
    assert [rung["percent"] for rung in answer["rungs"]] == [50, 75, 90, 100]
    assert [rung["percent"] for rung in acknowledged["rungs"]] == [100]
    assert acknowledged["in_time"] is (show(world, complaint)["stages"][0]["acknowledge_by"] >=
                                       acknowledged["ended_at"])
    said = world.daemon.cli("rolf")("complaint", "clock", complaint["reference"], code=0).stdout
    for word in ("holiday: Liberation Day", "calendar:doors", "5 working-days", "Leave"):
        assert word in said, word


def test_clock_of_a_serious_complaint_is_hidden_and_its_reader_noted(world):
    secret = log(world, "bribe", about=["lena"])
    path = f"/complaints/{secret['reference']}/clock"
    for user in ("lena", "fia", "adam"):
        assert world.api(user).get(path).status == 404
    assert "answer" in clocks(world, secret)
    noted = world.api("audra").get(f"/complaints/{secret['reference']}/reads").expect(200).json["items"]
    assert [one["by"]["user_name"] for one in noted] == ["rolf"]


def test_second_apply_moves_nothing(world):
    complaint = log(world)
    world.item("calendars", "doors")["holidays"] = [holiday(1)]
    world.apply()
    version = show(world, complaint)["version"]
    assert len(moves(world, complaint)) == 2
    world.apply()
    assert world.dry_run()["moved"] == 0
    world.item("calendars", "doors")["holidays"] = [holiday(1, "The same by another name")]
    assert world.dry_run()["moved"] == 0
    world.apply()
    assert show(world, complaint)["version"] == version
    world.clean()


def test_acts_after_a_move_go_on_from_it(world):
    complaint = log(world)
    world.item("calendars", "doors")["holidays"] = [holiday(1)]
    world.apply()
    due = show(world, complaint)["due_at"]
    act(world, complaint, "extend", amount=1, reason="Leave")
    extended = show(world, complaint)
    assert when(extended["due_at"]) - when(due) in (datetime.timedelta(hours=h) for h in (23, 24, 25))
    world.item("calendars", "doors")["holidays"] = [holiday(1), holiday(4)]
    world.apply()
    assert len(moves(world, complaint)) == 3  # the acknowledgement is due before that
    assert when(show(world, complaint)["due_at"]) > when(extended["due_at"])
    assert consistent(world)
    world.clean()


def test_time_that_is_over_by_the_new_calendar_moves_the_complaint_up(world):
    world.item("calendars", "doors")["holidays"] = [holiday(0)]
    world.apply()
    complaint = log(world, received_at=ago(days=5, minutes=1))
    act(world, complaint, "acknowledge")
    assert show(world, complaint)["stage"] == "lead"
    world.item("calendars", "doors")["holidays"] = []
    effect = world.dry_run()["ladders"][0]
    assert (effect["moved"], effect["late"], effect["earlier"]) == (1, 1, 1)
    world.apply()
    shown = wait_until(lambda: show(world, complaint) if show(world, complaint)["stage"] == "head"
                       else None, what="the next stage")
    events = shown["events"]
    kinds = [event["kind"] for event in events]
    assert kinds.index("recomputed") < kinds.index("complaint-escalated")
    assert [event["at"] for event in events[1:]] == sorted(event["at"] for event in events[1:])
    assert events[kinds.index("complaint-escalated")]["escalated_by"] == "time"
    assert world.database.value("select sum(late) from recompute") == 1
    world.clean()


def test_serious_complaint_moves_and_stands_in_no_number(world):
    secret, plain = log(world, "bribe", about=["adam"]), log(world)
    world.item("calendars", "doors")["holidays"] = [holiday(1)]
    effect = world.dry_run()
    assert effect["complaints"] == {"clocks": 2, "moved": 2, "late": 0}
    world.apply()
    assert len(moves(world, plain)) == 2
    assert [event["moved_by"] for event in moves(world, secret)] == ["calendar:doors"]
    assert consistent(world)
    world.clean()


def test_complaint_that_changes_meanwhile_moves_once(world):
    complaints = [log(world) for _ in range(40)]
    world.item("calendars", "doors")["holidays"] = [holiday(1)]
    world.api("adam").apply_desk(recompute_world.sent(world.files))
    for complaint in complaints:
        world.api("rolf").post(f"/complaints/{complaint['reference']}/remedies",
                               {"remedies": [{"what": "Call back"}]}).expect(200)
    world.settled(whole=True)
    for complaint in complaints:
        assert len(moves(world, complaint)) == 2
        assert len(show(world, complaint)["remedies"]) == 1
    assert world.database.value("select moved from recompute") == moved_in_all(world) == 80
    assert consistent(world)
    world.clean()


def test_killed_daemon_goes_on_with_complaints(world):
    """One complaint is held by somebody, so that the daemon is in the middle when it dies."""
    complaints = [log(world) for _ in range(60)]
    world.item("calendars", "doors")["holidays"] = [holiday(1)]
    holder = world.database.connect()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute("select from record where id = (select max(id) from complaint) for update")
        world.api("adam").apply_desk(recompute_world.sent(world.files))
        wait_until(lambda: moved_in_all(world) >= 40, what="some to be moved")
        world.daemon.kill()
        now, = world.database.query(  # of one moment: what was sent before may still be committed
            "select moved, (select count(*) from case_event where event_kind_name(kind) = 'recomputed')"
            " as events from recompute")
        assert 40 <= now["moved"] == now["events"] < 120
    holder.rollback()
    holder.close()
    world.apis.clear()
    world.daemon.start()
    world.settled(whole=True)
    assert moved_in_all(world) == 120 == world.database.value("select moved from recompute")
    assert all(len(moves(world, complaint)) == 2 for complaint in complaints[::7])
    assert consistent(world)
    world.clean()
