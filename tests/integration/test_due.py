"""Due clocks: each rung fires once, at once when it is late, in order; to whom it is told; and what
keeps it from firing."""
import concurrent.futures
import datetime

import case_desk
import pytest
from onestop_daemon import ROOT, wait_until

RUNGS = [50, 75, 90, 100]


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


@pytest.fixture(scope="module")
def other_daemon(new_daemon, database):
    return new_daemon(database, server__workers=2)


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).isoformat()


def log(api, **span):
    """A case with an hour to do it in, received some time ago."""
    return api.post("/cases", {"service": "urgent", "channel": "counter", "subject": "Urgent",
                               "received_at": ago(**span)}).expect(201).json


def fired(database, case):
    """The rungs of a case in the order of its events."""
    return [row["percent"] for row in database.query(
        "select (e.facts::json ->> 'percent')::integer as percent from case_event e join kase k"
        " on k.id = e.case_id where k.reference = %s and e.kind = 15 order by e.seq",
        case["reference"])]


def wait_for(database, case, rungs):
    wait_until(lambda: len(fired(database, case)) >= len(rungs), what=f"{rungs} of {case['reference']}")
    assert fired(database, case) == rungs


def act(api, case, action, body=None):
    version = api.get(f"/cases/{case['reference']}").expect(200).version
    return api.post(f"/cases/{case['reference']}/{action}", body or {},
                    if_match=version).expect(200).json


def notices(api, case):
    items = api.get("/notices", query={"limit": 200}).expect(200).json["items"]
    return sorted((item["kind"], item["percent"]) for item in items
                  if item["reference"] == case["reference"] and item["kind"] == "rung")


def age(database, case, **span):
    """As if the case had been received that much earlier."""
    database.query(
        "update clock c set started_at = c.started_at - %s, since = c.since - %s,"
        " due_at = c.due_at - %s, next_rung_at = c.next_rung_at - %s"
        " from kase k where k.id = c.owner_id and k.reference = %s",
        *[datetime.timedelta(**span)] * 4, case["reference"])


def worker_of(people, case):
    return people(case["handler"]["user_name"])


def test_late_rungs_fire_at_once_in_order_and_once(people, database):
    case = log(people("fia"), minutes=50)
    wait_for(database, case, [50, 75])
    later = log(people("fia"), hours=3)
    wait_for(database, later, RUNGS)
    rows = database.query("select r.percent from clock_rung r join kase k on k.id = r.case_id where"
                          " k.reference = %s order by r.percent", later["reference"])
    assert [row["percent"] for row in rows] == RUNGS
    assert fired(database, case) == [50, 75]
    shown = people("lena").get(f"/cases/{later['reference']}").expect(200).json
    assert shown["rung"] == 100
    clock, = people("lena").get(f"/cases/{later['reference']}/clock").json["clocks"]
    assert [(rung["percent"], rung["fired"]) for rung in clock["rungs"]] == [
        (percent, True) for percent in RUNGS]


def test_rung_fires_when_its_time_comes(people, database):
    case = log(people("fia"), minutes=29, seconds=58)
    assert fired(database, case) == []
    wait_for(database, case, [50])
    late = database.value("select extract(epoch from r.fired_at - r.due_at)::float from clock_rung r"
                          " join kase k on k.id = r.case_id where k.reference = %s",
                          case["reference"])
    assert 0 <= late < 5


def test_warning_is_told_to_the_case_manager_and_a_breach_to_the_lead_too(people, database):
    warned, breached = log(people("fia"), minutes=35), log(people("fia"), minutes=61)
    wait_for(database, warned, [50])
    wait_for(database, breached, RUNGS)
    assert notices(worker_of(people, warned), warned) == [("rung", 50)]
    assert notices(people("lena"), warned) == []
    assert notices(worker_of(people, breached), breached) == [("rung", p) for p in RUNGS]
    assert notices(people("lena"), breached) == [("rung", 100)]


def test_breach_of_a_case_that_is_worked_elsewhere_is_told_to_who_is_accountable(people, database):
    case = log(people("fia"), minutes=1)
    act(worker_of(people, case), case, "hand-over", {"agency": "water", "reason": "pipes"})
    age(database, case, hours=2)
    wait_for(database, case, RUNGS)
    assert ("rung", 100) in notices(worker_of(people, case), case)
    assert ("rung", 100) in notices(people("lena"), case)


