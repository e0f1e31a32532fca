"""What a maturity is derived from beside plain counts: facts that cases, contacts and records leave,
and what was true of the records at an instant."""
import datetime
import json
import re
import shutil
import subprocess

import complaint_desk
import pytest
from case_desk import change
from onestop_daemon import BUILD, ROOT, wait_until

FAR = "2200-01-01"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = complaint_desk.write(tmp_path_factory.mktemp("facts-desk"))

    def issue(processes):
        processes[0]["states"][-1]["issues"] = ["granted"]
        processes[1]["because"] = ["K7QX-3M2A"]

    change(folder, "city/processes", issue)
    return folder


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).isoformat()


def log(people, service="urgent", **fields):
    case = people("fia").post("/cases", {"service": service, "channel": "counter", "subject": "Roof",
                                         **fields}).expect(201).json
    return people("lena").post(f"/cases/{case['reference']}/assign", {"to": "mila"},
                               if_match=case["version"]).expect(200).json \
        if case["handler"] is None or case["handler"]["user_name"] != "mila" else case


def act(people, user, case, what, body):
    now = people("lena").get(f"/cases/{case['reference']}").expect(200).json
    return people(user).post(f"/cases/{case['reference']}/{what}", body,
                             if_match=now["version"]).expect(200).json


def talk(people, case, user="mila", **contact):
    act(people, user, case, "contacts", {"channel": "phone", **contact})


def finish(people, case, outcome="granted", **more):
    act(people, "mila", case, "steps", {"step": "check", **more})
    act(people, "mila", case, "steps", {"step": "decide", "outcome": outcome})


class Counts:
    """The counters of some metrics, and how they have moved since."""

    def __init__(self, database, **metrics):
        self.database, self.metrics = database, metrics
        self.before = self.read()

    def read(self):
        return {name: int(self.database.value(
            "select coalesce(sum(value), 0) from counter where metric = %s", number))
            for name, number in self.metrics.items()}

    def moved(self):
        now = self.read()
        return {name: now[name] - self.before[name] for name in now if now[name] != self.before[name]}


@pytest.fixture(scope="module")
def metric(workplace):
    """metric("cases-closed"): its number."""
    text = (ROOT / "workflow/counter.h").read_text()
    names = re.findall(r'X\([A-Z_]+, "([a-z-]+)"\)', text)
    return lambda name: names.index(name) + 1


@pytest.fixture
def counts(database, metric):
    return lambda *names: Counts(database, **{name: metric(name) for name in names})


def test_staff_who_write_before_the_customer_asks_are_proactive(people, counts):
    moved = counts("cases-half-time", "cases-proactive")
    case = log(people, received_at=ago(minutes=40))  # of an hour
    talk(people, case, direction="out", purpose="information")
    talk(people, case, "fia", cause="chase")
    finish(people, case)
    assert moved.moved() == {"cases-half-time": 1, "cases-proactive": 1}


def test_staff_who_answer_the_one_who_asks_are_not_proactive(people, counts):
    moved = counts("cases-half-time", "cases-proactive")
    case = log(people, received_at=ago(minutes=40))
    talk(people, case, "fia", cause="chase")
    talk(people, case, direction="out")
    finish(people, case)
    assert moved.moved() == {"cases-half-time": 1}


def test_case_done_in_the_first_half_needs_no_word_between(people, counts):
    moved = counts("cases-half-time", "cases-closed", "documents-issued")
    finish(people, log(people))
    assert moved.moved() == {"cases-closed": 1, "documents-issued": 1}


def test_one_step_outside_makes_a_case_of_outside(people, counts):
    moved = counts("cases-outside-system", "cases-closed", "documents-issued")
    finish(people, log(people), "refused", outside_system=True)
    assert moved.moved() == {"cases-closed": 1, "cases-outside-system": 1}  # refused: no document


def test_closing_counts_for_the_version_of_its_process(people, counts, database):
    moved = counts("process-contacts")
    case = log(people)
    talk(people, case, "fia")
    finish(people, case)
    assert moved.moved() == {"process-contacts": 2}
    version = database.value("select p.id from process p join kase k on k.process_id = p.id where k.reference = %s",
                             case["reference"])
    assert database.value("select count(*) from counter where metric = %s and bucket / 2048 = %s and value > 0",
                          moved.metrics["process-contacts"] - 1, version) > 0


@pytest.mark.parametrize("fields, undescribed", [
    ({"purpose": "information", "service": "light"}, {}),
    ({"service": "light"}, {"contacts-undescribed": 1}),
    ({"purpose": "information"}, {"contacts-undescribed": 1})])
