"""Evidence: entered by who leads, checked by somebody else, corrected, withdrawn, with documents; what
counted on a past day."""
import base64
import hashlib

import complaint_desk
import pytest

FAR = "2200-01-01"
COURSE = {"kind": "training", "title": "Course of March", "date": "2026-03-10",
          "fields": {"staff": "mila", "kind": "technical", "course": "Building law", "hours": 16}}
LEAFLET = {"kind": "publication", "title": "Leaflet on fences", "date": "2026-02-01", "expires": "2031-12-31",
           "fields": {"medium": "leaflet", "topic": "fences"}}


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(complaint_desk.write(tmp_path_factory.mktemp("evidence-desk")))


def enter(people, user="lena", status=201, **fields):
    return people(user).post("/evidence", {**LEAFLET, **fields}).expect(status).json


def show(people, thing, user="rolf"):
    return people(user).get(f"/evidence/{thing['reference']}").expect(200).json


def act(people, user, thing, what, status=200, **body):
    version = show(people, thing)["version"]
    return people(user).post(f"/evidence/{thing['reference']}/{what}", body, if_match=version).expect(status).json


def correct(people, user, thing, status=200, **body):
    version = show(people, thing)["version"]
    return people(user).patch(f"/evidence/{thing['reference']}", body, if_match=version).expect(status).json


def fields_of(problem):
    return {field["field"]: field["message"] for field in problem["fields"]}


def brief(whole):
    return {key: value for key, value in whole.items() if key not in ("versions", "events")}


def counting(database, moment=FAR, day="2026-06-01"):
    return {row["reference"]: row for row in database.query(
        "select r.reference, e.* from evidence_at((select id from agency where code = 'city'), %s, %s) e"
        " join record r on r.id = e.id", moment, day)}


def now_of(database):
    return database.value("select clock_timestamp()")


# ---- entered, checked ----

def test_evidence_counts_once_somebody_else_has_checked_it(people, database):
    thing = enter(people)
    assert (thing["state"], thing["content"], thing["checked_by"]) == ("unchecked", 1, None)
    assert brief(show(people, thing)) == thing  # the daemon's own form is that of the view
    assert thing["reference"] not in counting(database)
    refused = act(people, "lena", thing, "check", 403)
    assert "somebody else has to check it" in refused["detail"]
    before = now_of(database)
    checked = act(people, "leo", thing, "check")
    assert (checked["state"], checked["checked_by"]["user_name"]) == ("in-force", "leo")
    assert brief(show(people, thing)) == checked
    assert counting(database)[thing["reference"]]["fields"] == LEAFLET["fields"]
    assert thing["reference"] not in counting(database, before)  # it was not known to be right then
    act(people, "rita", thing, "check", 409)


def test_evidence_counts_from_its_date_until_it_expires(people, database):
    thing = enter(people, date="2026-02-01", expires="2026-05-31")
    act(people, "leo", thing, "check")
    days = {day: thing["reference"] in counting(database, day=day)
            for day in ("2026-01-31", "2026-02-01", "2026-05-31", "2026-06-01")}
    assert list(days.values()) == [False, True, True, False]
    assert show(people, thing)["state"] == "expired"


def test_correction_is_a_new_version_to_be_checked(people, database):
    thing = enter(people)
    act(people, "leo", thing, "check")
    before = now_of(database)
    changed = correct(people, "leo", thing, fields={"medium": "press", "topic": "fences"})
    assert (changed["state"], changed["content"], changed["fields"]["medium"]) == ("unchecked", 2, "press")
    assert thing["reference"] not in counting(database)
    act(people, "leo", thing, "check", 403)  # who entered this version
    act(people, "lena", thing, "check")  # who entered the one before
    assert counting(database)[thing["reference"]]["fields"]["medium"] == "press"
    assert counting(database, before)[thing["reference"]]["fields"]["medium"] == "leaflet"
    versions = show(people, thing)["versions"]
    assert [(one["content"], one["fields"]["medium"], one["checked_by"]["user_name"]) for one in versions] == [
        (2, "press", "lena"), (1, "leaflet", "leo")]
    same = correct(people, "lena", thing, title=thing["title"])
    assert same["content"] == 2 and same["state"] == "in-force"


