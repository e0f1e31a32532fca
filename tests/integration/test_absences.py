"""Absences of staff: entered at once by who leads them or by themselves, honoured at once, told to nobody else,
beside those of the desk definition."""
import concurrent.futures
import datetime
import subprocess

import case_desk
import pytest
from case_desk import person
from onestop_daemon import BUILD, wait_until

TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=2))).date()
CLEAN = {"counters", "chain"}


def days(first, last=None):
    """From and to, so many days from today."""
    return {"from": str(TODAY + datetime.timedelta(first)),
            "to": str(TODAY + datetime.timedelta(first if last is None else last))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = case_desk.write(tmp_path_factory.mktemp("absence-desk"))
    case_desk.change(folder, "city/staff", lambda people: people.extend([
        person("hana", "manager", "hall"), person("otto", "manager", "east"), person("kira", "case-manager"),
        person("hall", "case-manager", "hall"), person("gone", "case-manager", absences=[days(200, 209)])]))
    return folder


@pytest.fixture(scope="module")
def database(new_database, folder):
    return new_database(folder)


@pytest.fixture(autouse=True)
def clean_at_the_end(people):
    yield
    for what in CLEAN:
        audit = people("audra").get(f"/audit/{what}").expect(200).json
        assert audit["clean"], audit


def enter(api, user, span, status=201):
    return api.post(f"/staff/{user}/absences", span).expect(status)


def withdraw(api, made):
    path = f"/absences/{made.json['reference']}"
    return api.post(f"{path}/withdraw", {}, if_match=api.get(path).expect(200).version).expect(200).json


def listed(api, **query):
    return [(one["staff"]["user_name"], one["from"]) for one in api.get("/absences", query=query).expect(200).json["items"]]


def fault(answer):
    return answer.json["fields"][0]["message"]


# ---- who may ----

@pytest.mark.parametrize("who, of, status", [
    ("lena", "mila", 201),     # works under her
    ("lena", "fia", 201),      # team lead of the whole agency
    ("adam", "mila", 201),     # administers it
    ("mila", "mila", 201),     # oneself
    ("hana", "fia", 201),      # head of her office
    ("otto", "fia", 403),      # head of another one
    ("petar", "mila", 403),    # a colleague
    ("audra", "mila", 403),    # sees figures, leads nobody
    ("walt", "mila", 404),     # leads in another agency
    ("lena", "wanda", 404),
    ("lena", "nobody", 404)])
def test_who_leads_and_each_for_oneself_enters(people, who, of, status):
    made = enter(people(who), of, days(100, 102), status)
    if status == 201:
        assert (made.json["entered_by"]["user_name"], made.json["staff"]["user_name"]) == (who, of)
        withdraw(people(who), made)


def test_only_who_may_enter_learns_of_it(people):
    made = enter(people("lena"), "fia", days(30, 31))
    path = f"/absences/{made.json['reference']}"
    shown = {who: people(who).get(path).status for who in ("lena", "fia", "hana", "otto", "petar", "walt")}
    assert shown == {"lena": 200, "fia": 200, "hana": 200, "otto": 404, "petar": 404, "walt": 404}
    seen = {who: ("fia", days(30)["from"]) in listed(people(who)) for who in shown}
    assert seen == {who: status == 200 for who, status in shown.items()}
    people("petar").post(f"{path}/withdraw", {}, if_match=1).expect(404)
    withdraw(people("fia"), made)


# ---- what it says ----

def test_form_of_the_daemon_is_that_of_the_view(people):
    lead = people("lena")
    made = enter(lead, "mila", days(20, 25))
    assert made.headers["location"] == f"/api/v1/absences/{made.json['reference']}" and made.version == 1
    shown = lead.get(f"/absences/{made.json['reference']}").expect(200).json
    assert {key: shown[key] for key in made.json} == made.json
    changed = lead.patch(f"/absences/{made.json['reference']}", {"to": days(27)["to"]}, if_match=1).expect(200)
    assert (changed.json["from"], changed.json["to"], changed.version) == (days(20)["from"], days(27)["to"], 2)
    lead.patch(f"/absences/{made.json['reference']}", {"to": days(28)["to"]}, if_match=1).expect(412)
    assert withdraw(lead, made)["withdrawn_at"]
    events = lead.get(f"/absences/{made.json['reference']}").expect(200).json["events"]
    assert [(event["kind"], event["to"]) for event in events] == [
        ("absence-entered", days(25)["to"]), ("absence-changed", days(27)["to"]), ("absence-withdrawn", days(27)["to"])]
    assert ("mila", days(20)["from"]) not in listed(lead)


def test_repeated_with_its_key_it_is_one(people):
    lead = people("lena")
    first = lead.post("/staff/mila/absences", days(40), key="the-same").expect(201)
    again = lead.post("/staff/mila/absences", days(40), key="the-same").expect(201)
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"
    withdraw(lead, first)


def test_overlap_is_refused_by_name(people):
    lead = people("lena")
    made = enter(lead, "mila", days(50, 55))
    assert made.json["reference"] in fault(enter(lead, "mila", days(55, 60), 422))
    assert "of the desk definition" in fault(enter(lead, "gone", days(209, 210), 422))
    other = enter(lead, "mila", days(56, 60))
    path = f"/absences/{other.json['reference']}"
    assert made.json["reference"] in fault(lead.patch(path, {"from": days(55)["from"]}, if_match=1).expect(422))
    for one in (made, other):
        withdraw(lead, one)
    withdraw(lead, enter(lead, "mila", days(50, 60)))  # what is taken back stands in nobody's way


def test_of_two_at_the_same_moment_one_is_refused_by_name(people):
    lead, mila = people("lena"), people("mila")
    for n in range(60, 66):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asked = [pool.submit(api.post, "/staff/mila/absences", days(n)) for api in (lead, mila)]
        made, refused = sorted((one.result() for one in asked), key=lambda answer: answer.status)
        assert (made.status, refused.status) == (201, 422)
        assert made.json["reference"] in fault(refused)
        withdraw(lead, made)


def test_what_is_over_stays(people):
    lead = people("lena")
    assert "is over" in fault(enter(lead, "mila", days(-5, -1), 422))
    made = enter(lead, "mila", days(-5, 5))
    back = lead.patch(f"/absences/{made.json['reference']}", {"to": days(-1)["to"]}, if_match=1).expect(200)
    lead.post(f"/absences/{made.json['reference']}/withdraw", {}, if_match=back.version).expect(409)
    assert ("mila", days(-5)["from"]) not in listed(lead)
    assert ("mila", days(-5)["from"]) in listed(lead, **{"from": days(-1)["from"], "staff": "mila"})


def test_list_goes_by_the_first_day_and_page_by_page(people):
    lead = people("lena")
    made = [enter(lead, user, span) for user, span in (("petar", days(0, 3)), ("kira", days(2)), ("hall", days(1, 2)))]
    now = listed(lead, to=days(3)["to"])
    assert now == [("petar", days(0)["from"]), ("hall", days(1)["from"]), ("kira", days(2)["from"])]
    paged, cursor = [], None
    while True:
        page = lead.get("/absences", query={"to": days(3)["to"], "limit": 1, **({"cursor": cursor} if cursor else {})}).json
        paged += [(one["staff"]["user_name"], one["from"]) for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == now
    assert listed(lead, office="east", to=days(3)["to"]) == [now[0], now[2]]  # who works for the hall only is no matter there
    assert listed(people("kira"), staff="me") == [("kira", days(2)["from"])] == listed(people("kira"))
    definition = lead.get("/absences", query={"staff": "gone"}).json["items"]
    assert [(one["reference"], one["from"], one["entered_by"]) for one in definition] == [(None, days(200)["from"], None)]
    for one in made:
        withdraw(lead, one)


# ---- what follows ----

def log(api, **fields):
    return api.post("/cases", {"agency": "city", "service": "light", "office": "hall", "channel": "counter",
                               "subject": "A lamp", **fields}).expect(201).json


def away_now(api):
    """Who is away by the desk that work is given out by, and until when."""
    return {one["user_name"]: one["away_until"] for one in api.get("/desk").expect(200).json["staff"] if one["away_until"]}


def test_who_is_away_is_given_no_case_at_once(people):
    """Everybody who could work it but one is away; then that one comes back, and the last one goes."""
    lead, clerk = people("lena"), people("fia")
    workers = ["mila", "petar", "kira", "hall", "gone"]
    away = {user: enter(lead, user, days(0)) for user in workers[:-1]}
    wait_until(lambda: away_now(clerk) == dict.fromkeys(away, str(TODAY)), what="the desk with the absences")
    assert {log(clerk)["handler"]["user_name"] for _ in range(3)} == {"gone"}
    withdraw(lead, away["kira"])
    last = enter(people("gone"), "gone", days(0, 2))
    wait_until(lambda: "kira" not in away_now(clerk) and away_now(clerk).get("gone") == days(2)["from"],
               what="the desk with who came back")
    assert {log(clerk)["handler"]["user_name"] for _ in range(3)} == {"kira"}
    for one in (*(away[user] for user in ("mila", "petar", "hall")), last):
        withdraw(lead, one)


def test_who_is_told(people):
    def told(user):
        return [(one["kind"], one["reference"], one["subject"]) for one in
                people(user).get("/notices", query={"limit": 200}).json["items"] if one["about"] == "absence"]

    by_lead, own = enter(people("lena"), "petar", days(70)), enter(people("petar"), "petar", days(72))
    assert ("absence-entered", by_lead.json["reference"], "Petar") in told("petar")
    assert ("absence-entered", own.json["reference"], "Petar") in told("lena")
    for one in (by_lead, own):
        withdraw(people("petar"), one)
    assert ("absence-withdrawn", own.json["reference"], "Petar") in told("lena")


def test_what_is_in_hand_is_counted(people):
    lead, clerk = people("lena"), people("fia")
    made = enter(lead, "kira", days(0, 3))
    before = lead.get(f"/absences/{made.json['reference']}").json
    for fields in ({}, {}, {"service": "urgent"}):  # ten days, ten days, an hour
        case = log(clerk, **fields)
        lead.post(f"/cases/{case['reference']}/assign", {"to": "kira"}, if_match=case["version"]).expect(200)
    shown = lead.get(f"/absences/{made.json['reference']}").json
    assert (shown["open_cases"] - before["open_cases"], shown["due_before_back"] - before["due_before_back"]) == (3, 1)
    (item,) = [one for one in lead.get("/absences").json["items"] if one["reference"] == made.json["reference"]]
    assert (item["open_cases"], item["due_before_back"]) == (shown["open_cases"], shown["due_before_back"])
    withdraw(lead, made)


# ---- beside the desk definition ----

def test_definition_replaces_its_own_only(people, database, folder):
    lead = people("lena")
    made = enter(lead, "kira", days(80, 84))

    def apply(*spans):
        case_desk.change(folder, "city/staff", lambda staff: next(
            one for one in staff if one["user_name"] == "kira").update(absences=list(spans)))
        return subprocess.run([BUILD / "onestopd", "apply", "-c", database.config(), folder], text=True, capture_output=True,
                              timeout=60, check=False)

    assert apply(days(90, 92)).returncode == 0
    assert listed(lead, staff="kira") == [("kira", days(80)["from"]), ("kira", days(90)["from"])]
    refused = apply(days(84, 86), days(90, 92))
    assert refused.returncode == 1 and '/staff: the absence of "kira"' in refused.stderr
    assert f"overlaps with {made.json['reference']}" in refused.stderr
    assert apply(days(88, 92)).returncode == 0  # moves over where it was
    assert apply().returncode == 0
    assert listed(lead, staff="kira") == [("kira", days(80)["from"])]
    withdraw(lead, made)
    assert apply(days(80, 84)).returncode == 0


# ---- the command line ----

def test_command_line(cli):
    lead = cli("lena")
    span = days(110, 114)
    said = lead("absence", "enter", "mila", span["from"], span["to"], code=0).stdout
    assert f"Mila is away from {span['from']} to {span['to']}" in said
    reference = said.split("absence ")[1].split()[0]
    lead("absence", "enter", "mila", span["from"], code=1)
    assert reference in lead("absence", "list", "--staff", "mila", code=0).stdout
    assert "version 2" in lead("absence", "change", reference, "--to", days(112)["to"], code=0).stdout
    shown = lead("absence", "show", reference, code=0).stdout
    assert "absence-changed" in shown and days(112)["to"] in shown
    assert "is taken back" in lead("absence", "withdraw", reference, code=0).stdout
    assert reference not in lead("absence", "list", "--staff", "mila", code=0).stdout
    cli("petar")("absence", "enter", "mila", span["from"], code=5)