def test_contact_without_service_or_purpose_is_undescribed(people, counts, fields, undescribed):
    moved = counts("contacts", "contacts-undescribed")
    people("fia").post("/contacts", {"channel": "phone", **fields}).expect(201)
    assert moved.moved() == {"contacts": 1, **undescribed}


def test_case_that_is_logged_describes_its_contact(people, counts):
    moved = counts("contacts", "contacts-undescribed")
    log(people, "light")
    assert moved.moved() == {"contacts": 1}


# ---- records as they were ----

@pytest.fixture(scope="module")
def ana(people):
    return people("fia").post("/customers", {"name": "Ana Example", "phone": "+359888123456"}).expect(201).json["id"]


def say(people, **fields):
    return people("fia").post("/feedback", {"kind": "suggestion", "channel": "counter", "text": "A bench",
                                            **fields}).expect(201).json


def on_feedback(people, thing, what, status=200, **body):
    version = people("lena").get(f"/feedback/{thing['reference']}").expect(200).json["version"]
    return people("lena").post(f"/feedback/{thing['reference']}/{what}", body, if_match=version).expect(status).json


def improve(people, title, **fields):
    return people("lena").post("/improvements", {"title": title, **fields}).expect(201).json


def move(people, thing, *states):
    for state in states:
        now = people("lena").get(f"/improvements/{thing['reference']}").expect(200).json
        people("lena").post(f"/improvements/{thing['reference']}/move", {"to": state},
                            if_match=now["version"]).expect(200)


def now_of(database):
    return database.value("select clock_timestamp()")


def owed(database, since, until, reference):
    rows = database.query("select o.answered_at, o.due_at from answers_owed((select id from agency where code = 'city'), %s, %s) o"
                          " join record r on r.id = o.id where r.reference = %s", since, until, reference)
    return [row["answered_at"] is not None for row in rows]


def test_suggestion_of_somebody_is_due_for_an_answer_after_a_month(people, database, ana):
    old = say(people, customer=ana, received_at=ago(days=40))
    fresh, nobodys = say(people, customer=ana), say(people, received_at=ago(days=40))
    before = now_of(database)
    month = ago(days=30)
    assert owed(database, month, FAR, old["reference"]) == [False]
    assert owed(database, month, ago(days=11), old["reference"]) == []  # was not due then
    assert owed(database, month, before, fresh["reference"]) == []
    assert owed(database, month, FAR, nobodys["reference"]) == []
    on_feedback(people, old, "answer", text="We put one there")
    on_feedback(people, fresh, "answer", text="We put one there")
    assert owed(database, month, FAR, old["reference"]) == [True]
    assert owed(database, month, before, old["reference"]) == [False]  # as it stood
    assert owed(database, month, FAR, fresh["reference"]) == [True]  # answered is due


def complain(people, **fields):
    return people("fia").post("/complaints", {"channel": "phone", "subject": "delay", "text": "It was bad",
                                              **fields}).expect(201).json


def answer_complaint(people, complaint, outcome):
    whole = people("rolf").get(f"/complaints/{complaint['reference']}").expect(200).json
    people(whole["answerer"]["user_name"]).post(
        f"/complaints/{complaint['reference']}/answer", {"outcome": outcome, "answer": "We are sorry"},
        if_match=whole["version"]).expect(200)


def test_complaint_that_ran_out_of_a_stage_is_owed_an_answer(people, database, ana):
    late, told = complain(people, customer=ana, received_at=ago(minutes=605)), complain(people, customer=ana)
    secret = complain(people, customer=ana, subject="corruption", received_at=ago(days=2))
    answer_complaint(people, told, "not-upheld")
    since = ago(days=1)
    assert owed(database, since, FAR, late["reference"]) == [False]
    assert owed(database, since, FAR, told["reference"]) == [True]
    assert owed(database, since, FAR, secret["reference"]) == []


def changes(database, since="2020-01-01", until=FAR):
    return {row["reference"]: row["linked_at"] is not None for row in database.query(
        "select r.reference, o.linked_at from changes_owed((select id from agency where code = 'city'), %s, %s) o"
        " join record r on r.id = o.id", since, until)}


