"""A desk as small as one can be, for tests that are about people and not about cases: two towns,
an administrator in each, front-desk staff in one."""
import json


def staff(user_name, role, agency, **more):
    return {"user_name": user_name, "name": user_name.title(), "skills": [], "languages": ["en"],
            "capacity_minutes": 420, "grants": [{"role": role, "agency": agency}], **more}


STAFF = {
    "north": [staff("ada", "administrator", "north"), staff("fay", "front-desk", "north"),
              staff("finn", "front-desk", "north"), staff("cora", "case-manager", "north")],
    "south": [staff("abe", "administrator", "south")],
}
HOURS = {day: ["08:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def write(folder, people=None):
    """Writes the definition into the folder, which it returns."""
    folder.mkdir(exist_ok=True)

    def put(path, **content):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(json.dumps(content))

    put("agencies.json", agencies=[
        {"code": agency, "name": agency.title(), "time_zone": "Europe/Sofia", "locale": "en",
         "reopen_days": 30} for agency in STAFF])
    for agency, members in (people or STAFF).items():
        put(f"{agency}/calendars.json", calendars=[{"code": "week", "name": "Week", "week": HOURS}])
        put(f"{agency}/offices.json", offices=[
            {"code": "main", "name": "Main", "address": "1 Square", "calendar": "week"}])
        put(f"{agency}/queues.json", queues=[{"code": "all", "name": "All"}])
        put(f"{agency}/staff.json", staff=members)
    return folder
