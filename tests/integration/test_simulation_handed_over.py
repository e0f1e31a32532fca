"""Simulations of queues into which cases come by hand-over alone: another team, another agency. Some
are handed over today; that so many are each day is copied into the days before."""
import datetime
import json

import case_desk
import pytest
from town import today

DAYS, A_DAY, ABROAD = 95, 6, 2
FIRST, SECOND, CLOSING = 10, 15, 5  # minutes of work


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


def act(people, who, case, action, **body):
    version = people("lena").get(f"/cases/{case}").expect(200).version
    people(who).post(f"/cases/{case}/{action}", body, if_match=version).expect(200)


@pytest.fixture(scope="module")
def history(people, database):
    """Each day: all come into permits, work is done there, most go on to the archive, are worked and closed
    there; the others go to another agency."""
    for number in range(A_DAY + ABROAD):
        case = people("fia").post("/cases", {"service": "light", "channel": "phone", "subject": "A lamp"}
                                  ).expect(201).json["reference"]
        act(people, "lena", case, "notes", body="Looked at", minutes=FIRST)
        if number < A_DAY:
            act(people, "lena", case, "hand-over", queue="archive", reason="Theirs")
            act(people, "lena", case, "notes", body="Found", minutes=SECOND)
            act(people, "lena", case, "close", outcome="done", minutes=CLOSING)
        else:
            act(people, "lena", case, "hand-over", agency="water", queue="pipes", reason="Theirs")
    slices = "metric, office_id, service_id, channel, segment_id, bucket"
    database.query(f"insert into counter_total (agency_id, day, {slices}, value)"
                   f" select agency_id, day - back, {slices}, sum(value) from counter, generate_series(1, %s) back"
                   f" where day = %s group by agency_id, day - back, {slices}",
                   DAYS, today())


def simulate(people, queue, user="lena"):
    answer = people(user).post("/simulations", {"queue": queue, "weeks": 4, "runs": 40, "seed": 7},
                               headers={"Accept": "text/event-stream"}).expect(200)
    last = answer.text.rstrip().split("\n\n")[-1].split("\n")
    assert last[0] == "event: result", last
    return json.loads(last[1].removeprefix("data: "))


def days_of(told):
    return (datetime.date.fromisoformat(told["to"]) - datetime.date.fromisoformat(told["from"])).days + 1


def test_forecast_of_a_queue_that_lives_by_hand_overs_is_near_what_happened(history, people):
    told = simulate(people, "archive")["backtest"]
    forecast, happened, days = told["forecast"], told["happened"], days_of(told)
    assert forecast["arrivals"]["median"] == happened["arrivals"] == days * A_DAY
    # What was left of the 30 minutes expected is what it took.
    assert forecast["demand"]["median"] == happened["demand"] == days * A_DAY * (SECOND + CLOSING)
    assert happened["in_time"] == 1 and forecast["in_time"]["p10"] == 1
    assert happened["cases"] == happened["backlog"] == 0
    assert forecast["backlog"]["p90"] <= A_DAY * (SECOND + CLOSING)
    assert forecast["demand_exceeds_capacity"] == 0


def test_first_line_has_its_own_part_of_the_work_and_no_case_twice(history, people):
    told = simulate(people, "permits")
    week = told["weeks"][1]
    assert week["arrivals"]["median"] == 7 * (A_DAY + ABROAD)
    assert week["demand"]["median"] == 7 * (A_DAY + ABROAD) * FIRST
    assert told["backtest"]["happened"]["in_time"] is None  # nothing was closed there


def test_cases_of_another_agency_come_too(history, people):
    told = simulate(people, "pipes", "walt")
    assert told["agency"] == "water"
    assert told["weeks"][1]["arrivals"]["median"] == 7 * ABROAD
    assert told["weeks"][1]["demand"]["median"] == 7 * ABROAD * 30  # as expected of the service: none was done


def test_arrivals_are_told_by_queue(history, people):
    shown = people("lena").get(f"/measures/queue-arrivals?by=queue&from={today()}").expect(200).json["cells"]
    assert {cell["key"][0]: cell["value"] for cell in shown} == {
        "permits": A_DAY + ABROAD, "archive": A_DAY, "pipes": ABROAD}
