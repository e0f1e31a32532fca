"""Customers: add, find, show, change, merge."""
import concurrent.futures
import itertools
import threading

import pytest

from onestop_daemon import wait_until

CLERK = "ivo.marinov"  # front desk, of both agencies, at the central hall
MANAGER = "mila.petrova"  # case manager of the city
WATER = "stela.ruseva"  # front desk of the other agency
_numbers = itertools.count(1)


@pytest.fixture
def clerk(api):
    return api(CLERK)


@pytest.fixture
def manager(api):
    return api(MANAGER)


def fresh(kind="egn"):
    return {"kind": kind, "value": f"77{next(_numbers):08}"}


def add(api, status=201, **fields):
    body = {"agency": "city", "name": "Ana Petrova", **fields}
    return api.post("/customers", body).expect(status)


def log(api, customer, **fields):
    body = {"agency": "city", "service": "public-information", "office": "central-hall",
            "channel": "counter", "subject": "Where is my file?", "customer": customer, **fields}
    return api.post("/cases", body).expect(201).json


# ---- add ----

def test_add_brings_what_was_told_into_one_form(clerk):
    answer = add(clerk, name="  Ана   Петрова ", phone="00359 (2) 123-45-67", email="Ana.P@Example.ORG",
                 identifiers=[{"kind": "passport", "value": " ab 12 cd"}], language="BG",
                 channel="phone", segment="business", address="ul. Vitosha 1")
    customer = answer.json
    assert answer.headers["location"] == f"/api/v1/customers/{customer['id']}"
    assert answer.version == customer["version"] == 1
    assert customer == {
        "id": customer["id"], "version": 1, "agency": "city", "name": "Ана Петрова",
        "phone": "+35921234567", "email": "ana.p@example.org", "address": "ul. Vitosha 1",
        "language": "bg", "channel": "phone", "segment": "business",
        "identifiers": [{"kind": "passport", "value": "AB12CD"}], "erased_at": None}


def test_add_and_show_say_the_same(clerk):
    added = add(clerk, phone="112", identifiers=[fresh()]).json
    shown = clerk.get(f"/customers/{added['id']}").expect(200).json
    assert {key: shown[key] for key in added} == added


def test_add_names_every_wrong_field(clerk):
    answer = add(clerk, 422, name=" ", phone="call me", email="ana@", segment="nobody", channel="pigeon")
    fields = {field["field"] for field in answer.json["fields"]}
    assert {"/name", "/channel"} <= fields
    answer = add(clerk, 422, phone="call me", email="ana@", language="Bulgarian?")
    assert {field["field"] for field in answer.json["fields"]} == {"/phone", "/email", "/language"}
    answer = add(clerk, 422, segment="nobody")
    assert answer.json["fields"][0]["field"] == "/segment"


def test_add_asks_for_the_agency_of_who_works_for_two(api, clerk):
    clerk.post("/customers", {"name": "Ana"}).expect(422)
    assert api(MANAGER).post("/customers", {"name": "Ana"}).expect(201).json["agency"] == "city"


def test_add_in_an_agency_of_others_is_no_agency(api):
    answer = api(WATER).post("/customers", {"name": "Ana", "agency": "city"}).expect(422)
    assert answer.json["fields"][0]["field"] == "/agency"


def test_add_with_a_known_identifier_names_who_has_it(clerk):
    identifier = fresh()
    first = add(clerk, identifiers=[identifier]).json
    spaced = {"kind": identifier["kind"], "value": " ".join(identifier["value"])}
    answer = add(clerk, 409, name="Somebody else", identifiers=[fresh(), spaced])
    assert str(first["id"]) in answer.json["detail"]
    assert answer.json["fields"][0]["field"] == "/identifiers/1"


def test_add_again_with_the_same_key_is_the_first_answer(clerk, database):
    body = {"agency": "city", "name": "Twice", "identifiers": [fresh()]}
    first = clerk.post("/customers", body, key="twice").expect(201)
    again = clerk.post("/customers", body, key="twice").expect(201)
    assert again.json == first.json
    assert database.value("select count(*) from customer where name = 'Twice'") == 1


def test_add_at_the_same_moment_makes_one_record(daemon, database):
    identifier = fresh()
    apis = [daemon.api(CLERK) for _ in range(8)]

    def one(number):
        return apis[number].post("/customers", {"agency": "city", "name": f"Racer {number}",
                                                "identifiers": [identifier]})
    with concurrent.futures.ThreadPoolExecutor(len(apis)) as pool:
        answers = list(pool.map(one, range(len(apis))))
    made = [answer.json["id"] for answer in answers if answer.status == 201]
    assert len(made) == 1
    for answer in answers:
        if answer.status != 201:
            assert answer.status == 409 and str(made[0]) in answer.json["detail"]
    assert database.value("select count(*) from customer where name like 'Racer%%'") == 1


