"""The walk of test_maturity_walk.py for elements whose figures are of all that an agency does: each in
an agency of its own."""
import functools
import json

import maturity_desk
import pytest
import report_desk
from case_desk import change, named, person
from maturity_desk import BASIC, BEST, DEVELOPING, PERFORMING, ago, define, past_contacts, past_requests
from onestop_daemon import wait_until

REPORT_TEXTS = [{"language": "en", "title": "Report"}]


@pytest.fixture
def desk(tmp_path):
    return maturity_desk.write(tmp_path / "desk")


@pytest.fixture
def alone(new_database, new_daemon, desk):
    """alone(): (people, stands, database) of an agency with the definition as it is written now."""
    def begin():
        database = new_database(desk)
        people = functools.cache(new_daemon(database).api)
        return people, maturity_desk.stander(people), database

    return begin


def case_of(people, user="fia", **fields):
    return people(user).post("/cases", {"service": "light", "office": "hall", "channel": "counter",
                                        "subject": "Lamp", **fields}).expect(201).json


def act(people, case, what, body, user="lena"):
    """Does it to the case as it is now: a rung of its clocks may change it meanwhile."""
    def done():
        version = people(user).get(f"/cases/{case['reference']}").version
        answer = people(user).post(f"/cases/{case['reference']}/{what}", body, if_match=version)
        return answer if answer.status != 412 else None
    wait_until(done, what=what).expect(200)


def close(people, case):
    act(people, case, "close", {"outcome": "done"})


def test_1_2_contact_point(alone):
    people, stands, _ = alone()

    def sent_on(count):
        """Customers who had to go to the other office too, and met somebody else there."""
        for _ in range(count):
            case = case_of(people)
            people("lena").post(f"/cases/{case['reference']}/contacts", {
                "office": "east", "channel": "counter", "direction": "in"}).expect(200)
            act(people, case, "hand-over", {"queue": "archive", "reason": "Theirs"})
            close(people, case)

    def told(count, first=True):
        """Cases of which half of the time is over before somebody writes, or nobody does."""
        for _ in range(count):
            case = case_of(people, received_at=ago(days=6))
            if first:
                people("lena").post(f"/cases/{case['reference']}/notes", {
                    "body": "We are at it", "visible": True}).expect(200)
            close(people, case)
    sent_on(16)
    past_requests(people, 14)
    stands("1.2", BASIC)
    past_requests(people, 2)
    stands("1.2", DEVELOPING)
    past_requests(people, 128)
    stands("1.2", PERFORMING)
    told(30, first=False)
    told(29)
    stands("1.2", PERFORMING)
    told(1)
    stands("1.2", BEST)
    told(1, first=False)
    stands("1.2", PERFORMING)
    told(1)
    sent_on(60)
    stands("1.2", DEVELOPING)


def test_3_2_workflow_system(alone, desk):
    change(desk, "city/staff", lambda staff: staff.append(person("dept", "front-desk", "hall", shared=True)))
    people, stands, _ = alone()

    def finish(count, user="fia", **fields):
        for _ in range(count):
            act(people, case_of(people), "steps", {"step": "finish", "outcome": "done", **fields}, user)
    finish(16, "dept", outside_system=True)
    finish(14)
    stands("3.2", BASIC)
    finish(2)
    stands("3.2", DEVELOPING)
    finish(128)
    stands("3.2", PERFORMING)
    finish(160)
    stands("3.2", BEST)
    finish(25, "dept")  # by nobody in particular
    stands("3.2", DEVELOPING)


def report(code, measures, **more):
    return {"code": code, "name": code, "period": "week", "texts": REPORT_TEXTS, **more,
            "sections": [{"code": "all", "texts": REPORT_TEXTS, "measures": measures, "show": ["table"]}]}


def run_report(people, code, period):
    found = report_desk.run(people("rita"), code, period)
    assert found["state"] == "done", found
    return found


def write_reports(desk, *reports):
    (desk / "city/reports.json").write_text(json.dumps({"reports": reports}))


def test_3_4_management_information(alone, desk):
    write_reports(desk, report("volume", ["cases-opened"]))
    people, stands, database = alone()
    stands("3.4", BASIC)
    run_report(people, "volume", "2026-W01")
    stands("3.4", DEVELOPING)
    scheduled = report("volume", ["cases-opened", "elapsed-time", "cases-in-time"], schedule={"day": 1})
    write_reports(desk, scheduled)
    database.onestopd("apply", desk)
    database.query("update desk_definition set applied_at = now() - interval '40 days'")
    wait_until(lambda: len([one for one in people("rita").get("/report-runs").expect(200).json["items"]
                            if one["scheduled"] and one["state"] == "done"]) >= 3, what="the schedule")
    stands("3.4", PERFORMING)
    scheduled["sections"][0]["measures"] += ["complaints-received", "satisfied", "demand-minutes", "hand-offs"]
    write_reports(desk, scheduled)
    database.onestopd("apply", desk)
    stands("3.4", BEST)
    write_reports(desk, report("volume", ["cases-opened"]))
    database.onestopd("apply", desk)
    stands("3.4", DEVELOPING)


