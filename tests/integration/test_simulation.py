"""Simulations of a queue: what comes of them, how they are followed, ended and refused."""
import datetime
import json

import case_desk
import pytest
from onestop_daemon import wait_until
from town import ZONE, today

DAYS, A_DAY = 95, 5  # enough before last month, whatever day it is


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    """A desk open around the clock: two case managers of 400 minutes in one queue."""
    folder = case_desk.write(tmp_path_factory.mktemp("case-desk"))
    case_desk.change(folder, "city/queues", lambda queues: queues.remove(queues[1]))  # the archive
    return new_database(folder)


@pytest.fixture(scope="module")
def history(people):
    """The same number of cases each day, each closed on the day after."""
    today = datetime.datetime.now(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)
    rows = [{"external_id": f"{back}-{i}", "office": "hall", "channel": "email", "service": "light",
             "opened_at": (today - datetime.timedelta(days=back)).isoformat(), "outcome": "done",
             "closed_at": (today - datetime.timedelta(days=back - 1, hours=9, minutes=59)).isoformat()}
            for back in range(1, DAYS) for i in range(A_DAY)]
    for first in range(0, len(rows), 400):
        told = people("adam").post("/imports/requests", {
            "agency": "city", "source": "old", "rows": rows[first:first + 400]}).expect(200).json
        assert {row["result"] for row in told["results"]} == {"imported"}
    return rows


def simulate(people, user="lena", status=200, **question):
    """The text of the result, or the problem."""
    answer = people(user).post("/simulations", {"queue": "permits", "weeks": 4, "runs": 20, "seed": 7,
                                                **question},
                               headers={"Accept": "text/event-stream"}).expect(status)
    if status != 200:
        return answer.json
    events = [event.split("\n") for event in answer.text.split("\n\n") if event.startswith("event")]
    assert events[0][0] == "event: progress"
    assert json.loads(events[-2][1].removeprefix("data: "))["made"] > 0
    assert events[-1][0] == "event: result", events[-1]
    return events[-1][1].removeprefix("data: ")


def test_answer_keeps_to_the_contract(history, people, contract):
    for question in ({}, {"staff": -2, "weeks": 1}, {"demand": 0}):
        assert not contract.faults(contract.schema("SimulationResult"),
                                   json.loads(simulate(people, **question)))


def test_same_seed_gives_the_same_answer_to_the_byte(history, people):
    one = simulate(people)
    assert simulate(people) == one
    assert json.loads(simulate(people, seed=8))["seed"] == 8
    first, second = json.loads(simulate(people, seed=None)), json.loads(simulate(people, seed=None))
    assert first["seed"] != second["seed"]


def test_forecast_is_drawn_from_what_was_recorded(history, people):
    told = json.loads(simulate(people))
    assert (told["queue"], told["people"], told["staff"], told["demand"]) == ("permits", 2, 0, 1)
    assert len(told["weeks"]) == 4
    week = told["weeks"][1]
    assert week["capacity"] == 7 * 2 * 400
    assert week["demand"]["median"] == 7 * A_DAY * 5  # each took 5 minutes
    assert week["backlog"]["p90"] <= 50
    assert week["in_time"] == {"p10": 1, "median": 1, "p90": 1}
    assert told["all"]["demand_exceeds_capacity"] == 0


def test_more_demand_and_fewer_people_leave_more_undone(history, people):
    before = json.loads(simulate(people))["all"]
    more = json.loads(simulate(people, demand=1.2))["all"]
    assert abs(more["demand"]["median"] / before["demand"]["median"] - 1.2) < 0.05
    helped = json.loads(simulate(people, staff=1))
    assert helped["people"] == 3
    assert helped["all"]["capacity"] == before["capacity"] + 4 * 7 * 420
    nobody = json.loads(simulate(people, staff=-2))["all"]
    assert nobody["capacity"] == 0 and nobody["demand_exceeds_capacity"] == 1
    assert nobody["cases"]["median"] >= 4 * 7 * A_DAY
    assert nobody["in_time"]["median"] == 0


def test_forecast_of_last_month_stands_beside_what_happened(history, people):
    told = json.loads(simulate(people))["backtest"]
    first = datetime.date.fromisoformat(told["from"])
    last = datetime.date.fromisoformat(told["to"])
    assert last == today().replace(day=1) - datetime.timedelta(days=1)
    assert first == last.replace(day=1)
    assert datetime.date.fromisoformat(told["history"]["to"]) == first - datetime.timedelta(days=1)
    days = (last - first).days + 1
    assert told["forecast"]["demand"]["median"] == days * A_DAY * 5
    assert told["forecast"]["arrivals"]["median"] == told["happened"]["arrivals"] == days * A_DAY
    assert told["happened"]["demand"] == days * A_DAY * 30  # as expected of the service
    assert told["happened"]["in_time"] == 1
    assert told["happened"]["cases"] == A_DAY and told["begin"]["cases"] == A_DAY
    assert told["happened"]["capacity"] is None  # nobody recorded it then


def test_question_that_makes_no_sense_names_the_field(history, people):
    for question, field in (({"queue": "nonsense"}, "/queue"), ({"queue": "pipes"}, "/queue"),
                            ({"queue": "experts"}, "/queue"), ({"staff": -3}, "/staff"),
                            ({"weeks": 0}, "/weeks"), ({"runs": 5}, "/runs"), ({"demand": 11}, "/demand"),
                            ({"seed": -1}, "/seed")):
        problem = simulate(people, status=422, **question)
        assert [fault["field"] for fault in problem["fields"]] == [field]
        assert problem["fields"][0]["message"]
    assert simulate(people, "mila", status=403)["type"] == "urn:onestop:problem:forbidden"
    assert [fault["field"] for fault in simulate(people, "walt", status=422)["fields"]] == ["/queue"]


def test_simulation_ends_when_its_client_leaves(history, people, daemon):
    """A long one is left, and those behind it come to their turn at once."""
    lena = people("lena")
    body = json.dumps({"queue": "permits", "weeks": 104, "runs": 2000, "demand": 10})
    with daemon.connect() as sock:
        sock.sendall(f"POST /api/v1/simulations HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                     f"Authorization: Bearer {lena.token}\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        got = b""
        while got.count(b"event: progress") < 2:
            got += sock.recv(4096)
    assert b"event: result" not in got
    assert json.loads(simulate(people))["queue"] == "permits"


def test_client_follows_a_simulation(history, daemon):
    cli = daemon.cli("lena")
    words = ("simulate", "--queue", "permits", "--weeks", "3", "--staff", "+1", "--demand", "1.2",
             "--runs", "20", "--seed", "3")
    told = cli(*words)
    assert "3 people, demand times 1.2, 20 runs with seed 3" in told.stdout
    assert "what happened" in told.stdout and "chance that more comes" in told.stdout
    assert cli.json(*words)["staff"] == 1
    assert "--staff" in cli("simulate", "--queue", "permits", "--staff", "one", code=2).stderr
    assert "no such queue" in cli("simulate", "--queue", "nonsense", code=1).stderr
