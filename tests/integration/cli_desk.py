"""A small desk for the tests of the client: two agencies, a service with a promise and a process
with every kind of step, one that is done at once, and somebody of every role."""
import json

ALWAYS = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def person(user, name, *grants, **more):
    return {"user_name": user, "name": name,
            "grants": [dict(zip(("role", "office"), grant)) for grant in grants],
            "languages": ["en"], "capacity_minutes": 420, **more}


FILES = {
    "agencies": [{"code": "city", "name": "City", "time_zone": "Europe/Sofia", "reopen_days": 30},
                 {"code": "water", "name": "Water works", "time_zone": "Europe/Sofia",
                  "reopen_days": 30}],
    "city/calendars": [{"code": "always", "name": "Always open", "week": ALWAYS}],
    "city/offices": [{"code": "hall", "name": "City hall", "address": "1 Square", "calendar": "always"},
                     {"code": "east", "name": "East office", "address": "9 Road",
                      "calendar": "always"}],
    "city/queues": [{"code": "permits", "name": "Permits", "office": "hall"},
                    {"code": "architects", "name": "Architects"}],
    "city/standards": [{"code": "ten-days", "name": "Ten days", "kind": "processing",
                        "unit": "calendar-days", "amount": 10, "calendar": "always", "target_percent": 95,
                        "in_force_from": "2000-01-01"}],
    "city/processes": [
        {"code": "permit", "name": "Permit",
         "states": [{"code": "new", "name": "New", "initial": True},
                    {"code": "checked", "name": "Checked"},
                    {"code": "done", "name": "Done", "final": True,
                     "outcomes": ["granted", "refused"]}],
         "transitions": [
             {"step": "check", "name": "Check the papers", "from": "new", "to": "checked",
              "minutes": 10},
             {"step": "decide", "name": "Decide", "from": "checked", "to": "done", "minutes": 20}]},
        {"code": "simple", "name": "Simple",
         "states": [{"code": "new", "name": "New", "initial": True},
                    {"code": "done", "name": "Done", "final": True, "outcomes": ["done"]}],
         "transitions": [{"step": "finish", "name": "Finish", "from": "new", "to": "done"}]}],
    "city/services": [
        {"code": "fence", "name": "Permit for a fence", "description": "Before you build a fence.",
         "kind": "act", "channels": ["counter", "phone", "web"], "expected_minutes": 30,
         "process": "permit", "standard": "ten-days", "queue": "permits",
         "documents": ["Drawing"], "words": ["hedge", "wall", "garden"],
         "fee": {"amount": 20, "currency": "EUR"}},
        {"code": "light", "name": "Street light out", "description": "A street light is out.",
         "kind": "other", "channels": ["phone", "web"], "expected_minutes": 10,
         "process": "simple", "standard": "ten-days", "queue": "permits"}],
    "city/ladders": [{
        "code": "two", "name": "Two stages", "in_force_from": "2000-01-01", "calendar": "always",
        "default": True, "ombudsman": "Ombudsman, 1 Hill",
        "subjects": [{"code": "delay", "name": "Delay"}], "stages": [
            {"code": "lead", "name": "Team lead", "told": "Ask the reviewer.",
             "answerer": {"role": "team-lead", "of": "office"}, "extension_max": 5,
             "acknowledge": {"amount": 2, "unit": "working-days"},
             "answer": {"amount": 5, "unit": "working-days"}},
            {"code": "review", "name": "Reviewer", "told": "Ask the ombudsman.",
             "answerer": {"role": "manager", "of": "agency"},
             "answer": {"amount": 20, "unit": "working-days"}}]}],
    "city/staff": [
        person("hugo", "Hugo Head", ("manager",)),
        person("fia", "Fia Front", ("front-desk", "hall")),
        person("mila", "Mila Petrova", ("case-manager",)),
        person("petar", "Petar Iliev", ("case-manager",)),
        person("arch", "Archie Tect", ("professional",)),
        person("lena", "Lena Lead", ("team-lead",)),
        {**person("adam", "Adam Admin"),
         "grants": [{"role": "administrator"}, {"role": "administrator", "agency": "water"}]},
        person("audra", "Audra Audit", ("auditor",))],
    "water/calendars": [{"code": "always", "name": "Always open", "week": ALWAYS}],
    "water/offices": [{"code": "works", "name": "Water works", "address": "2 River",
                       "calendar": "always"}],
    "water/queues": [{"code": "pipes", "name": "Pipes"}],
    "water/staff": [person("wanda", "Wanda Water", ("case-manager",))],
}


def write(folder):
    """Writes the definition below the folder, which is returned."""
    for path, items in FILES.items():
        file = folder / (path + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({path.rsplit("/", 1)[-1]: items}, indent=1))
    return folder