def test_withdrawn_evidence_counts_no_more_and_stays(people, database):
    thing = enter(people)
    act(people, "leo", thing, "check")
    before = now_of(database)
    gone = act(people, "rita", thing, "withdraw", reason="It was never printed")
    assert (gone["state"], gone["reason"], gone["withdrawn_by"]["user_name"]) == (
        "withdrawn", "It was never printed", "rita")
    assert thing["reference"] not in counting(database) and thing["reference"] in counting(database, before)
    act(people, "rita", thing, "withdraw", 409, reason="Again")
    act(people, "leo", thing, "check", 409)
    correct(people, "lena", thing, 409, title="Other")
    assert [event["kind"] for event in show(people, thing)["events"]] == [
        "evidence-added", "evidence-checked", "evidence-withdrawn"]


# ---- what is said ----

KINDS = {
    "consultation": {"method": "Round table", "participants": 30, "service": "fence"},
    "publication": {"medium": "press", "topic": "Opening hours"},
    "site-inspection": {"office": "hall", "signposting": 70, "location": 80, "layout": 60,
                        "accessibility": 0, "branding": 100},
    "leadership-act": {"role": "mayor", "what": "floor-visit"},
    "initiative": {"origin": "own"},
    "benefit": {"what": "time", "indicator": "in_system_share", "before": 0.5, "after": 0.75},
    "training": COURSE["fields"],
    "training-plan": {"staff": "petar"},
    "objective": {"text": "One visit", "results_focused": True,
                  "indicators": [{"indicator": "single_contact_share", "target": 0.9},
                                 {"indicator": "chase_share", "target": 0.1, "aim": "down"}]},
    "partnership": {"with": "Chamber of Commerce"},
    "risk": {"likelihood": 2, "impact": 5, "treatment": "A second line"},
    "accreditation": {"scheme": "ISO 9001"},
    "benchmark": {"peer": "Next town", "indicator": "web_share", "value": 0.3},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_taken_with_its_fields(people, kind):
    thing = enter(people, kind=kind, title=kind, fields=KINDS[kind], expires=None)
    assert thing["fields"] == KINDS[kind] and brief(show(people, thing)) == thing


def test_kinds_are_told_with_their_fields(people):
    told = {one["kind"]: {field["name"] for field in one["fields"]}
            for one in people("audra").get("/evidence-kinds").expect(200).json["items"]}
    assert told == {kind: set(fields) for kind, fields in KINDS.items()}


@pytest.mark.parametrize("kind, fields, wrong", [
    ("publication", {"topic": "x"}, {"/fields/medium": "is missing: one of board, press, leaflet, website, campaign"}),
    ("publication", {"medium": "radio", "topic": " "},
     {"/fields/medium": "must be one of: board, press, leaflet, website, campaign",
      "/fields/topic": "must have 1 to 200 characters, not only blanks"}),
    ("publication", {**KINDS["publication"], "level": 3},
     {"/fields/level": "is not said of this kind; it has medium, topic"}),
    ("training", {**COURSE["fields"], "staff": "wanda", "hours": 1.5},
     {"/fields/staff": "nobody of the name wanda works here", "/fields/hours": "must be a whole number from 1 to 10000"}),
    ("site-inspection", {**KINDS["site-inspection"], "office": "works", "layout": 101},
     {"/fields/office": "there is no office works here", "/fields/layout": "must be a whole number from 0 to 100"}),
    ("benefit", {"what": "time", "before": 2},
     {"/fields/indicator": "is missing: what is measured has an indicator, before and after",
      "/fields/after": "is missing: what is measured has an indicator, before and after"}),
    ("objective", {"text": "x", "results_focused": "yes", "indicators": [{"indicator": "A b", "target": "x", "aim": "on"}]},
     {"/fields/results_focused": "must be true or false",
      "/fields/indicators/0/indicator": "is no indicator: name one, such as web_share or ideas/12m",
      "/fields/indicators/0/target": "must be a number", "/fields/indicators/0/aim": "must be up or down"}),
    ("benchmark", {"peer": "Next town", "indicator": "web_shares", "value": 1},
     {"/fields/indicator": "is no indicator: name one, such as web_share or ideas/12m"}),
    ("leadership-act", {"role": "The Mayor", "what": "floor-visit"},
     {"/fields/role": "must be a code: small letters, digits and hyphens"}),
    ("consultation", {"method": ["x"], "participants": 0, "service": "nothing"},
     {"/fields/method": "must be a text", "/fields/participants": "must be a whole number from 1 to 100000000",
      "/fields/service": "there is no service nothing here"})])
def test_wrong_fields_are_all_told_with_what_would_be_right(people, kind, fields, wrong):
    assert fields_of(enter(people, status=422, kind=kind, fields=fields)) == wrong


@pytest.mark.parametrize("told, wrong", [
    ({"kind": "mystery-visit"}, {"/kind": "a mystery visit is entered as a survey: POST /surveys"}),
    ({"kind": "level"}, {"/kind": "there is no such kind of evidence: see /evidence-kinds"}),
    ({"date": "2999-01-01", "expires": None}, {"/date": "is in the future: record it once it has been"}),
    ({"date": "2026-02-30"}, {"/date": "must be a date, such as 2027-03-31"}),
    ({"expires": "2026-01-31"}, {"/expires": "is before its date"}),
    ({"agency": "water"}, {"/agency": "there is no such agency for you"})])
def test_what_cannot_be_is_told(people, told, wrong):
    assert fields_of(enter(people, status=422, **told)) == wrong


def test_kind_stays(people):
    thing = enter(people)
    assert "/kind" in fields_of(correct(people, "lena", thing, 422, kind="training"))


# ---- who may ----

def test_who_leads_enters_and_who_sees_figures_reads(people, database):
    thing = enter(people)
    for user, status in (("rolf", 201), ("adam", 201), ("audra", 403), ("mila", 403), ("fia", 403), ("arch", 403)):
        people(user).post("/evidence", LEAFLET).expect(status)
    for user, status in (("rolf", 200), ("adam", 200), ("audra", 200), ("hana", 200), ("mila", 403), ("walt", 404)):
        people(user).get(f"/evidence/{thing['reference']}").expect(status)
    listed = people("walt").get("/evidence", query={"limit": 200}).expect(200).json["items"]
    assert listed == []
    assert people("walt").get("/evidence", query={"agency": "city"}).expect(200).json["items"] == []
    rows = "select count(*) from evidence"
    assert database.value(rows) > 0


def test_row_security_hides_evidence_of_other_agencies(people, database):
    thing = enter(people)
    water = database.value("select id from agency where code = 'water'")
    seen = ("begin", f"set local onestop.agencies = '{{{water}}}'", "set local role onestop_read")
    with database.connect() as connection, connection.cursor() as cursor:
        for statement in seen:
            cursor.execute(statement)
        for table in ("evidence", "evidence_version", "evidence_document", "evidence_brief"):
            cursor.execute(f"select count(*) as count from {table}")
            assert list(cursor.fetchone())[0] in (0, "count"), table
        connection.rollback()
    assert thing["reference"]


def test_lists_filter_by_kind_state_and_staff(people):
    course = enter(people, **COURSE)
    act(people, "leo", course, "check")
    listed = people("rolf").get("/evidence", query={"kind": "training", "staff": "mila", "state": "in-force",
                                                    "limit": 200}).expect(200).json["items"]
    assert course["reference"] in {one["reference"] for one in listed}
    assert {one["kind"] for one in listed} == {"training"}
    assert people("rolf").get("/evidence", query={"staff": "nobody"}).expect(200).json["items"] == []
    first = people("rolf").get("/evidence", query={"limit": 1}).expect(200).json
    second = people("rolf").get("/evidence", query={"limit": 1, "cursor": first["next"]}).expect(200).json
    assert first["items"][0]["reference"] != second["items"][0]["reference"]
    assert "kind" in fields_of(people("rolf").get("/evidence", query={"kind": "level"}).expect(422).json)


# ---- documents ----

PDF = b"%PDF-1.4\n" + bytes(range(256))


def attach(people, user, thing, content=PDF, status=200, name="Leaflet fences.pdf", type="application/pdf", encoded=None):
    version = show(people, thing)["version"]
    return people(user).post(f"/evidence/{thing['reference']}/document", {
        "name": name, "type": type, "content": encoded or base64.b64encode(content).decode()},
        if_match=version).expect(status).json


def test_document_comes_back_as_it_was_as_a_file(people):
    thing = enter(people)
    attached = attach(people, "lena", thing, name="Листовка.pdf")
    assert attached["document"] == {"name": "Листовка.pdf", "type": "application/pdf", "size": len(PDF),
                                    "digest": hashlib.sha256(PDF).hexdigest()}
    assert brief(show(people, thing)) == attached
    answer = people("audra").get(f"/evidence/{thing['reference']}/document").expect(200)
    assert answer.body == PDF and answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert "filename*=UTF-8''%D0%9B" in answer.headers["content-disposition"]
    people("mila").get(f"/evidence/{thing['reference']}/document").expect(403)
    people("walt").get(f"/evidence/{thing['reference']}/document").expect(404)
    bare = enter(people)
    people("audra").get(f"/evidence/{bare['reference']}/document").expect(404)


def test_another_document_is_to_be_checked_anew(people, database):
    thing = enter(people)
    act(people, "leo", thing, "check")
    assert attach(people, "lena", thing)["state"] == "unchecked"
    act(people, "leo", thing, "check")
    assert attach(people, "lena", thing)["state"] == "in-force"  # the same
    attach(people, "lena", thing, b"plain words", name="note.txt", type="text/plain")
    assert [one["document"] and one["document"]["name"] for one in show(people, thing)["versions"]] == [
        "note.txt", "Leaflet fences.pdf", None]
    assert database.value("select count(*) from evidence_document") == 2  # each once


@pytest.mark.parametrize("told, field", [
    ({"type": "text/html", "content": b"<script>"}, "/type"),
    ({"content": b"MZ no pdf"}, "/content"), ({"encoded": "%%%"}, "/content"),
    ({"name": "../../etc/passwd"}, "/name"), ({"name": ".profile"}, "/name"),
    ({"content": b"a\x00b", "type": "text/plain"}, "/content"),
    ({"content": b"%PDF-" + bytes(2 * 1024 * 1024)}, "/content")])
def test_what_may_not_be_attached_is_told(people, told, field):
    assert list(fields_of(attach(people, "lena", enter(people), status=422, **told))) == [field]


def test_document_is_stored_for_who_may_attach_alone(people, database):
    before = database.value("select count(*) from evidence_document")
    thing = enter(people)
    attach(people, "audra", thing, b"%PDF-secret", status=403)
    people("walt").post(f"/evidence/{thing['reference']}/document", {
        "name": "a.pdf", "type": "application/pdf", "content": base64.b64encode(b"%PDF-x").decode()},
        if_match=1).expect(404)
    assert database.value("select count(*) from evidence_document") == before


# ---- what follows from it ----

def test_staff_of_a_day_are_those_of_its_definition(database):
    names = {row["user_name"] for row in database.query(
        "select user_name from staff_at((select id from agency where code = 'city'), %s)", FAR)}
    assert {"mila", "lena", "rolf", "audra"} <= names and "wanda" not in names


def test_process_made_with_users_names_what_it_came_of(people, database):
    talk = enter(people, kind="consultation", title="Round table", fields=KINDS["consultation"])
    made = ("select cocreated from processes_at((select id from agency where code = 'city'), %s) where code = 'simple'")
    database.query("insert into desk_definition (document, applied_at) select jsonb_set(document,"
                   " '{agencies,0,processes,1,because}', to_jsonb(array[%s])), now() + interval '1 day'"
                   " from desk_definition order by id desc limit 1 returning id", talk["reference"].lower())
    assert database.value(made, FAR) is False  # nobody has checked it
    act(people, "leo", talk, "check")
    assert database.value(made, FAR) is True
    assert database.value(made, now_of(database)) is False  # before that definition
    database.query("delete from desk_definition where applied_at > now() returning id")


def test_evidence_is_entered_and_checked_on_the_command_line(daemon, tmp_path):
    lena, leo = daemon.cli("lena"), daemon.cli("leo")
    file = tmp_path / "report.pdf"
    file.write_bytes(PDF)
    made = lena.json("evidence", "add", "site-inspection", "Visit of May", "--date", "2026-05-04", "--field", "office=hall",
                     "--field", "signposting=70", "--field", "location=80", "--field", "layout=60", "--field",
                     "accessibility=90", "--field", "branding=75", "--document", file)
    reference = made["reference"]
    assert made["fields"]["signposting"] == 70 and made["document"]["name"] == "report.pdf"
    assert reference in leo("evidence", "list", "--state", "unchecked", code=0).stdout
    told = lena("evidence", "check", reference, code=None)
    assert told.returncode != 0 and "somebody else has to check it" in told.stderr
    leo("evidence", "check", reference, code=0)
    copy = tmp_path / "copy.pdf"
    leo("evidence", "document", reference, "--output", copy, code=0)
    assert copy.read_bytes() == PDF
    shown = leo("evidence", "show", reference, code=0).stdout
    assert "Visit of May" in shown and "branding" in shown and "75" in shown
    corrected = lena.json("evidence", "correct", reference, "--title", "Visit of 4 May", "--field", "branding=80")
    assert (corrected["fields"]["branding"], corrected["fields"]["office"], corrected["content"]) == (80, "hall", 3)
    leo("evidence", "withdraw", reference, "Another office", code=0)
    assert reference in leo("evidence", "list", "--state", "withdrawn", code=0).stdout
    assert "participants" in leo("evidence", "kinds", code=0).stdout


def test_audits_stay_clean(people):
    for what in ("counters", "chain"):
        told = people("audra").get(f"/audit/{what}").expect(200).json
        assert told["clean"], told["differences"]