def test_what_is_accepted_or_upheld_is_owed_a_change(people, database):
    suggestion, ignored, no = say(people), say(people), say(people)
    on_feedback(people, suggestion, "answer", text="Good idea", accepted=True)
    on_feedback(people, ignored, "answer", text="Good idea", accepted=True)
    on_feedback(people, no, "answer", text="No")
    upheld, refused = complain(people), complain(people)
    answer_complaint(people, upheld, "partly-upheld")
    answer_complaint(people, refused, "not-upheld")
    before = now_of(database)
    bench = improve(people, "A bench")
    on_feedback(people, suggestion, "link", improvement=bench["reference"])
    version = people("lena").get(f"/improvements/{bench['reference']}").json["version"]
    people("lena").post(f"/improvements/{bench['reference']}/links",
                        {"kind": "complaint", "target": upheld["reference"]}, if_match=version).expect(200)
    found = changes(database)
    assert found[suggestion["reference"]] and found[upheld["reference"]] and not found[ignored["reference"]]
    assert no["reference"] not in found and refused["reference"] not in found
    assert not changes(database, until=before)[suggestion["reference"]]


def test_compliment_cannot_be_accepted(people):
    kind = say(people, kind="compliment")
    problem = on_feedback(people, kind, "answer", 422, text="Thanks", accepted=True)
    assert [field["field"] for field in problem["fields"]] == ["/accepted"]


def register(database, moment=FAR):
    return {row["title"]: row for row in database.query(
        "select m.title, improvement_state_name(i.state) as state, i.owner_id <> 0 as owned, i.due_at is not null as dated,"
        " i.costed, i.from_feedback from improvements_at((select id from agency where code = 'city'), %s) i"
        " join improvement m on m.id = i.id", moment)}


def test_register_is_known_as_it_was_at_a_moment(people, database):
    thing = improve(people, "A ramp")
    on_feedback(people, say(people), "link", improvement=thing["reference"])
    idea = now_of(database)
    people("lena").patch(f"/improvements/{thing['reference']}", {
        "owner": "lena", "due_at": "2031-05-01T12:00:00Z", "cost": 1200, "currency": "EUR"},
        if_match=thing["version"]).expect(200)
    move(people, thing, "accepted", "planned", "costed")
    costed = now_of(database)
    move(people, thing, "doing", "done")
    version = people("lena").get(f"/improvements/{thing['reference']}").json["version"]
    people("lena").patch(f"/improvements/{thing['reference']}", {"cost": None, "currency": None},
                         if_match=version).expect(200)
    assert "A ramp" not in register(database, ago(days=1))
    first, then, last = (register(database, moment)["A ramp"] for moment in (idea, costed, FAR))
    assert (first["state"], first["owned"], first["dated"], first["costed"]) == ("idea", False, False, False)
    assert (then["state"], then["owned"], then["dated"], then["costed"]) == ("costed", True, True, True)
    assert (last["state"], last["costed"], last["from_feedback"]) == ("done", False, True)


def samples(database, moment=FAR):
    return {row["code"]: row["paper"] for row in database.query(
        "select code, paper from samples_at((select id from agency where code = 'city'), %s)", moment)}


def test_sample_replies_of_a_moment_know_paper(people, database):
    api = people("lena")
    kept = {"code": "kept", "title": "On the shelf", "body": "Dear {{customer.name}}", "paper": True}
    one = api.post("/samples", kept).expect(201).json
    assert one["paper"] is True
    shelf = now_of(database)
    one = api.patch("/samples/kept", {"paper": False}, if_match=one["version"]).expect(200).json
    screen = now_of(database)
    api.post("/samples/kept/retire", {}, if_match=one["version"]).expect(200)
    assert (samples(database, shelf)["kept"], samples(database, screen)["kept"]) == (True, False)
    assert "kept" not in samples(database)
    assert api.get("/samples/kept", query={"version": 1}).expect(200).json["paper"] is True


def stuck(database, moment):
    return {row["reference"] for row in database.query(
        "select r.reference from stages_stuck((select id from agency where code = 'city'), %s) s"
        " join record r on r.id = s.id", moment)}


def test_stage_that_moved_up_in_time_was_never_stuck_one_that_did_not_was(people, database):
    complaint = complain(people, received_at=ago(minutes=605))
    late = complaint["reference"]
    moment = ago(minutes=2)  # the limit was five minutes ago, and nobody moved it up before it was logged
    wait_until(lambda: len(people("rolf").get(f"/complaints/{late}").json["stages"]) == 2,
               what="the complaint to move up")
    assert late in stuck(database, moment)
    assert late not in stuck(database, now_of(database)) and late not in stuck(database, ago(minutes=10))