def test_the_same_identifier_in_another_agency_is_somebody_else(api, clerk):
    identifier = fresh()
    add(clerk, identifiers=[identifier])
    api(WATER).post("/customers", {"name": "Ana", "identifiers": [identifier]}).expect(201)


# ---- find ----

def found(api, **query):
    return [item["id"] for item in api.get("/customers", query=query).expect(200).json["items"]]


@pytest.fixture(scope="module")
def people(daemon):
    """A few people with names of their own."""
    api = daemon.api(CLERK)
    make = lambda name, **more: add(api, name=name, **more).json["id"]  # noqa: E731
    return {
        "elodie": make("Élodie Müller-Varga", phone="+33 1 44 55 66 77", email="elodie@varga.example"),
        "zahari": make("Захари Стоянов", phone="0888 765 432"),
        "konstantin": make("Konstantin Bogdanovski", identifiers=[{"kind": "egn", "value": "6501014321"}]),
        "konstantina": make("Konstantina Bogdanovska"),
    }


@pytest.mark.parametrize("words, who", [
    ("elodie muller", "elodie"), ("Muller Elodie", "elodie"), ("Elodi Varga", "elodie"),
    ("Захари", "zahari"), ("стоянов захари", "zahari"), ("Захри Стоянв", "zahari"),
    ("Konstantin Bogdanovski", "konstantin"), ("konstantin bogdanovskii", "konstantin"),
    ("bogdanowski konstantin", "konstantin"),
    ("+33144556677", "elodie"), ("01 44 55 66 77", "elodie"), ("00359888765432", "zahari"),
    ("ELODIE@varga.example", "elodie"), ("650101 4321", "konstantin"),
])
def test_find_by_words(clerk, people, words, who):
    assert found(clerk, q=words)[0] == people[who]


def test_find_by_what_is_known_exactly(clerk, people):
    assert found(clerk, identifier="egn:650101 4321") == [people["konstantin"]]
    assert found(clerk, identifier="6501014321") == [people["konstantin"]]
    assert found(clerk, identifier="passport:6501014321") == []
    assert found(clerk, phone="+359 888 765 432") == [people["zahari"]]
    assert found(clerk, email="elodie@VARGA.example") == [people["elodie"]]


def test_find_masks_personal_data(clerk, people):
    item = clerk.get("/customers", query={"q": "elodie@varga.example"}).expect(200).json["items"][0]
    assert item["name"] == "Élodie Müller-Varga"
    assert item["phone"].endswith("677") and "4455" not in item["phone"]
    assert item["email"].endswith("@varga.example") and "elodie" not in item["email"]
    assert "address" not in item
    item = clerk.get("/customers", query={"identifier": "6501014321"}).expect(200).json["items"][0]
    assert item["identifiers"] == ["egn:•••••••321"]


def test_find_nothing_is_an_empty_list(clerk, people):
    assert clerk.get("/customers", query={"q": "Xerxes Quagmire"}).expect(200).json == {
        "items": [], "next": None}


def test_find_wants_something_to_look_for(clerk):
    for query in ({}, {"q": "x"}, {"phone": "none"}, {"email": "none"}, {"q": "ana", "limit": 0},
                  {"q": "ana", "cursor": "soup"}):
        clerk.get("/customers", query=query).expect(422)


def test_find_goes_on_page_by_page(clerk):
    made = {add(clerk, name=f"Pagination Person {n}").json["id"] for n in range(5)}
    path, seen = "/customers?q=pagination%20person&limit=2", []
    while path:
        answer = clerk.get(path).expect(200)
        seen += [item["id"] for item in answer.json["items"]]
        link = answer.headers.get("link", "")
        assert bool(link) == (answer.json["next"] is not None)
        path = link.split(">")[0][1:].removeprefix("/api/v1") if link else None
    assert len(seen) == len(set(seen)) == 5 and set(seen) == made


def test_find_sees_only_agencies_of_the_caller(api, clerk, people):
    assert found(api(WATER), q="Konstantin Bogdanovski") == []
    assert found(api(WATER), identifier="6501014321") == []
    assert found(api(WATER), phone="+33144556677") == []


def test_find_is_not_for_auditors(api):
    api("marek.dvorak").get("/customers", query={"q": "ana"}).expect(403)


# ---- show ----

