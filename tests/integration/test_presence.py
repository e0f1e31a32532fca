"""Who else looks at a case: across streams, workers and daemons, and only for who may see the case."""
import json
import shutil

import pytest
from event_stream import Stream
from matrix import DESK
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    return new_daemon(database, server__workers=2, limits__streams_per_user=100)


@pytest.fixture(scope="module")
def other_daemon(new_daemon, database):
    return new_daemon(database)


def log(api, office="main", service="permit"):
    return api.post("/cases", {"service": service, "office": office, "channel": "counter",
                               "subject": "Looked at"}).expect(201).json["reference"]


@pytest.fixture
def case(people):
    return log(people("all.town"))


class Viewer(Stream):
    """Looks at a case; `told` are the user names of each event, one after the other."""

    def __init__(self, daemon, api, reference):
        self.told = []
        super().__init__(daemon, api.token, query=f"?case={reference}")
        if self.status == 200:
            self.until(lambda: self.told, "who is there")

    def _line(self, line):
        if line == "event: presence":
            self.presence = True
        elif line.startswith("data: ") and getattr(self, "presence", False):
            self.told.append([one["user_name"] for one in json.loads(line[6:])["viewers"]])
            self.presence = False
            return
        super()._line(line)

    def sees(self, *names):
        self.until(lambda: self.told[-1] == sorted(names), f"to see {names}")
        return self


def test_viewers_are_told_of_each_other_and_not_of_themselves(daemon, people, case):
    with Viewer(daemon, people("all.town"), case) as one:
        assert one.told == [[]]
        with Viewer(daemon, people("agency.front-desk"), case) as two:
            one.sees("agency.front-desk")
            two.sees("all.town")
        one.sees()


def test_viewers_of_other_daemons_are_told_too(daemon, other_daemon, people, case):
    lead = other_daemon.api("agency.team-lead")
    with Viewer(daemon, people("all.town"), case) as one, Viewer(other_daemon, lead, case) as two:
        one.sees("agency.team-lead")
        two.sees("all.town")
        with Viewer(daemon, people("agency.front-desk"), case) as three:
            three.sees("agency.team-lead", "all.town")
            one.sees("agency.front-desk", "agency.team-lead")
            two.sees("agency.front-desk", "all.town")
        one.sees("agency.team-lead")
        two.sees("all.town")


def test_somebody_with_two_windows_goes_with_the_last_one(daemon, people, case):
    """On two workers, and in what order ever."""
    clerk = people("agency.front-desk")
    with Viewer(daemon, people("all.town"), case) as one:
        windows = [Viewer(daemon, clerk, case) for _ in range(6)]
        one.sees("agency.front-desk")
        assert all(window.told[-1] in ([], ["all.town"]) for window in windows)
        for window in windows[:-1]:
            window.close()
        with Viewer(daemon, people("agency.manager"), case) as three:
            three.sees("agency.front-desk", "all.town")
            one.sees("agency.front-desk", "agency.manager")
        windows[-1].close()
        one.sees()


def test_other_cases_hear_nothing(daemon, people, case):
    with Viewer(daemon, people("all.town"), log(people("all.town"))) as elsewhere:
        with Viewer(daemon, people("all.town"), case), Viewer(daemon, people("agency.manager"), case) as two:
            two.sees("all.town")
        people("all.town").post(f"/cases/{case}/notes", {"body": "An event of the feed"}).expect(200)
        elsewhere.until_seen(case)
        assert elsewhere.told == [[]]


def test_who_may_not_see_the_case_is_told_what_strangers_are(daemon, people, case):
    county = people("all.county")
    hidden, unknown = (Viewer(daemon, county, reference) for reference in (case, "7K3M-9XQ5"))
    assert hidden.status == unknown.status == 404
    with Viewer(daemon, people("all.town"), case) as one:
        assert one.told == [[]]


def test_presence_has_no_place_in_the_feed(daemon, people, case):
    """Who comes back with the last id has missed nothing."""
    with Viewer(daemon, people("all.town"), case) as one:
        one.until_placed()
        last = one.last
        with Viewer(daemon, people("agency.manager"), case):
            one.sees("agency.manager")
        assert one.last == last


