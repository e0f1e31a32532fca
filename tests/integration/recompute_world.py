"""A world for tests of changes of calendar and standard: a database with its daemon, and the
definition that is applied now, which a test changes and applies."""
import datetime
import json

import standards_desk
from case_desk import named
from onestop_daemon import wait_until
import town

TODAY = town.today()
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def files():
    made = standards_desk.files()
    made["city/calendars"].append(named("doors", week={day: ["08:00-18:00"] for day in DAYS}))
    by_code = {item["code"]: item for item in made["city/standards"]}
    by_code["ten-days"] |= {"unit": "working-days", "calendar": "doors"}
    adam = next(one for one in made["city/staff"] if one["user_name"] == "adam")
    adam["grants"] = [{"role": "administrator", "agency": agency} for agency in ("city", "water")]
    return made


def sent(made):
    return {"files": [{"path": f"{path}.json", "content": {path.rsplit("/", 1)[-1]: items}}
                      for path, items in made.items()]}


class World:
    """A database, its daemon, its people, and the definition that is applied now."""

    def __init__(self, new_database, new_daemon, folder, made=None):
        self.files = made or files()
        self.folder = folder
        self.write()
        self.database = new_database(folder)
        self.daemon = new_daemon(self.database, server__workers=2)
        self.apis = {}

    def write(self):
        for path, items in self.files.items():
            file = self.folder / (path + ".json")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({path.rsplit("/", 1)[-1]: items}))

    def api(self, user):
        if user not in self.apis:
            self.apis[user] = self.daemon.api(user)
        return self.apis[user]

    def log(self, service="light", **more):
        return self.api("fia").post("/cases", {"service": service, "channel": "email",
                                               "subject": "Light", **more}).expect(201).json

    def item(self, kind, code):
        return next(item for item in self.files[f"city/{kind}"] if item["code"] == code)

    def dry_run(self):
        return self.api("adam").post("/desk", sent(self.files), query={"dry_run": "true"},
                                     key=False).expect(200).json["effect"]

    def apply(self):
        self.api("adam").apply_desk(sent(self.files))
        self.settled()

    def settled(self, whole=False):
        """A pass has ended; whole: the last one, which is ten seconds after the change."""
        until = "done_at is null" if whole else \
            "done_at is null and not_before < created_at + interval '10 seconds'"
        wait_until(lambda: self.database.value(
            f"select count(*) from recompute where {until}") == 0, 40, "the recomputation")

    def clock(self, case, kind="processing"):
        """Once the worker that is asked has read the definition that the case goes by."""
        def known():
            answer = self.api("lena").get(f"/cases/{case['reference']}/clock")
            return answer.status != 503 and answer
        shown = wait_until(known, what="the definition").expect(200).json["clocks"]
        return next(clock for clock in shown if clock["kind"] == kind)

    def moves(self, case):
        return [(event["clock"], event["moved_by"]) for event in self.api("lena").get(
            f"/cases/{case['reference']}/events").json["items"] if event["kind"] == "recomputed"]

    def clean(self):
        for audit in ("counters", "chain"):
            report = self.api("audra").get(f"/audit/{audit}").expect(200).json
            assert report["clean"], report


def when(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def holiday(days, name="Feast"):
    return {"date": (TODAY + datetime.timedelta(days=days)).isoformat(), "name": name}