def test_show_tells_all_that_is_known(clerk, manager):
    customer = add(clerk, phone="112", segment="business", identifiers=[fresh()]).json["id"]
    opened = log(clerk, customer, subject="First")
    clerk.post("/contacts", {"agency": "city", "customer": customer, "office": "central-hall", "channel": "phone",
                             "summary": "Asked for opening hours"}).expect(201)
    shown = manager.get(f"/customers/{customer}").expect(200).json
    assert [case["reference"] for case in shown["open_cases"]] == [opened["reference"]]
    assert shown["open_cases"][0] == opened
    assert shown["closed_cases"] == [] and shown["merged_from"] == []
    assert {(contact["case"], contact["summary"]) for contact in shown["contacts"]} >= {
        (None, "Asked for opening hours")}
    assert opened["reference"] in {contact["case"] for contact in shown["contacts"]}
    assert opened["segment"] == "business"


def test_show_of_another_agency_or_nothing_is_not_found(api, clerk):
    customer = add(clerk).json["id"]
    water = api(WATER)
    other = water.get(f"/customers/{customer}").expect(404).json
    nothing = water.get("/customers/999999999").expect(404).json
    assert {**other, "request_id": 0} == {**nothing, "request_id": 0}
    for wrong in ("0", "-1", "abc", "1x", "99999999999999999999"):
        clerk.get(f"/customers/{wrong}").expect(404)


def test_show_leaves_out_cases_of_other_offices(api, clerk):
    customer = add(clerk).json["id"]
    case = log(clerk, customer)
    district = api("dragan.kovac").get(f"/customers/{customer}").expect(200).json
    assert district["open_cases"] == [] and case["reference"] not in str(district)


# ---- change ----

def test_change_touches_what_is_given_and_null_clears(clerk):
    customer = add(clerk, phone="112", email="a@b.org", segment="business", identifiers=[fresh()]).json
    answer = clerk.patch(f"/customers/{customer['id']}", {"phone": None, "name": "Ana Ivanova"}, if_match=1)
    changed = answer.expect(200).json
    assert answer.version == 2
    assert changed == {**customer, "version": 2, "phone": None, "name": "Ana Ivanova"}
    shown = clerk.get(f"/customers/{customer['id']}").expect(200)
    assert shown.version == 2 and {key: shown.json[key] for key in changed} == changed


def test_change_of_nothing_makes_no_version(clerk):
    customer = add(clerk, phone="112").json["id"]
    assert clerk.patch(f"/customers/{customer}", {"phone": "1 1 2"}, if_match=1).expect(200).version == 1
    assert clerk.patch(f"/customers/{customer}", {}, if_match=1).expect(200).version == 1


def test_change_of_identifiers_replaces_the_list(clerk):
    one, two, three = fresh(), fresh(), fresh("passport")
    customer = add(clerk, identifiers=[one, two]).json["id"]
    changed = clerk.patch(f"/customers/{customer}", {"identifiers": [two, three]}, if_match=1).expect(200).json
    key = lambda item: (item["kind"], item["value"])  # noqa: E731
    assert sorted(changed["identifiers"], key=key) == sorted([two, three], key=key)
    assert clerk.get(f"/customers/{customer}").json["identifiers"] == sorted([two, three], key=key)
    add(clerk, identifiers=[one])  # it is free again
    assert str(customer) in add(clerk, 409, identifiers=[three]).json["detail"]


def test_change_to_an_identifier_of_another_is_refused(clerk):
    one, two = fresh(), fresh()
    holder = add(clerk, identifiers=[one]).json["id"]
    customer = add(clerk, identifiers=[two]).json["id"]
    answer = clerk.patch(f"/customers/{customer}", {"identifiers": [one]}, if_match=1).expect(409)
    assert str(holder) in answer.json["detail"]
    assert clerk.get(f"/customers/{customer}").json["identifiers"] == [two]


def test_change_of_an_old_version_changes_nothing(clerk):
    customer = add(clerk).json["id"]
    clerk.patch(f"/customers/{customer}", {"name": "First"}, if_match=1).expect(200)
    clerk.patch(f"/customers/{customer}", {"name": "Second"}, if_match=1).expect(412)
    clerk.patch(f"/customers/{customer}", {"name": "Third"}).expect(428)
    assert clerk.get(f"/customers/{customer}").json["name"] == "First"


def test_change_by_many_lets_one_through(daemon, clerk):
    customer = add(clerk).json["id"]
    apis = [daemon.api(CLERK) for _ in range(6)]

    def one(number):
        return apis[number].patch(f"/customers/{customer}", {"name": f"Name {number}"}, if_match=1).status
    with concurrent.futures.ThreadPoolExecutor(len(apis)) as pool:
        assert sorted(pool.map(one, range(len(apis)))) == [200] + [412] * 5