def test_4_5_performance_reporting(alone, desk):
    def recipient(kind):
        return {"code": kind, "name": kind, "kind": kind, "email": f"{kind}@x.example", "format": "csv", "language": "en"}
    write_reports(desk, report("volume", ["cases-opened"], recipients=[recipient("council"), recipient("ministry")]))
    people, stands, _ = alone()
    runs = [run_report(people, "volume", f"2026-W0{week}")["id"] for week in range(1, 5)]

    def deliver(number, to, received=True):
        sent = people("rita").post(f"/report-runs/{number}/deliveries", {"recipient": to}).expect(200).json
        if received:
            people("rita").post(f"/report-deliveries/{sent['deliveries'][-1]['id']}/receipt",
                                {"confirmed_by": "Registry"}).expect(200)
    deliver(runs[0], "council", received=False)
    stands("4.5", BASIC)
    deliver(runs[1], "council")
    stands("4.5", DEVELOPING)
    deliver(runs[0], "ministry")
    stands("4.5", PERFORMING)
    deliver(runs[0], "ministry")  # the same again
    for number in runs[1:]:
        deliver(number, "ministry")
        people("rita").post(f"/report-runs/{number}/publication", {}).expect(200)
    stands("4.5", PERFORMING)
    people("rita").post(f"/report-runs/{runs[0]}/publication", {}).expect(200)
    stands("4.5", BEST)
    people("rita").request("DELETE", f"/report-runs/{runs[0]}/publication").expect(200)
    stands("4.5", PERFORMING)


def test_4_3_quality_measurement(alone, desk):
    def standard(kind, **more):
        return named(kind, kind=kind, target_percent=90, in_force_from="2000-01-01", **more)
    ten = json.loads((desk / "city/standards.json").read_text())["standards"][0]
    assert ten["code"] == "ten-days"
    (desk / "city/standards.json").write_text(json.dumps({"standards": [ten]}))
    change(desk, "city/services", lambda services: [one.update(standard="ten-days") for one in services])
    people, stands, database = alone()
    past_requests(people, 29)
    stands("4.3", BASIC)
    past_requests(people, 1)
    stands("4.3", DEVELOPING)
    waits = [standard(kind, seconds=900) for kind in ("counter-wait", "phone-answer")]
    define(database, desk, "city/standards", lambda standards: standards.extend(waits))
    stands("4.3", DEVELOPING)  # one of three is measured

    def waited():
        for channel in ("counter", "phone"):
            past_contacts(people, 5, channel=channel, queued_at=ago(days=1, minutes=5))
        return stands("4.3", None)["level"] == PERFORMING
    wait_until(waited, what="30 of each, once the daemon has the standards")
    define(database, desk, "city/standards", lambda standards: [one.update(published=True) for one in standards])
    define(database, desk, "city/standards", lambda standards: standards.extend(
        standard(kind, published=True, unit="calendar-days", amount=2, calendar="always") for kind in ("acknowledgement", "first-response")))
    stands("4.3", DEVELOPING)  # two of five have measured nothing

    def work():
        for _ in range(10):
            close(people, case_of(people))
        return stands("4.3", None)["level"] == PERFORMING
    wait_until(work, what="30 acknowledged and answered")
    past_requests(people, 30, opened_at=ago(days=110), closed_at=ago(days=105))
    past_requests(people, 30, opened_at=ago(days=75), closed_at=ago(days=70))
    stands("4.3", BEST)
    define(database, desk, "city/standards", lambda standards: standards[0].update(published=False))
    stands("4.3", PERFORMING)


def test_1_4_and_4_4_begin_at_the_bottom(alone, desk):
    """Their further steps: test_maturity_walk.py."""
    (desk / "city/ladders.json").rename(desk.parent / "ladders.json")
    people, stands, database = alone()
    past_requests(people, 30)
    stands("1.4", BASIC)
    stands("4.4", BASIC)
    people("fia").post("/feedback", {"kind": "suggestion", "channel": "counter", "text": "More light"}).expect(201)
    stands("1.4", DEVELOPING)
    past_requests(people, 970)
    stands("1.4", DEVELOPING)
    past_requests(people, 1)
    stands("1.4", BASIC)
    (desk.parent / "ladders.json").rename(desk / "city/ladders.json")
    database.onestopd("apply", desk)
    stands("4.4", DEVELOPING)
    (desk / "city/ladders.json").unlink()
    database.onestopd("apply", desk)
    stands("4.4", BASIC)
