"""A small desk for tests of what is done with cases: two agencies, a process with every kind of
state, a promise that waiting for a department stops and one that it does not, one of seconds."""
import json

ALWAYS = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def named(code, **more):
    return {"code": code, "name": code.capitalize(), **more}


def person(user, role, office=None, **more):
    grant = {"role": role, **({"office": office} if office else {})}
    return {"user_name": user, "name": user.capitalize(), "grants": [grant], "languages": ["en"],
            "capacity_minutes": 400, **more}


def standard(code, unit, amount, **more):
    return named(code, kind="processing", unit=unit, amount=amount, calendar="always",
                 target_percent=95, in_force_from="2000-01-01", **more)


def service(code, process="simple", standard_code="ten-days", **more):
    return named(code, description=f"About {code}.", kind="act",
                 channels=["counter", "phone", "email", "letter"], expected_minutes=30,
                 process=process, standard=standard_code, queue="permits", **more)


PERMIT = named("permit", states=[
    named("received", initial=True), named("checking"),
    named("waiting", pauses="waiting-for-customer"),
    named("opinion", professional={"queue": "experts", "minutes": 30, "question": "Is it safe?"}),
    named("done", final=True, outcomes=["granted", "refused"])], transitions=[
    {"step": "check", "name": "Check", "from": "received", "to": "checking", "minutes": 10},
    {"step": "ask", "name": "Ask", "from": "checking", "to": "waiting", "minutes": 5,
     "guard": ["has-customer"]},
    {"step": "go-on", "name": "Go on", "from": "waiting", "to": "checking"},
    {"step": "consult", "name": "Consult", "from": "checking", "to": "opinion", "minutes": 5},
    {"step": "conclude", "name": "Conclude", "from": "opinion", "to": "checking",
     "guard": ["no-open-tasks"]},
    {"step": "decide", "name": "Decide", "from": "checking", "to": "done", "minutes": 20,
     "guard": ["no-open-tasks"]}])
SIMPLE = named("simple", states=[named("new", initial=True),
                                 named("done", final=True, outcomes=["done", "void"])],
               transitions=[{"step": "finish", "name": "Finish", "from": "new", "to": "done",
                             "minutes": 5, "roles": ["front-desk", "case-manager", "team-lead"]}])
FILES = {
    "agencies": [named(code, time_zone="Europe/Sofia", reopen_days=30)
                 for code in ("city", "water")],
    "city/calendars": [named("always", week=ALWAYS)],
    "city/offices": [named("hall", address="1 Square", calendar="always"),
                     named("east", address="9 Road", calendar="always")],
    "city/queues": [named("permits"), named("archive"), named("experts", skill="building")],
    "city/skills": [named("building")],
    "city/standards": [standard("ten-days", "calendar-days", 10),
                       standard("with-others", "calendar-days", 10, department_pauses=True),
                       standard("hour", "working-minutes", 60)],
    "city/processes": [PERMIT, SIMPLE],
    "city/services": [service("fence", "permit"), service("plan", "permit", "with-others"),
                      service("light"), service("urgent", "permit", "hour")],
    "city/staff": [
        person("fia", "front-desk", "hall"), person("emil", "front-desk", "east"),
        person("mila", "case-manager", lead="lena"), person("petar", "case-manager", lead="lena"),
        person("arch", "professional", skills=["building"]), person("prof", "professional"),
        person("lena", "team-lead"), person("audra", "auditor"), person("adam", "administrator")],
    "water/calendars": [named("always", week=ALWAYS)],
    "water/offices": [named("works", address="2 River", calendar="always")],
    "water/queues": [named("pipes"), named("meters")],
    "water/staff": [person("wanda", "case-manager"), person("walt", "team-lead"),
                    person("fritz", "front-desk")],
}


def write(folder):
    """Writes the definition below the folder, which is returned."""
    for path, items in FILES.items():
        file = folder / (path + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({path.rsplit("/", 1)[-1]: items}, indent=1))
    return folder


def change(folder, path, edit):
    """Edits the list of one file of a definition that is written already."""
    file, key = folder / (path + ".json"), path.rsplit("/", 1)[-1]
    items = json.loads(file.read_text())[key]
    edit(items)
    file.write_text(json.dumps({key: items}, indent=1))