def test_change_of_another_agency_is_not_found(api, clerk):
    customer = add(clerk).json["id"]
    api(WATER).patch(f"/customers/{customer}", {"name": "X"}, if_match=1).expect(404)
    answer = clerk.patch(f"/customers/{customer}", {"agency": "water"}, if_match=1).expect(422)
    assert answer.json["fields"][0]["field"] == "/agency"


def test_change_is_not_for_professionals(api, clerk):
    customer = add(clerk).json["id"]
    api("ana.novak").get(f"/customers/{customer}").expect(200)
    api("ana.novak").patch(f"/customers/{customer}", {"name": "X"}, if_match=1).expect(403)


# ---- merge ----

def test_merge_moves_everything(clerk, manager, cli):
    one, two = fresh(), fresh("passport")
    loser = add(clerk, name="Ana Petrova", phone="112", identifiers=[one], segment="business").json["id"]
    winner = add(clerk, name="Ana Petrova-Ivanova", email="ana@b.org", identifiers=[two]).json["id"]
    cases = [log(clerk, loser, subject=f"Case {n}") for n in range(3)]
    clerk.post("/contacts", {"agency": "city", "customer": loser, "office": "central-hall", "channel": "phone",
                             "summary": "Only a contact"}).expect(201)
    merged = manager.post(f"/customers/{loser}/merge", {"into": winner}, if_match=1).expect(200)
    assert merged.version == 2 and merged.json["moved_cases"] == 3
    shown = manager.get(f"/customers/{winner}").expect(200).json
    assert shown["name"] == "Ana Petrova-Ivanova"
    assert (shown["phone"], shown["email"], shown["segment"]) == ("112", "ana@b.org", "business")
    assert shown["identifiers"] == [one, two]
    assert {case["reference"] for case in shown["open_cases"]} == {case["reference"] for case in cases}
    assert all(case["customer"] == winner and case["version"] > old["version"]
               for case in shown["open_cases"] for old in cases if old["reference"] == case["reference"])
    assert "Only a contact" in {contact["summary"] for contact in shown["contacts"]}
    events = manager.get(f"/cases/{cases[0]['reference']}/events").expect(200).json["items"]
    assert events[-1]["kind"] == "customer-changed" and events[-1]["by"]["user_name"] == MANAGER
    assert found(clerk, identifier=f"{one['kind']}:{one['value']}") == [winner]
    cli("marek.dvorak")("audit", "chain", code=0)


def test_merged_record_shows_the_one_that_took_its_place(clerk, manager):
    first, second, third = (add(clerk, name=f"Chain {n}").json["id"] for n in range(3))
    manager.post(f"/customers/{first}/merge", {"into": second}, if_match=1).expect(200)
    manager.post(f"/customers/{second}/merge", {"into": third}, if_match=2).expect(200)
    answer = clerk.get(f"/customers/{first}").expect(200)
    assert answer.json["id"] == third and answer.json["merged_from"] == [first, second]
    assert answer.headers["content-location"] == f"/api/v1/customers/{third}"
    assert set(found(clerk, q="chain 0")) & {first, second} == set()
    refused = clerk.patch(f"/customers/{first}", {"name": "X"}, if_match=2).expect(409)
    assert str(second) in refused.json["detail"]


def test_case_logged_at_the_moment_of_a_merge_is_shown_with_the_survivor(clerk, manager, database):
    identifier = fresh()
    loser, winner = add(clerk).json["id"], add(clerk, identifiers=[identifier]).json["id"]
    case = log(clerk, winner)
    manager.post(f"/customers/{loser}/merge", {"into": winner}, if_match=1).expect(200)
    # As if it had been decided before the merge and written after it.
    database.query("update kase set customer_id = %s where reference = %s", loser, case["reference"])
    shown = manager.get(f"/customers/{winner}").expect(200).json
    assert [one["reference"] for one in shown["open_cases"]] == [case["reference"]]
    for customer in (winner, loser):
        for more in ({}, {"status": "all"}, {"agency": "city"}):
            listed = manager.get("/cases", query={"customer": customer, **more}).expect(200).json
            assert [one["reference"] for one in listed["items"]] == [case["reference"]]
    item, = manager.get("/customers", query={"identifier": identifier["value"]}).expect(200).json["items"]
    assert (item["id"], item["open_cases"]) == (winner, 1)
    assert manager.get("/cases", query={"customer": winner, "status": "closed"}).expect(200).json["items"] == []
    clerk.post("/cases", {"agency": "city", "service": "public-information", "office": "central-hall",
                          "channel": "counter", "subject": "Late", "customer": loser}).expect(422)
    database.query("update kase set customer_id = %s where reference = %s", winner, case["reference"])


