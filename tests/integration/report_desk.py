"""The demonstration desk with years of cases and names that a spreadsheet would take for formulas, and
runs of its reports."""
import json
import shutil

import onestop_daemon as od
from onestop_daemon import wait_until

# Of the first services, and the agency.
NAMES = ["=1+1", "+359 2 555", "-2", "@SUM(A1:A9)", "=cmd|' /C calc'!A0"]
CASES, CUSTOMERS, DAYS = 1500, 200, 150
MANAGER = "irina.constantin"


def write(folder):
    shutil.copytree(od.ROOT / "config/desk/demo", folder)
    path = folder / "city/services.json"
    services = json.loads(path.read_text())
    for service, name in zip(services["services"], NAMES):
        service["name"] = name
    path.write_text(json.dumps(services))
    path = folder / "agencies.json"
    agencies = json.loads(path.read_text())
    agencies["agencies"][0]["name"] = NAMES[0]
    path.write_text(json.dumps(agencies))
    return folder


def fill(database, cases=CASES, customers=CUSTOMERS):
    od.run([od.BUILD / "tests/bench_fill", database.conninfo, "city", cases, cases // 20, customers, DAYS])


def last_month(database):
    """The month before this one, as people say it there: "2026-10"."""
    return database.value("select to_char(now() at time zone 'Europe/Sofia' - interval '1 month', 'YYYY-MM')")


def run(api, report, period, agency="city"):
    """A run that has ended."""
    made = api.post(f"/reports/{report}/runs", {"period": period}, query={"agency": agency}).expect(202).json
    return wait_until(lambda: ended(api, made["id"]), what=f"run {made['id']}")


def ended(api, number):
    run = api.get(f"/report-runs/{number}").expect(200).json
    return run if run["state"] not in ("waiting", "running") else None


def file(api, number, **query):
    return api.get(f"/report-runs/{number}/file", query=query).expect(200)