def test_closed_and_paused_cases_fire_nothing(people, database):
    paused, closed, running = (log(people("fia"), minutes=1) for _ in range(3))
    act(worker_of(people, paused), paused, "pause", {"reason": "waiting-for-customer"})
    act(worker_of(people, closed), closed, "steps", {"step": "check"})
    act(worker_of(people, closed), closed, "steps", {"step": "decide", "outcome": "granted"})
    for case in (paused, closed, running):
        age(database, case, hours=2)
    wait_for(database, running, RUNGS)
    assert fired(database, paused) == fired(database, closed) == []
    assert database.value("select count(*) from clock where next_rung_at is not null and state <> 1"
                          ) == 0


def test_pause_does_not_count_and_the_rest_does(people, database):
    case = log(people("fia"), minutes=29)
    manager = worker_of(people, case)
    act(manager, case, "pause", {"reason": "waiting-for-customer"})
    database.query("update clock c set since = c.since - interval '1 day', started_at ="
                   " c.started_at - interval '1 day' from kase k where k.id = c.owner_id and"
                   " k.reference = %s", case["reference"])
    database.query("update clock_interval i set from_at = from_at - interval '1 day', to_at = to_at"
                   " - interval '1 day' from clock c, kase k where c.id = i.clock_id and"
                   " k.id = c.owner_id and k.reference = %s", case["reference"])
    resumed = act(manager, case, "resume")
    left = datetime.datetime.fromisoformat(resumed["due_at"].replace("Z", "+00:00")) - \
        datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(minutes=29) < left < datetime.timedelta(minutes=32)
    assert fired(database, case) == []


def test_two_daemons_fire_each_rung_once(people, daemon, other_daemon, database):
    clients = [where.api("fia") for where in (daemon, other_daemon) * 2]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        cases = list(pool.map(lambda api: [log(api, hours=2) for _ in range(20)], clients))
    for case in sum(cases, []):
        wait_for(database, case, RUNGS)
    assert database.value("select count(*) from (select 1 from clock_rung group by agency_id,"
                          " clock_id, percent having count(*) > 1) twice") == 0
    assert database.value("select count(*) from case_event where kind = 15") == database.value(
        "select count(*) from clock_rung")
    for audit in ("counters", "chain"):
        report = people("audra").get(f"/audit/{audit}").expect(200).json
        assert report["clean"], report


def test_what_came_due_while_no_daemon_ran_fires_at_the_start(new_daemon, database, daemon,
                                                              other_daemon, people):
    case = log(people("fia"), minutes=1)
    fia = people("fia")
    for each in (daemon, other_daemon):
        assert each.stop() == 0
    age(database, case, hours=2)
    fia.close()
    for each in (daemon, other_daemon):
        each.start()
    wait_for(database, case, RUNGS)


def test_claim_of_a_daemon_that_died_runs_out(people, database):
    case = log(people("fia"), minutes=1)
    database.query("update clock c set claimed_until = now() + interval '2 seconds' from kase k"
                   " where k.id = c.owner_id and k.reference = %s", case["reference"])
    age(database, case, hours=2)
    wait_for(database, case, RUNGS)
    assert database.value(
        "select min(r.fired_at) >= c.claimed_until from clock_rung r join kase k on k.id = r.case_id"
        " join clock c on c.owner_id = k.id where k.reference = %s group by c.claimed_until",
        case["reference"]) in (True, None)  # the claim is cleared when the rung has fired


# ---- a clock that is off ----

@pytest.fixture
def take(new_database, workplace):
    """take(shift): what a daemon whose clock is off by that interval would be given."""
    database = new_database(case_desk.write(workplace / "case-desk"))
    text = (ROOT / "db/query/clock_take_due.sql").read_text()
    database.query("insert into clock (agency_id, owner_id, id, kind, state, standard_id, started_at,"
                   " since, reason, paused_us, next_rung, next_rung_at, interval_count,"
                   " extended_amount) select 1, n, n, 1, 1, 1, now(), now(), 0, 0, 0,"
                   " now() - interval '1 hour', 0, 0 from generate_series(1, 5) n")
    database.query("prepare take (integer[], timestamptz, integer, integer) as " + text)

    def run(shift, most=100):
        return sorted(row["owner_id"] for row in database.query(
            "execute take ('{1}', clock_timestamp() + %s::interval, %s, 2000)", shift, most))

    return run


@pytest.mark.parametrize("shift", ["3 seconds", "-3 seconds", "1 hour", "-1 day", "400 years"])
def test_daemon_whose_clock_is_off_is_given_nothing(take, shift):
    assert take(shift) == []
    assert take("0") == [1, 2, 3, 4, 5]  # and has claimed nothing


def test_due_clocks_are_given_to_one_only_and_not_all_at_once(take):
    assert len(take("1 second", most=2)) == 2
    assert len(take("-1 second")) == 3
    assert take("0") == []
