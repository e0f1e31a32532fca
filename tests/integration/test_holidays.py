"""Public holidays of an iCalendar file as a proposal: whole days, rules worked out, and why the rest is
left out. No daemon is asked."""
import json
import subprocess

import pytest
from onestop_daemon import BUILD

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\n"


def event(summary, start, *lines):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{summary}-{start}@test", f"SUMMARY:{summary}", start, *lines,
                        "END:VEVENT", ""])


@pytest.fixture
def propose(tmp_path):
    def run(events, *words, code=0, text=None):
        path = tmp_path / "holidays.ics"
        path.write_text(HEAD + "".join(events) + "END:VCALENDAR\r\n" if text is None else text)
        done = subprocess.run([BUILD / "onestop", "--json", "holiday", "import", path, "--calendar", "hours",
                               *map(str, words)], text=True, capture_output=True,
                              env={"HOME": str(tmp_path), "TZ": "UTC"})
        assert done.returncode == code, done.stderr
        if code:
            return done.stderr
        answer = json.loads(done.stdout)
        assert answer["calendar"] == "hours"
        return ([(one["date"], one["name"]) for one in answer["holidays"]],
                {one["summary"]: one["why"] for one in answer["left_out"]})
    return run


def test_yearly_rules_are_worked_out_for_the_years_asked_for(propose):
    days, left_out = propose([
        event("Christmas", "DTSTART;VALUE=DATE:20101225", "RRULE:FREQ=YEARLY"),
        event("Thanksgiving", "DTSTART;VALUE=DATE:20101125", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"),
        event("Old", "DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEARLY;UNTIL=20200501"),
    ], "--from", 2026, "--years", 2)
    assert days == [("2026-11-26", "Thanksgiving"), ("2026-12-25", "Christmas"),
                    ("2027-11-25", "Thanksgiving"), ("2027-12-25", "Christmas")]
    assert left_out == {}


def test_days_of_an_event_count_each_and_exceptions_do_not(propose):
    days, _ = propose([
        event("Easter", "DTSTART;VALUE=DATE:20260410", "DTEND;VALUE=DATE:20260414"),
        event("New year", "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270102"),
        event("Feast", "DTSTART;VALUE=DATE:20250303", "RRULE:FREQ=YEARLY",
              "EXDATE;VALUE=DATE:20260303"),
    ], "--from", 2026, "--years", 2)
    assert [day for day, _ in days] == ["2026-04-10", "2026-04-11", "2026-04-12", "2026-04-13",
                                        "2026-12-31", "2027-01-01", "2027-03-03"]


def test_what_is_no_holiday_is_left_out_with_the_reason(propose):
    days, left_out = propose([
        event("Meeting", "DTSTART:20260505T090000Z", "DTEND:20260505T100000Z"),
        event("Gone", "DTSTART;VALUE=DATE:20260506", "STATUS:CANCELLED"),
        event("Term", "DTSTART;VALUE=DATE:20260701", "DTEND;VALUE=DATE:20261001"),
        event("Kept", "DTSTART;VALUE=DATE:20260507"),
    ], "--from", 2026)
    assert days == [("2026-05-07", "Kept")]
    assert left_out == {"Meeting": "it is no whole day", "Gone": "it is cancelled",
                        "Term": "it is longer than 60 days"}


def test_two_events_on_a_day_are_one_entry(propose):
    days, _ = propose([event("Liberation Day", "DTSTART;VALUE=DATE:20260303"),
                       event("Ознаменуване", "DTSTART;VALUE=DATE:20260303")], "--from", 2026)
    assert days == [("2026-03-03", "Liberation Day / Ознаменуване")]


def test_what_the_calendar_has_is_not_proposed_again(propose, tmp_path):
    file = tmp_path / "calendars.json"
    file.write_text(json.dumps({"calendars": [{"code": "hours", "holidays": [
        {"rule": "12-25", "name": "Christmas"}, {"date": "2026-03-03", "name": "Day"}]}]}))
    days, left_out = propose([
        event("Christmas", "DTSTART;VALUE=DATE:20101225", "RRULE:FREQ=YEARLY"),
        event("Day", "DTSTART;VALUE=DATE:20260303"), event("New", "DTSTART;VALUE=DATE:20260304"),
    ], "--from", 2026, "--years", 1, "--against", file)
    assert days == [("2026-03-04", "New")]
    assert left_out == {"Christmas, 2026-12-25": "the calendar has it already",
                        "Day, 2026-03-03": "the calendar has it already"}
    assert "no calendar" in propose([], "--against", file, "--calendar", "doors", code=2)


@pytest.mark.parametrize("text", ["", "no calendar at all", HEAD + "END:VCALENDAR\r\n"])
def test_other_files_are_refused(propose, text):
    assert "no iCalendar file" in propose([], code=2, text=text)
