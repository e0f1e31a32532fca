"""A desk whose charter has something of everything: the one of case_desk.py with published and
internal promises, a version that began within the last quarter, ladders, holidays, texts that no
page or spreadsheet may take for anything but texts."""
import copy
import datetime
import json

import case_desk
from case_desk import named, person, service, standard
from town import ZONE

RUDE = "<b onclick='x'>\"&"
WEEK = {day: ["09:00-12:00", "12:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
FORMULA = "=cmd|' /C calc'!A0"


def quarter(today=None):
    """First and last day of the last quarter that is over."""
    today = today or datetime.datetime.now(ZONE).date()
    first = datetime.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = first - datetime.timedelta(days=1)
    return datetime.date(last.year, (last.month - 1) // 3 * 3 + 1, 1), last


FIRST, LAST = quarter()
MIDDLE = FIRST + datetime.timedelta(days=40)  # from then on another wait is promised


def measured(code, kind, seconds, target, **more):
    return named(code, kind=kind, seconds=seconds, target_percent=target, **{
        "in_force_from": "2000-01-01", **more})


LADDER = named("basic", in_force_from="2025-01-01", calendar="week", default=True,
               ombudsman="Ombudsman, 1 High Street", subjects=[
                   {"code": "delay", "name": "Delay " + RUDE},
                   {"code": "corruption", "name": "Corruption", "serious": True}], stages=[
    {"code": "lead", "name": "Team lead", "answerer": {"role": "team-lead", "of": "case-manager"},
     "acknowledge": {"amount": 2, "unit": "working-days"}, "queue": "permits",
     "answer": {"amount": 5, "unit": "working-days"}, "extension_max": 5, "told": "Ask the boss."},
    {"code": "boss", "name": "Boss", "answerer": {"role": "manager", "of": "agency"},
     "answer": {"amount": 1, "unit": "calendar-months"}, "independent": True,
     "told": "Ask the ombudsman."}])


def files():
    made = copy.deepcopy(case_desk.FILES)
    city, water = made["agencies"]
    city |= {"name": "City " + RUDE, "locale": "en"}
    water |= {"locale": "bg", "name": "Вода"}
    made["city/calendars"].append(named("week", week=WEEK, holidays=[
        {"date": (datetime.datetime.now(ZONE).date() + datetime.timedelta(days=days)).isoformat(),
         "name": f"Feast {days}"} for days in (3, 20)]))
    made["city/offices"] = [
        named("hall", address="1 Square " + RUDE, calendar="week", phone="+359 (2) 555-01"),
        named("east", address="9 Road", calendar="always", serves=["water"])]
    made["city/standards"] = [
        standard("ten-days", "calendar-days", 10, extension_max=3),
        standard("with-others", "calendar-days", 10, department_pauses=True),
        standard("hour", "working-minutes", 60) | {"published": False, "name": "Internal hour"},
        measured("wait", "counter-wait", 600, 90),
        measured("wait", "counter-wait", 900, 80, in_force_from=MIDDLE.isoformat()),
        measured("calls", "phone-answer", 20, 80) | {"name": FORMULA},
        measured("secret-calls", "phone-answer", 5, 99, services=["light"], published=False),
        measured("punctual", "punctuality", 300, 90)]
    made["city/ladders"] = [LADDER]
    made["city/services"] = [
        service("fence", "permit") | {"description": "About " + RUDE, "documents": ["Deed " + RUDE],
                                      "fee": {"amount": 12.50, "currency": "EUR", "text": "Cash"}},
        service("plan", "simple", "with-others"), service("light"), service("urgent", "simple", "hour")]
    by_name = {one["user_name"]: one for one in made["city/staff"]}
    by_name["fia"]["languages"] = ["bg", "el"]
    by_name["mila"]["languages"] = ["bg", "tr"]
    by_name["audra"]["languages"] = ["fr"]  # sees no customers
    made["city/staff"].append(person("mona", "manager"))
    return made


def write(folder, made=None):
    for path, items in (made or files()).items():
        file = folder / (path + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({path.rsplit("/", 1)[-1]: items}, indent=1))
    return folder


def at(day, hour=10):
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).isoformat()


def contacts(channel, day, waits, number):
    return [{"external_id": f"{channel}-{number}-{i}", "channel": channel, "office": "hall",
             "queued_at": at(day), "wait_s": wait} for i, wait in enumerate(waits)]


def requests(code, opened, days, number):
    """Cases that took so many days each."""
    return [{"external_id": f"{code}-{number}-{i}", "service": code, "office": "hall",
             "channel": "counter", "opened_at": at(opened), "outcome": "done",
             "closed_at": at(opened + datetime.timedelta(days=took), 11)} for i, took in enumerate(days)]


# met of n: wait 7 of 9, then 4 of 5; calls 2 of 3 (and 9 of 9 of the internal one); ten-days 11 of
# 12; with-others 4 of 4, which few withhold; and it takes ten-days along. Outside the quarter: more.
def fill(admin):
    """Brings in what was measured in the last full quarter, and around it."""
    early, late = FIRST + datetime.timedelta(days=3), MIDDLE + datetime.timedelta(days=2)
    after = LAST + datetime.timedelta(days=1)
    rows = (contacts("counter", early, [10] * 7 + [601, 700], 1) + contacts("counter", late, [899] * 4 + [901], 2)
            + contacts("counter", after, [5000] * 9, 3) + contacts("phone", early, [1, 20, 21], 4)
            + [{**row, "service": "light"} for row in contacts("phone", early, [1] * 9, 5)])
    told = admin.post("/imports/contacts", {"agency": "city", "source": "desk", "rows": rows})
    assert {one["result"] for one in told.expect(200).json["results"]} == {"imported"}
    rows = (requests("light", early, [1] * 11 + [20], 1) + requests("plan", early, [2] * 4, 2)
            + requests("urgent", early, [1] * 8, 3) + requests("light", after, [0] * 2, 4))
    told = admin.post("/imports/requests", {"agency": "city", "source": "past", "rows": rows})
    assert {one["result"] for one in told.expect(200).json["results"]} == {"imported"}, told