def test_ended_session_is_gone(daemon, people, case):
    with Viewer(daemon, people("all.town"), case) as one:
        leaving = daemon.api("agency.auditor")
        with Viewer(daemon, leaving, case):
            one.sees("agency.auditor")
            leaving.delete("/session").expect(204)
            one.sees()


def act(people, case, what, body=None, by="all.town"):
    path = f"/cases/{case}"
    return people(by).post(f"{path}/{what}", body, if_match=people(by).get(path).version).expect(200)


@pytest.fixture
def handed_over(people, case):
    act(people, case, "claim")
    act(people, case, "hand-over", {"agency": "county", "reason": "Theirs"})
    return case


def test_who_loses_the_case_loses_the_stream(daemon, people, handed_over):
    county = people("all.county")
    with Viewer(daemon, people("all.town"), handed_over) as one, Viewer(daemon, county, handed_over) as two:
        one.sees("all.county")
        two.until_placed()
        people("all.town").post(f"/cases/{handed_over}/notes", {"body": "Still there"}).expect(200)
        two.until_seen(handed_over)
        act(people, handed_over, "hand-over", {"agency": "town", "reason": "Ours after all"}, by="all.county")
        two.until(lambda: two.ended, "the end")
        one.sees()
    assert [event["kind"] for _, event in two.events if event["kind"] == "handed-over"] == []
    assert Viewer(daemon, county, handed_over).status == 404


def test_who_sees_the_case_by_a_task_stays_as_long_as_it_is_open(daemon, people):
    town, expert = people("all.town"), people("office.professional")
    case = log(town, office="branch", service="branch-permit")
    assert Viewer(daemon, expert, case).status == 404
    act(people, case, "claim")
    town.post(f"/cases/{case}/tasks", {"queue": "main-experts", "question": "Is it ours?"}).expect(200)
    task, = town.get(f"/cases/{case}").json["tasks"]
    with Viewer(daemon, town, case) as one, Viewer(daemon, expert, case) as two:
        one.sees("office.professional")
        one.until_placed()
        for number in range(1, 4):
            town.post(f"/cases/{case}/notes", {"body": "An event of the case"}).expect(200)
            one.until(lambda: len(one.events) >= number, "the note")
        with Viewer(daemon, people("agency.manager"), case):
            two.sees("agency.manager", "all.town")
        expert.post(f"/tasks/{task['id']}/answer", {"answer": "No"}).expect(200)
        two.until(lambda: two.ended, "the end")
        one.sees()
    assert Viewer(daemon, expert, case).status == 404


def test_grants_that_are_withdrawn_end_the_stream(new_database, new_daemon, tmp_path):
    files = json.loads((DESK / "town/staff.json").read_text())
    shutil.copytree(DESK, tmp_path / "desk")
    database = new_database(DESK)
    daemon = new_daemon(database)
    town, leaving = daemon.api("all.town"), daemon.api("agency.manager")
    case = log(town)
    for one in files["staff"]:
        if one["user_name"] == "agency.manager":
            one["grants"] = [{"role": "manager", "agency": "town", "office": "branch"}]
    (tmp_path / "desk/town/staff.json").write_text(json.dumps(files))
    with Viewer(daemon, leaving, case) as stream:
        database.onestopd("apply", tmp_path / "desk")
        stream.until(lambda: stream.ended, "the end")
    assert Viewer(daemon, leaving, case).status == 404


def test_viewers_of_a_daemon_that_was_killed_are_forgotten(new_daemon, daemon, database, people, case):
    doomed = new_daemon(database)
    with Viewer(daemon, people("all.town"), case) as one:
        other = Viewer(doomed, doomed.api("agency.manager"), case)
        one.sees("agency.manager")
        assert other.status == 200
        doomed.kill()
        wait_until(lambda: one.read(1) and one.told[-1] == [], 45, what="the end of who was there")
