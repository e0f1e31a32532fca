"""Contacts as measured standards: taken in one by one and as files, judged by the standard of their
day, counted as the file says, never twice."""
import copy
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import threading

import pytest

import case_desk
import contact_oracle as oracle
from onestop_daemon import BUILD, ROOT, SANITIZED, wait_until

ROWS = int(os.environ.get("ONESTOP_CONTACTS", 600 if SANITIZED else 3000))
SAMPLES = ROOT / "config/samples/contacts"
AGENCY = ("--agency", "city")


def write_desk(folder, standards):
    """case_desk with these standards of contacts, and a team lead of one office."""
    case_desk.write(folder)
    for name, more in (("standards", standards), ("staff", [case_desk.person("lea", "team-lead", "east")])):
        file = folder / f"city/{name}.json"
        items = json.loads(file.read_text())[name]
        file.write_text(json.dumps({name: items + more}))
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return str(write_desk(tmp_path_factory.mktemp("desk"), oracle.desk_standards()))


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture(scope="module")
def town(new_database, new_daemon, desk):
    """town(): a daemon on a database of its own."""
    return lambda: new_daemon(new_database(desk), server__workers=2, log__level="warning")


@pytest.fixture(scope="module")
def rows():
    dice = random.Random(7)
    return [oracle.make_row(dice, number) for number in range(ROWS)]


@pytest.fixture(scope="module")
def truth(rows):
    """The contacts of the file, and the lines that make none."""
    contacts, wrong = [], []
    for line, row in enumerate(rows, 2):
        try:
            contacts.append(oracle.read_contact(row))
        except oracle.Wrong:
            wrong.append(line)
    return contacts, wrong


@pytest.fixture
def export(tmp_path, rows):
    (tmp_path / "map.json").write_text(json.dumps(oracle.MAP))
    return oracle.write(tmp_path / "desk.csv", rows)


def words(export, *more):
    return ("import", "contacts", export, "--map", export.parent / "map.json", *AGENCY, *more)


def differences(database, contacts):
    """What is counted otherwise than the file says."""
    wanted, found = oracle.count(contacts), oracle.counted(database)
    return {key: (wanted.get(key, 0), found.get(key, 0)) for key in wanted.keys() | found.keys()
            if wanted.get(key, 0) != found.get(key, 0)}


def check_all(daemon, truth):
    database, (contacts, _) = daemon.database, truth
    assert database.value("select count(*) from contact") == len(contacts)
    assert differences(database, contacts) == {}
    daemon.cli("audra")("audit", "counters", code=0)


# ---- files ----


def test_counters_are_those_of_the_file_and_a_second_import_doubles_nothing(town, export, truth):
    daemon, (contacts, wrong) = town(), truth
    adam = daemon.cli("adam")
    first = adam.json(*words(export))
    assert (first["imported"], first["exists"], first["rejected"]) == (len(contacts), 0, len(wrong))
    check_all(daemon, truth)
    totals = {}
    for (metric, *_), value in oracle.count(contacts).items():
        totals[metric] = totals.get(metric, 0) + value
    print("\n" + ", ".join(f"{name} {totals[name]}" for name in sorted(totals)))
    for kind in oracle.STANDARDS:  # the file has some of everything
        assert min(totals[f"{kind}-met"], totals[f"{kind}-missed"]) > 5
    again = adam.json(*words(export))
    assert (again["imported"], again["exists"], again["rejected"]) == (0, len(contacts), len(wrong))
    check_all(daemon, truth)


def test_standards_with_a_scope_have_judged_some(truth):
    """What the file is compared by says something of scopes and last days."""
    versions = {oracle.judged(one)[2] for one in truth[0]}
    assert versions >= {f"{code}@{since}" for kind in oracle.STANDARDS.values() for code, since, *_ in kind}
    assert any(oracle.judged(one) == ("phone-answer", None, None) and one["queued"] and one["left"] and
               one["day"].isoformat() == "2025-06-15" for one in truth[0])  # nothing is promised any more