def test_merge_that_makes_no_sense_is_refused(api, clerk, manager):
    one, two, three = (add(clerk).json["id"] for _ in range(3))
    water = api(WATER).post("/customers", {"name": "Ana"}).expect(201).json["id"]
    manager.post(f"/customers/{one}/merge", {"into": one}, if_match=1).expect(409)
    manager.post(f"/customers/{one}/merge", {"into": water}, if_match=1).expect(422)
    manager.post(f"/customers/{one}/merge", {"into": 999999999}, if_match=1).expect(422)
    manager.post(f"/customers/{one}/merge", {"into": two}, if_match=7).expect(412)
    manager.post(f"/customers/{one}/merge", {"into": two}).expect(428)
    manager.post(f"/customers/{one}/merge", {}, if_match=1).expect(422)
    clerk.post(f"/customers/{one}/merge", {"into": two}, if_match=1).expect(403)
    manager.post(f"/customers/{one}/merge", {"into": two}, if_match=1).expect(200)
    manager.post(f"/customers/{one}/merge", {"into": three}, if_match=2).expect(409)
    manager.post(f"/customers/{three}/merge", {"into": one}, if_match=1).expect(409)
    api("bojan.krstic").post(f"/customers/{two}/merge", {"into": three}, if_match=2).expect(404)


def test_merge_again_with_the_same_key_is_the_first_answer(clerk, manager):
    one, two = add(clerk).json["id"], add(clerk).json["id"]
    first = manager.post(f"/customers/{one}/merge", {"into": two}, if_match=1, key="merge-once").expect(200)
    again = manager.post(f"/customers/{one}/merge", {"into": two}, if_match=1, key="merge-once").expect(200)
    assert again.json == first.json and again.version == first.version == 2


def test_merge_of_many_cases_goes_in_rounds(clerk, manager, database, cli):
    loser, winner = add(clerk).json["id"], add(clerk).json["id"]
    for number in range(120):
        log(clerk, loser, subject=f"Case {number}")
    merged = manager.post(f"/customers/{loser}/merge", {"into": winner}, if_match=1).expect(200)
    assert merged.json["moved_cases"] == 120
    assert database.value("select count(*) from kase where customer_id = %s", winner) == 120
    assert database.value("select count(*) from kase where customer_id = %s", loser) == 0
    cli("marek.dvorak")("audit", "chain", code=0)
    cli("marek.dvorak")("audit", "counters", code=0)


def test_merge_while_a_case_is_worked_loses_nothing(daemon, clerk, manager, database):
    loser, winner = add(clerk).json["id"], add(clerk).json["id"]
    references = [log(clerk, loser)["reference"] for _ in range(5)]
    writer = daemon.api(MANAGER)

    def notes():
        for number in range(20):
            writer.post(f"/cases/{references[number % 5]}/notes", {"body": f"Note {number}"}).expect(200)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(notes)
        manager.post(f"/customers/{loser}/merge", {"into": winner}, if_match=1).expect(200)
        under_way.result()
    assert database.value("select count(*) from kase where customer_id = %s", winner) == 5
    assert database.value("select count(*) from note where body like 'Note %%'") == 20


def test_merge_gets_its_turn_while_many_work_on_a_case(daemon, clerk, manager, database):
    loser, winner = add(clerk).json["id"], add(clerk).json["id"]
    reference = log(clerk, loser)["reference"]
    writers = [daemon.api(MANAGER) for _ in range(12)]
    merged, written = threading.Event(), [0] * len(writers)

    def notes(number):
        while not merged.is_set():
            answer = writers[number].post(f"/cases/{reference}/notes", {"body": f"Turn {loser}"})
            assert answer.status in (200, 503), answer.json
            written[number] += answer.status == 200
    with concurrent.futures.ThreadPoolExecutor(len(written)) as pool:
        under_way = [pool.submit(notes, number) for number in range(len(written))]
        try:
            wait_until(lambda: sum(written) > 20, what="work on the case")
            manager.post(f"/customers/{loser}/merge", {"into": winner}, if_match=1).expect(200)
        finally:
            merged.set()
        for one in under_way:
            one.result()
    assert database.value("select customer_id from kase where reference = %s", reference) == winner
    assert database.value("select count(*) from note where body = %s", f"Turn {loser}") == sum(written)
