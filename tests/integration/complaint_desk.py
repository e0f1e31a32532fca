"""A desk for tests of complaints: a city with a ladder of three stages, timed in minutes so that
clocks can be watched, and one from the acknowledgement with an extension."""
import json

import case_desk
from case_desk import named, person


def stage(code, role, of, minutes, **more):
    return named(code, answerer={"role": role, "of": of},
                 answer={"amount": minutes, "unit": "working-minutes"}, queue="permits",
                 told=f"After {code}: ask for the next stage.", **more)


SUBJECTS = [named("delay"), named("corruption", serious=True), named("safety", serious=True)]
LADDERS = [
    named("three", in_force_from="2000-01-01", calendar="always", default=True,
          ombudsman="Ombudsman, 1 Hill", subjects=SUBJECTS, stages=[
              stage("lead", "team-lead", "case-manager", 600, extension_max=60,
                    acknowledge={"amount": 120, "unit": "working-minutes"}),
              stage("head", "manager", "office", 1200),
              stage("review", "manager", "agency", 2400, extension_max=60, independent=True)]),
    named("acknowledged", in_force_from="2000-01-01", calendar="always",
          ombudsman="Ombudsman, 1 Hill", subjects=[named("housing")],
          ask_next={"amount": 10, "unit": "calendar-days"}, stages=[
              stage("first", "team-lead", "office", 600, extension_max=60,
                    acknowledge={"amount": 120, "unit": "working-minutes"},
                    **{"from": "acknowledgement"})]),
    named("signals", in_force_from="2000-01-01", calendar="always", needs_name=True,
          oldest_months=24, ombudsman="Ombudsman, 1 Hill", subjects=[named("signal")],
          stages=[stage("authority", "manager", "agency", 600)])]


def write(folder):
    """Writes the definition below the folder, which is returned."""
    case_desk.write(folder)
    agencies = folder / "agencies.json"
    made = json.loads(agencies.read_text())
    made["agencies"][0]["notify"] = ["opened", "extended"]
    agencies.write_text(json.dumps(made))
    staff = folder / "city/staff.json"
    people = json.loads(staff.read_text())["staff"]
    for one in people:
        if one["user_name"] == "lena":
            one["lead"] = "hana"
    people += [person("leo", "team-lead", lead="hanno"), person("hana", "manager", "hall"),
               person("hanno", "manager", "hall"), person("rita", "manager"),
               person("rolf", "manager"), person("audrey", "auditor"),
               person("under", "manager", lead="rita")]
    staff.write_text(json.dumps({"staff": people}))
    (folder / "city/ladders.json").write_text(json.dumps({"ladders": LADDERS}))
    return folder