def test_wrong_rows_are_kept_with_line_and_reason(town, export, truth, rows):
    town().cli("adam")(*words(export), code=0)
    with open(export.parent / "desk.csv.rejects.csv", newline="") as file:
        rejects = list(csv.reader(file))
    assert rejects[0] == ["line", "reason", *oracle.COLUMNS]
    assert sorted(int(row[0]) for row in rejects[1:]) == truth[1]
    assert all(row[1] and row[2:] == list(rows[int(row[0]) - 2].values()) for row in rejects[1:])


def test_import_that_is_cut_and_resumed_doubles_nothing(town, export, truth):
    daemon = town()
    adam = daemon.cli("adam")
    for stop in (signal.SIGKILL, signal.SIGINT):
        before = daemon.database.value("select count(*) from contact")
        process = subprocess.Popen([BUILD / "onestop", *map(str, words(export, "--jobs", 1))],
                                   env=adam.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        wait_until(lambda: daemon.database.value("select count(*) from contact") > before or
                   process.poll() is not None, what="some contacts")
        process.send_signal(stop)
        process.wait()
    adam.json(*words(export))
    check_all(daemon, truth)


def test_daemon_killed_in_the_middle_doubles_nothing(town, export, truth):
    daemon = town()
    process = subprocess.Popen([BUILD / "onestop", *map(str, words(export))],
                               env=daemon.cli("adam").environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    wait_until(lambda: daemon.database.value("select count(*) from contact") > 0, what="some contacts")
    daemon.kill()
    daemon.start()
    process.kill()  # its daemon is at another port now
    process.wait()
    daemon.cli("adam").json(*words(export))
    check_all(daemon, truth)


def test_file_sent_twice_at_once_is_taken_in_once(town, export, truth, tmp_path):
    daemon = town()
    clients = [daemon.cli("adam"), daemon.cli("adam")]
    summaries = []
    threads = [threading.Thread(target=lambda client=client, name=name: summaries.append(
        client.json(*words(export, "--rejects", tmp_path / name))))
        for name, client in (("one", clients[0]), ("two", clients[1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one["imported"] for one in summaries) == len(truth[0])
    check_all(daemon, truth)


def test_contacts_that_come_late_are_judged_by_the_version_of_their_day(town, export, truth, tmp_path):
    """A stricter version that begins later than all of them changes nothing."""
    daemon = town()
    later = {"code": "counter-wait", "name": "later", "kind": "counter-wait", "seconds": 1,
             "target_percent": 90, "in_force_from": "2026-01-01"}
    stricter = write_desk(tmp_path / "stricter", [*oracle.desk_standards(), later])
    (stricter / "agencies.json").write_text(json.dumps({"agencies": case_desk.FILES["agencies"][:1]}))
    shutil.rmtree(stricter / "water")  # is for others to change
    daemon.cli("adam")("apply", stricter, code=0)
    daemon.cli("adam").json(*words(export))
    check_all(daemon, truth)


def test_recount_finds_a_contact_that_was_judged_otherwise(town, export):
    daemon = town()
    daemon.cli("adam").json(*words(export))
    daemon.database.query("update contact set verdict = 3 - verdict where id = ("
                          "select max(id) from contact where verdict > 0)")
    daemon.database.query("update contact set standard_id = ("
                          "select id from standard where in_force_from = '2025-02-01') where id = ("
                          "select min(id) from contact where at < '2025-01-01' and channel = 1 and verdict = 2)")
    daemon.database.query(  # by a standard of its day, but for another service
        "update contact set standard_id = s.id from standard s where s.code = 'fence-wait' and contact.id = ("
        "select min(k.id) from contact k join service v on v.id = k.service_id where v.code <> 'fence' and verdict > 0"
        " and k.appointment_at is null and k.channel = 1 and k.at between '2025-01-01' and '2025-01-31'"
        " and k.id <> (select max(id) from contact where verdict > 0))")
    told = daemon.cli("audra")("audit", "counters", code=1).stdout
    assert told.count("was not judged as its times and its standard say") == 3
    assert "counter" in told


@pytest.mark.parametrize("name, many", [("tickets", 240), ("calls", 300)])
def test_samples_go_in_whole(new_database, new_daemon, name, many):
    daemon = new_daemon(new_database("demo"), log__level="warning")
    nikola = daemon.cli("nikola.babic")
    done = nikola("import", "contacts", SAMPLES / f"{name}.csv", "--map", SAMPLES / f"{name}.map.json",
                  *AGENCY, code=0)
    assert f"{many} contacts" in done.stdout and "0 rejected" in done.stdout
    with open(SAMPLES / f"{name}.csv", newline="") as file:
        gone = sum("left" in row.values() or "ABANDONED" in row.values() for row in csv.DictReader(file))
    numbers = oracle.metric_numbers()
    counted = {metric: daemon.database.value(
        "select coalesce(sum(value), 0)::bigint from counter where metric = %s", numbers[metric])
        for metric in ("contacts", "contacts-abandoned", "counter-wait-met", "counter-wait-missed",
                       "punctuality-met", "punctuality-missed", "phone-answer-met", "phone-answer-missed")}
    print("\n", counted)
    assert (counted["contacts"], counted["contacts-abandoned"]) == (many - gone, gone)
    judged = sum(value for metric, value in counted.items() if metric.endswith(("-met", "-missed")))
    assert many - gone <= judged <= many
    nikola("audit", "counters", code=0)


# ---- one by one ----


CALL = {"channel": "phone", "office": "hall", "queued_at": "2025-05-05T10:00:00+03:00",
        "answered_at": "2025-05-05T10:00:20+03:00", "ended_at": "2025-05-05T10:05:00+03:00"}


def test_contact_is_measured_and_judged_when_it_is_logged(api, database):
    made = api("fia").post("/contacts", {**CALL, "cause": "chase"}).expect(201).json["id"]
    row = database.query("select *, at = '2025-05-05T07:00:00Z' as begun from contact where id = %s", made)[0]
    assert (row["wait_s"], row["duration_s"], row["verdict"], row["begun"]) == (20, 280, 1, True)
    assert database.value("select definition ->> 'kind' from standard where id = %s",
                          row["standard_id"]) == "phone-answer"


def test_waits_told_with_a_case_are_judged_too(api, database):
    fia = api("fia")
    case = fia.post("/cases", {"service": "light", "office": "hall", "channel": "counter", "subject": "Lamp",
                               "wait_s": 601}).expect(201).json
    fia.post(f"/cases/{case['reference']}/contacts", {
        "channel": "phone", "office": "hall", "source": "pbx", "external_id": "c1", "wait_s": 3}).expect(200)
    found = database.query("select verdict, source from contact where case_id is not null order by id")
    assert [(row["verdict"], row["source"]) for row in found[-2:]] == [(2, None), (1, "pbx")]


@pytest.mark.parametrize("body, fields", [
    ({"answered_at": "2025-05-05T09:59:59+03:00"}, {"/answered_at"}),
    ({"ended_at": "2025-05-05T10:00:19+03:00"}, {"/ended_at"}),
    ({"queued_at": "2999-01-01T00:00:00Z", "answered_at": None, "ended_at": None}, {"/queued_at"}),
    ({"abandoned": True}, {"/answered_at"}),
    ({"abandoned": True, "answered_at": None, "ended_at": None}, {"/abandoned"}),
    ({"abandoned": True, "answered_at": None, "duration_s": 5}, {"/duration_s"}),
    ({"wait_s": 60}, {"/wait_s"}),
    ({"duration_s": 60}, {"/duration_s"}),
    ({"appointment_at": "2025-05-12T10:00:00+03:00"}, {"/appointment_at"}),
    ({"queued_at": "2025-01-01T10:00:00+03:00"}, {"/queued_at"}),
    ({"source": "pbx"}, {"/external_id"}),
    ({"external_id": "7"}, {"/source"}),
    ({"queued_at": "ten"}, {"/queued_at"}),
])
def test_wrong_times_are_told_by_field_and_nothing_is_kept(api, database, body, fields):
    before = database.value("select count(*) from contact")
    problem = api("fia").post("/contacts", {**CALL, **body}).expect(422).json
    assert {one["field"] for one in problem["fields"]} == fields
    assert database.value("select count(*) from contact") == before


def test_external_id_is_taken_in_once(api, database):
    fia, body = api("fia"), {**CALL, "source": "pbx", "external_id": "77"}
    first = fia.post("/contacts", body, key="one").expect(201).json
    assert fia.post("/contacts", body, key="one").expect(201).json == first
    fia.post("/contacts", body, key="two").expect(409)
    fia.post("/contacts", {**body, "source": "tickets"}).expect(201)
    told = api("adam").post("/imports/contacts", {"agency": "city", "source": "pbx", "rows": [
        {"external_id": "77", **CALL}, {"external_id": "78", **CALL}, {"external_id": "78", **CALL}]})
    assert [one["result"] for one in told.expect(200).json["results"]] == ["exists", "imported", "exists"]
    assert database.value("select count(*) from contact where external_id = '77'") == 2


def ticket(number, **more):
    return {"service": "light", "office": "hall", "channel": "counter", "subject": "Lamp", "wait_s": 30,
            "contact_source": "tickets", "contact_external_id": number, **more}


def import_ticket(api, number):
    row = {"external_id": number, "channel": "counter", "office": "hall", "queued_at": "2025-05-05T10:00:00+03:00", "wait_s": 30}
    told = api("adam").post("/imports/contacts", {"agency": "city", "source": "tickets", "rows": [row]}).expect(200)
    return told.json["results"][0]["result"]


def contacts_of(database, number):
    return database.query("select case_id, wait_s from contact where source = 'tickets' and external_id = %s", number)


def case_of(database, case):
    return database.query("select id, contacts, contact_offices, external_id from kase where reference = %s", case["reference"])[0]


def test_wait_told_with_a_case_is_not_imported_again(api, database):
    case = api("fia").post("/cases", ticket("T1")).expect(201).json
    assert import_ticket(api, "T1") == "exists"
    row = case_of(database, case)
    assert [(one["case_id"], one["wait_s"]) for one in contacts_of(database, "T1")] == [(row["id"], 30)]
    assert (row["contacts"], row["external_id"]) == (1, None)


def test_case_is_logged_with_the_contact_that_was_imported(api, database):
    """The wait stands as the ticket desk has measured it; what the clerk says of it is left out."""
    before = database.value("select count(*) from contact")
    assert import_ticket(api, "T2") == "imported"
    case = api("fia").post("/cases", ticket("T2", wait_s=999), key="t2").expect(201).json
    assert api("fia").post("/cases", ticket("T2", wait_s=999), key="t2").expect(201).json["reference"] == case["reference"]
    second = api("fia").post("/cases", ticket("T2", subject="And another lamp")).expect(201).json
    assert [one["wait_s"] for one in contacts_of(database, "T2")] == [30]
    assert database.value("select count(*) from contact") == before + 1
    for one in (case, second):
        assert case_of(database, one)["contacts"] == 1 and len(case_of(database, one)["contact_offices"]) == 1
    assert api("audra").get("/audit/counters").expect(200).json["clean"]


def test_contact_of_a_case_is_named_whole(api, cli, database):
    problem = api("fia").post("/cases", ticket(None)).expect(422).json
    assert [one["field"] for one in problem["fields"]] == ["/contact_external_id"]
    cli("fia")("case", "log", "--anonymous", "--service", "light", "--channel", "counter", "--office", "hall", "--subject", "L",
               "--source", "tickets", "--external-id", "T3", "--wait", "5", code=0)
    assert [one["wait_s"] for one in contacts_of(database, "T3")] == [5]


def test_contact_is_logged_with_its_times_on_the_command_line(cli, database):
    cli("fia")("contact", "log", "--channel", "phone", "--office", "hall", "--queued-at", "2025-05-06 10:00",
               "--ended-at", "2025-05-06 10:01", "--abandoned", "--source", "pbx", "--external-id", "cut", code=0)
    row = database.query("select wait_s, abandoned, verdict from contact where external_id = 'cut'")[0]
    assert (row["wait_s"], row["abandoned"], row["verdict"]) == (60, True, 2)


def test_customer_shows_which_contact_was_abandoned(api):
    fia = api("fia")
    customer = fia.post("/customers", {"name": "Ivan Ivanov"}).expect(201).json["id"]
    fia.post("/contacts", {**CALL, "customer": customer}).expect(201)
    fia.post("/contacts", {"channel": "phone", "office": "hall", "customer": customer, "abandoned": True,
                           "wait_s": 70}).expect(201)
    shown = fia.get(f"/customers/{customer}").expect(200).json["contacts"]
    assert [one["abandoned"] for one in shown] == [True, False]


def test_import_is_for_administrators_of_the_agency(api):
    rows = {"agency": "city", "source": "pbx", "rows": []}
    api("lena").post("/imports/contacts", rows).expect(403)
    api("adam").post("/imports/contacts", {**rows, "agency": "water"}).expect(422)


def test_standard_with_a_limit_for_abandoned_needs_seconds(api):
    files = []
    for path, items in copy.deepcopy(case_desk.FILES).items():
        if path == "city/standards":
            items[0]["abandoned_after_s"] = 5
        files.append({"path": path + ".json", "content": {path.rsplit("/", 1)[-1]: items}})
    problem = api("adam").post("/desk", {"files": files}, query={"dry_run": "true"}).expect(422).json
    assert any("abandoned_after_s" in one["field"] for one in problem["fields"])


# ---- lists ----


def day_of(rows, **wanted):
    """External ids of the contacts of a day, newest first, straight from the file."""
    found = []
    for row in rows:
        try:
            contact = oracle.read_contact(row)
        except oracle.Wrong:
            continue
        contact["verdict"] = oracle.judged(contact)[1]
        if all(str(contact[name]) == value for name, value in wanted.items()):
            found.append(row["id"])
    return set(found)


def listed(api, **query):
    found, path = [], "/contacts"
    while True:
        page = api.get(path, query={**query, "limit": 40}).expect(200).json
        found += page["items"]
        if page["next"] is None:
            assert found == sorted(found, key=lambda one: (one["at"], one["id"]), reverse=True)
            return found
        query["cursor"] = page["next"]


def test_leads_see_the_contacts_of_a_day_within_their_walls(town, export, rows):
    daemon = town()
    daemon.cli("adam").json(*words(export))
    lena, lea = daemon.api("lena"), daemon.api("lea")
    for day in ("2024-10-27", "2025-01-01", "2025-02-01"):
        assert {one["external_id"] for one in listed(lena, day=day)} == day_of(rows, day=day)
        assert {one["external_id"] for one in listed(lea, day=day)} == day_of(rows, day=day, office="east")
        missed = listed(lena, day=day, channel="phone", verdict="missed", office="hall")
        assert {one["external_id"] for one in missed} == day_of(
            rows, day=day, channel="phone", verdict="missed", office="hall")
    assert listed(lea, day="2025-01-01", office="hall") == []
    assert listed(daemon.api("walt"), day="2025-01-01") == []
    assert listed(daemon.api("walt"), day="2025-01-01", agency="city") == []
    daemon.api("fia").get("/contacts").expect(403)
    for wrong in ({"day": "today"}, {"channel": "fax"}, {"verdict": "good"}, {"cursor": "x"}):
        lena.get("/contacts", query=wrong).expect(422)
    told = daemon.cli("lena")("contact", "list", "--day", "2025-01-01", "--verdict", "missed", code=0).stdout
    assert "missed" in told and "fence-wait" in told


def test_list_of_today_tells_neither_customer_nor_words(api):
    fia, lena, lea = api("fia"), api("lena"), api("lea")
    customer = fia.post("/customers", {"name": "Secret Person"}).expect(201).json["id"]
    fia.post("/contacts", {"channel": "counter", "office": "hall", "customer": customer, "wait_s": 5,
                           "summary": "Secret words"}).expect(201)
    case = fia.post("/cases", {"service": "light", "office": "hall", "channel": "counter",
                               "subject": "Lamp"}).expect(201).json
    fia.post(f"/cases/{case['reference']}/contacts", {"channel": "phone", "office": "east"}).expect(200)
    page = lena.get("/contacts").expect(200)
    assert "Secret" not in page.text
    assert {one["case"] for one in page.json["items"]} >= {None, case["reference"]}
    seen = lea.get("/contacts").expect(200).json["items"]  # the call, but not the case of another office
    assert [(one["office"], one["case"]) for one in seen] == [("east", None)]