def test_definition_of_a_moment_is_the_newest_before_it(people, database, desk):
    before = now_of(database)
    definition = json.loads((desk / "agencies.json").read_text())
    first = database.value("select desk_at((select id from agency where code = 'city'), %s) ->> 'population'", before)
    database.query("insert into desk_definition (document, applied_at) select jsonb_set(document, '{agencies,0,population}', '77'),"
                   " now() + interval '1 day' from desk_definition order by id desc limit 1 returning id")
    at = "select desk_at((select id from agency where code = 'city'), %s) ->> 'population'"
    assert definition["agencies"][0]["code"] == "city" and first is None
    assert database.value(at, before) is None and database.value(at, FAR) == "77"
    assert database.value(at, "1999-01-01") is None  # before the first one: that
    database.query("delete from desk_definition where applied_at > now() returning id")


def apply(database, folder, code=0):
    done = subprocess.run([BUILD / "onestopd", "apply", "-c", database.config(), folder], text=True,
                          capture_output=True, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr


def test_reason_of_a_process_makes_no_new_version(database, desk):
    versions = "select count(*), min(begun_at) as at from process where code = 'simple'"
    before, = database.query(versions)
    change(desk, "city/processes", lambda all: all[1].update(because=["K7QX-3M2A", "M4TZ-9Q1B"]))
    apply(database, desk)
    after, = database.query(versions)
    assert before["count"] == after["count"] == 1 and before["at"] == after["at"]
    assert database.value("select definition -> 'because' ->> 1 from process where code = 'simple'") == "M4TZ-9Q1B"


def test_each_version_of_a_process_keeps_what_it_came_of(people, database, desk):
    """The second one came of a suggestion; the third one of nothing that users said."""
    def renew(minutes, *because):
        change(desk, "city/processes", lambda all: (
            all[1]["transitions"][0].update(minutes=minutes), all[1].update(because=list(because))))
        apply(database, desk)

    first = database.value("select count(*) from process where code = 'simple'")
    renew(6, say(people)["reference"])
    second = now_of(database)
    renew(7, "7K3M-9XQ4")
    made = ("select version, cocreated from processes_at((select id from agency where code = 'city'), %s)"
            " where code = 'simple' order by version")
    assert [(row["version"] - first, row["cocreated"]) for row in database.query(made, FAR)][-2:] == [(1, True), (2, False)]
    assert [row["cocreated"] for row in database.query(made, second)][-1:] == [True]


def test_documents_are_issued_with_outcomes_of_their_state(database, desk, tmp_path):
    wrong = shutil.copytree(desk, tmp_path / "wrong")
    change(wrong, "city/processes", lambda all: all[0]["states"][-1].update(issues=["handed-out"]))
    assert "/issues: documents are issued with outcomes of this state" in apply(database, wrong, 1)


FULL = {"law": "Article 1", "steps": ["Come"], "fee": {"amount": 0}, "documents": [], "faq": [{"question": "?", "answer": "!"}],
        "plain": {"text": "Just come", "reviewed_on": "2026-01-15"}}


@pytest.mark.parametrize("without, day, levels", [
    ((), "2026-06-01", ["law", "service", "plain", "faq"]), (("faq",), "2026-06-01", ["law", "service", "plain"]),
    (("plain",), "2026-06-01", ["law", "service"]), (("steps",), "2026-06-01", ["law"]), (("fee",), "2026-06-01", ["law"]),
    (("law",), "2026-06-01", ["law", "service", "plain", "faq"]), (("law", "steps"), "2026-06-01", []),
    ((), "2028-01-15", ["law", "service", "plain", "faq"]), ((), "2028-01-16", ["law", "service"]),
    ((), "2026-01-14", ["law", "service"])])
def test_what_the_public_is_told_follows_from_what_is_there(database, without, day, levels):
    definition = json.dumps({key: value for key, value in FULL.items() if key not in without})
    assert database.value("select service_info(%s::jsonb, %s)", definition, day) == levels


def test_service_shows_what_the_public_is_told(people, database, desk):
    change(desk, "city/services", lambda all: all[2].update(
        {key: FULL[key] for key in ("law", "steps", "faq", "plain")}, fee={"amount": 0, "currency": "EUR"}))
    apply(database, desk)
    wait_until(lambda: people("mila").get("/services/light").expect(200).json["steps"] == ["Come"])
    shown = people("mila").get("/services/light").expect(200).json
    assert (shown["law"], shown["plain"]["text"]) == ("Article 1", "Just come") and shown["info"][:2] == ["law", "service"]
    assert people("mila").get("/services/fence").expect(200).json["info"] == []


def test_audits_stay_clean(people):
    for what in ("counters", "chain"):
        told = people("audra").get(f"/audit/{what}").expect(200).json
        assert told["clean"], told["differences"]
