"""One field that finds cases and customers: what it finds, and for whom."""
import pytest
from matrix import CALLERS, DESK
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


def log(api, subject, office="main", service="permit", **fields):
    body = {"service": service, "office": office, "channel": "counter", "subject": subject, **fields}
    return api.post("/cases", body).expect(201).json["reference"]


def found(api, words):
    answer = api.get("/search", query={"q": words}).expect(200).json
    assert len(answer["cases"]["items"]) <= 8 and len(answer["customers"]["items"]) <= 8
    return ([case["reference"] for case in answer["cases"]["items"]],
            [customer["name"] for customer in answer["customers"]["items"]])


@pytest.fixture(scope="module")
def town(people):
    return people("all.town")


@pytest.fixture(scope="module")
def shed(town):
    return log(town, "A Garden-Shed behind Улица Роза 7, 100% legal")


@pytest.mark.parametrize("words", ["shed", "SHED garden", "  gard  ", "улица РОЗА", "ули роз 7", "100%", "-shed", "{shed}", "s g", "gárden"])
def test_case_is_found_by_words_of_its_subject(town, shed, words):
    assert found(town, words)[0] == [shed]


@pytest.mark.parametrize("words", ["shed castle", "hed", "g%n", "\\", "' or true --", "shed\u00a0x", "'", "shed & !garden | x"])
def test_words_that_are_not_there_find_nothing(town, shed, words):
    assert found(town, words if len(words) > 1 else words * 2)[0] == []


def test_reference_is_found_from_its_fifth_character(town, shed):
    for length in range(6, len(shed) + 1):
        assert found(town, shed[:length].lower().replace("-", " " if length % 2 else "-"))[0] == [shed]
    assert found(town, shed[:4])[0] == []
    assert found(town, shed[:-1] + ("0" if shed[-1] != "0" else "1"))[0] == []


def test_newest_cases_come_first_and_not_too_many(town):
    made = [log(town, "Fence in series") for _ in range(10)]
    assert found(town, "fence")[0] == made[:1:-1]


def test_reference_comes_before_words(town, shed):
    other = log(town, f"The same as {shed}")
    assert found(town, shed)[0] == [shed, other]


def test_what_is_closed_is_found_too(town):
    reference = log(town, "Quickly answered", service="question")
    town.post(f"/cases/{reference}/close", {"outcome": "answered"}, if_match=1).expect(200)
    assert found(town, "quickly")[0] == [reference]


def folded(town, database):
    """What was noted by hand is folded with the next case."""
    log(town, "Next")
    wait_until(lambda: database.value("select count(*) from case_words_journal") == 0, 30, "the words of cases")


def bury(database, reference):
    """As many newer cases as are read one by one, and then some; of another subject, and without events."""
    columns = [row["column_name"] for row in database.query(
        "select column_name from information_schema.columns where table_name = 'kase'")]
    told = {"id": "id + 1000000 + n", "subject": "'Later'", "closed_at": "now()", "external_id": "null"}
    database.query(f"insert into kase ({', '.join(columns)}) select {', '.join(told.get(c, c) for c in columns)}"
                   " from kase, generate_series(1, 3100) n where reference = %s", reference)


@pytest.fixture
def old(town, database):
    """A case that is far from the newest, and one that was handed over to another agency."""
    oak = log(town, "Very old oak")
    away = log(town, "Old oaken door")
    claimed = town.post(f"/cases/{away}/claim", if_match=1).expect(200)
    town.post(f"/cases/{away}/hand-over", {"agency": "county", "reason": "Theirs"}, if_match=claimed.version).expect(200)
    folded(town, database)
    bury(database, oak)
    yield oak, away
    database.query("delete from kase where subject = 'Later'")


def test_case_is_found_however_many_came_after_it(people, town, database, old):
    oak, away = old
    wanted = {"agency.auditor": [away, oak], "office.front-desk": [away, oak], "all.county": [away]}
    assert {who: found(people(who), "old oa")[0] for who in wanted} == wanted  # what came after is only noted
    folded(town, database)
    assert {who: found(people(who), "old oa")[0] for who in wanted} == wanted


def test_words_go_with_the_subject_and_the_case(town, database):
    reference = log(town, "Umbrella stand")
    folded(town, database)
    where = f"where reference = '{reference}'"
    words = f"select count(*) from case_words w join kase k on k.agency_id = w.agency_id and k.id = w.case_id {where}"
    assert database.value(words) == 1
    database.query(f"update kase set subject = 'Parasol' {where}")
    assert found(town, "umbrella")[0] == [] and found(town, "parasol")[0] == [reference]
    database.query(f"update kase set subject = null {where}")
    assert found(town, "parasol")[0] == [] and database.value(words) == 0


def test_words_are_made_anew_and_the_audit_sees_when_they_are_not(people, town, database):
    reference = log(town, "Weathercock")
    folded(town, database)
    auditor = people("agency.auditor")
    assert auditor.get("/audit/chain").expect(200).json["clean"]
    database.query("delete from case_words where words @@ 'weathercock'")
    told = auditor.get("/audit/chain").expect(200).json
    assert told["differences"] == ["case without the words of its subject, how many: 1"]
    database.query("insert into case_words_journal select agency_id, array_agg(id) from kase group by 1")
    assert found(town, "weathercock")[0] == [reference]
    folded(town, database)
    assert auditor.get("/audit/chain").expect(200).json["clean"]


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_everybody_finds_what_their_lists_show(people, town, caller):
    """Cases as the list of cases has them, customers as the search for customers; nothing where that is refused."""
    api = people(caller.name)
    county = people("all.county")
    for maker, office, service in ((town, "main", "permit"), (town, "branch", "branch-permit"),
                                   (county, "seat", "licence")):
        log(maker, "Everywhere a lighthouse", office, service)
    for maker in (town, county):
        maker.post("/customers", {"name": f"Lighthouse {caller.name}"}).expect(201)
    if caller.anywhere() == {"courier"}:
        api.get("/search", query={"q": "lighthouse"}).expect(403)
        return
    listed = [case["reference"] for case in api.get("/cases", query={"status": "all", "limit": 200}).expect(200).json[
        "items"] if case["subject"] == "Everywhere a lighthouse"]
    cases, customers = found(api, "lighthouse")
    assert cases == listed[:8]
    asked = api.get("/customers", query={"q": "lighthouse", "limit": 8})
    assert customers == ([one["name"] for one in asked.json["items"]] if asked.status == 200 else [])


@pytest.mark.parametrize("words", [None, "", "x", "x" * 201])
def test_what_cannot_be_looked_for_is_told(town, words):
    refused = town.get("/search", query={} if words is None else {"q": words}).expect(422)
    assert [field["field"] for field in refused.json["fields"]] == ["q"]


def test_customers_go_on_with_their_own_page(town):
    for number in range(10):
        town.post("/customers", {"name": f"Zora Many {number}"}).expect(201)
    page = town.get("/search", query={"q": "zora many"}).expect(200).json["customers"]
    rest = town.get("/customers", query={"q": "zora many", "cursor": page["next"]}).expect(200).json["items"]
    assert len({one["id"] for one in page["items"] + rest}) == 10
