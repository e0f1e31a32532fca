"""An agency that walks through levels of the one-stop-shop framework by what it does: its desk, what it
does, and where an element of the framework stands."""
import datetime
import itertools
import json

import complaint_desk
import pytest
from case_desk import change, named, service
from onestop_daemon import ROOT
from town import today

NUMBERS = itertools.count(1)
SEGMENTS = ("young", "old", "firms")
TEXTS = [{"language": "en", "title": "How was it?", "invitation": "Please tell us."}]
QUESTIONS = [
    {"code": code, "texts": [{"language": "en", "text": f"{code}?"}], **more} for code, more in (
        ("happy", {"topic": "satisfaction", "kind": "scale", "satisfied": [4, 5], "required": True}),
        ("bribe", {"topic": "corruption-concern", "kind": "yes-no", "good": "no"}),
        ("words", {"topic": "other", "kind": "text"}))]
BASIC, DEVELOPING, PERFORMING, BEST = "basic", "developing", "performing", "best-in-class"


def day(offset=0):
    return str(today(offset))


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).isoformat()


def write(folder):
    """Writes the definition below the folder, which is returned."""
    complaint_desk.write(folder)
    change(folder, "city/services", lambda services: services.extend(
        [service(kind) | {"kind": kind} for kind in ("information", "advice", "other")]
        + [service("voice")]))
    change(folder, "city/processes", lambda processes: processes[1]["states"][-1].update(
        issues=["done"]))
    (folder / "city/segments.json").write_text(json.dumps(
        {"segments": [named(code) for code in SEGMENTS]}))
    (folder / "city/surveys.json").write_text(json.dumps({"surveys": [
        {"code": "after", "name": "After closing", "kind": "customer", "texts": TEXTS,
         "services": [{"service": "voice", "percent": 100}], "questions": QUESTIONS},
        {"code": "visit", "name": "Visit", "kind": "mystery-visit", "texts": TEXTS,
         "questions": QUESTIONS[:1]}]}))
    return folder


def stander(people):
    """stands("1.2", "basic"): what the element stands at, with the sums of all its figures."""
    text = (ROOT / "config/frameworks/oss.json").read_text()
    people("adam").post("/frameworks", {"agency": "city", "content": text}).expect(200)

    def check(element, level, by="service", **query):
        words = "&".join(f"{key}={value}" for key, value in {"why": "true", "by": by, **query}.items())
        answer = people("rita").get(f"/maturity/oss/elements/{element}?{words}").expect(200).json
        for condition in answer["conditions"]:
            parts = [part for part in condition["parts"] if part["counts"]]
            assert sum(part["numerator"] for part in parts) == pytest.approx(
                condition["numerator"]), condition
            assert sum(part["denominator"] for part in parts) == condition["denominator"], condition
        assert level in (None, answer["level"]), [
            (c["level"], c["subject"], c["found"], c["needed"]) for c in answer["conditions"]
            if not c["holds"]]
        return answer

    return check


# ---- what the agency does ----

def take_in(people, what, rows):
    for first in range(0, len(rows), 500):
        people("adam").post(f"/imports/{what}", {"agency": "city", "source": "old",
                                                 "rows": rows[first:first + 500]}).expect(200)


def past_requests(people, count, **fields):
    rows = [{"external_id": f"r{next(NUMBERS)}", "service": "light", "office": "hall",
             "channel": "counter", "opened_at": ago(days=3), "closed_at": ago(days=2),
             "outcome": "done", **fields} for _ in range(count)]
    take_in(people, "requests", rows)


def past_contacts(people, count, **fields):
    rows = [{"external_id": f"c{next(NUMBERS)}", "office": "hall", "channel": "counter",
             "answered_at": ago(days=1), **fields} for _ in range(count)]
    take_in(people, "contacts", rows)


def evidence(people, record, count=1, checked=True, **fields):
    made = []
    more = {name: fields.pop(name) for name in ("date", "expires") if name in fields}
    for _ in range(count):
        thing = people("lena").post("/evidence", {
            "kind": record, "title": f"{record} {next(NUMBERS)}", "date": day(), "fields": fields,
            **more}).expect(201).json
        if checked:
            thing = people("leo").post(f"/evidence/{thing['reference']}/check", {},
                                       if_match=thing["version"]).expect(200).json
        made.append(thing)
    return made


def withdraw(people, thing):
    people("lena").post(f"/evidence/{thing['reference']}/withdraw", {"reason": "It was wrong"},
                        if_match=thing["version"]).expect(200)


def improvement(people, to, **fields):
    """An improvement that is taken as far as a state."""
    thing = people("lena").post("/improvements", {
        "title": f"Better {next(NUMBERS)}", "office": "hall", **fields}).expect(201).json
    for state in ("accepted", "planned", "costed", "doing", "done"):
        if to == "idea" or thing["state"] == to:
            break
        thing = people("lena").post(f"/improvements/{thing['reference']}/move", {"to": state},
                                    if_match=thing["version"]).expect(200).json
    return thing


def define(database, desk, path, edit):
    change(desk, path, edit)
    database.onestopd("apply", desk)
