"""Surveys: who is invited when a case is closed, how they answer, what is counted, who sees what."""
import concurrent.futures
import json

import pytest

import case_desk
from onestop_daemon import ROOT

TEXTS = [{"language": "en", "title": "How was it?", "invitation": "Please tell us."},
         {"language": "bg", "title": "Как беше?"}]


def question(code, **more):
    return {"code": code, "topic": "other", "kind": "text", **more,
            "texts": [{"language": text["language"], "text": f"{code}?"} for text in TEXTS]}


QUESTIONS = [
    question("happy", topic="satisfaction", kind="scale", satisfied=[4, 5], required=True),
    question("bribe", topic="corruption-concern", kind="yes-no", good="no"), question("words")]
AFTER = {"code": "after", "name": "After closing", "kind": "customer", "percent": 100,
         "services": [{"service": "shade", "percent": 0}], "again_after_days": 30, "open_days": 5,
         "link": "https://town.example/answer#{secret}", "texts": TEXTS, "questions": QUESTIONS}
VISIT = {"code": "visit", "name": "Mystery visit", "kind": "mystery-visit", "texts": TEXTS,
         "questions": QUESTIONS}
STAFF = {"code": "team", "name": "Survey of staff", "kind": "staff", "texts": TEXTS,
         "questions": QUESTIONS}
GOOD = [{"question": "happy", "answer": "5"}, {"question": "bribe", "answer": "no"}]


def write(folder, surveys):
    case_desk.write(folder)
    for kind, more in (("staff", case_desk.person("mona", "manager")),
                       ("services", case_desk.service("shade", "simple"))):
        file = folder / f"city/{kind}.json"
        items = json.loads(file.read_text())
        items[kind].append(more)
        file.write_text(json.dumps(items))
    (folder / "city/surveys.json").write_text(json.dumps({"surveys": surveys}))
    return folder


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(str(write(tmp_path_factory.mktemp("desk"), [AFTER, VISIT, STAFF])))


@pytest.fixture(scope="module")
def staff(daemon):
    known = {}

    def client(user):
        if user not in known:
            known[user] = daemon.api(user)
        return known[user]

    return client


PEOPLE = iter(range(1, 10000))


def customer(api, **fields):
    number = next(PEOPLE)
    return api.post("/customers", {"name": f"Ana {number}", "phone": f"+35929{number:06}",
                                   **fields}).expect(201).json["id"]


def by_email(**fields):
    return {"email": f"ana{next(PEOPLE)}@example.org", "channel": "email", **fields}


def close(api, who, service="light", status=200, **fields):
    case = api.post("/cases", {"service": service, "channel": "counter", "subject": "A lamp",
                               **({"customer": who} if who else {}), **fields}).expect(201).json
    api.post(f"/cases/{case['reference']}/close", {"outcome": "done"},
             if_match=case["version"]).expect(status)
    return case


def surveys(api, **query):
    return api.get("/surveys", query={"limit": 200, **query}).expect(200).json["items"]


def invited(api, case):
    """The invitation that a case led to; None: it led to none."""
    for item in surveys(api, state="invited"):
        whole = api.get(f"/surveys/{item['reference']}").expect(200).json
        if whole["case"] == case["reference"]:
            return whole
    return None


def secret_of(database, who):
    """The secret in the newest message to a customer."""
    body = database.value("""select body from outbox o join customer c on c.email = o.address
        where c.id = %s and body like '%%town.example%%' order by o.id desc limit 1""", who)
    return body.split("#")[1].split()[0]


def by_link(daemon, secret, answers=None, status=200, **fields):
    api = daemon.api(None)
    if answers is None:
        return api.post("/survey-links/open", {"secret": secret, **fields}, key=None).expect(status)
    return api.post("/survey-links/answer", {"secret": secret, "answers": answers},
                    key=None).expect(status)


def names_of_metrics():
    text = (ROOT / "workflow/counter.h").read_text()
    return [line.split('"')[1] for line in text.splitlines() if line.strip().startswith("X(")]


def counted(database, metric):
    return int(database.value("select coalesce(sum(value), 0) from counter where metric = %s",
                              names_of_metrics().index(metric) + 1))


def answer(api, survey, answers=GOOD, status=200, **fields):
    return api.post(f"/surveys/{survey['reference']}/answer",
                    {"channel": "phone", "answers": answers, **fields},
                    if_match=survey["version"]).expect(status).json


def fields_of(problem):
    return {field["field"] for field in problem["fields"]}


# ---- who is invited ----


def test_closing_invites_by_the_channel_that_the_customer_prefers(staff, database):
    before = counted(database, "survey-invited")
    phone = customer(staff("lena"))
    mail = customer(staff("lena"), **by_email(language="bg"))
    called = invited(staff("lena"), close(staff("lena"), phone, office="hall"))
    written = invited(staff("lena"), close(staff("lena"), mail, office="hall"))
    assert (called["delivery"], called["sent_at"]) == ("phone", None)
    assert called["customer"]["phone"].startswith("+359")
    assert written["delivery"] == "email" and written["sent_at"] == written["invited_at"]
    assert written["language"] == "bg" and written["asks"]["title"] == "Как беше?"
    assert (written["office"], written["service"], written["channel"]) == ("hall", "light", "counter")
    assert counted(database, "survey-invited") == before + 2
    assert surveys(staff("lena"), delivery="phone")[0]["reference"] == called["reference"]


def test_who_cannot_be_reached_or_named_is_not_invited(staff):
    nobody = customer(staff("lena"), phone=None)
    assert invited(staff("lena"), close(staff("lena"), nobody, office="hall")) is None
    assert invited(staff("lena"), close(staff("lena"), None, office="hall")) is None


def test_service_that_is_not_sampled_invites_nobody(staff):
    case = close(staff("lena"), customer(staff("lena")), service="shade", office="hall")
    assert invited(staff("lena"), case) is None


def test_customer_is_not_invited_twice_within_the_time(staff, database):
    who = customer(staff("lena"))
    assert invited(staff("lena"), close(staff("lena"), who, office="hall")) is not None
    assert invited(staff("lena"), close(staff("lena"), who, office="hall")) is None
    database.query("update survey set invited_at = now() - interval '31 days' where customer_id = %s",
                     who)
    assert invited(staff("lena"), close(staff("lena"), who, office="hall")) is not None


def test_closed_at_the_same_moment_two_cases_of_a_customer_invite_once(daemon, staff, database):
    api = staff("lena")
    for _ in range(5):
        who = customer(api)
        cases = [api.post("/cases", {"service": "light", "channel": "counter", "subject": "A lamp",
                                     "office": "hall", "customer": who}).expect(201).json
                 for _ in range(6)]
        clients = [daemon.api("lena") for _ in cases]

        def end(pair):
            pair[0].post(f"/cases/{pair[1]['reference']}/close", {"outcome": "done"},
                         if_match=pair[1]["version"]).expect(200)

        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            list(pool.map(end, zip(clients, cases)))
        assert database.value("select count(*) from survey where customer_id = %s", who) == 1
        for client in clients:
            client.delete("/session")


def test_merged_customer_is_the_same_customer(staff):
    api = staff("lena")
    chain = [customer(api) for _ in range(3)]
    assert invited(api, close(api, chain[0], office="hall")) is not None
    for one, other in zip(chain, chain[1:]):
        version = api.get(f"/customers/{one}").json["version"]
        api.post(f"/customers/{one}/merge", {"into": other}, if_match=version).expect(200)
    assert invited(api, close(api, chain[-1], office="hall")) is None


# ---- the link ----


def test_link_shows_what_is_asked_and_takes_answers_once(daemon, staff, database):
    who = customer(staff("lena"), **by_email(language="en"))
    survey = invited(staff("lena"), close(staff("lena"), who, office="hall"))
    secret = secret_of(database, who)
    asked = by_link(daemon, secret).json
    assert (asked["language"], asked["agency"], asked["service"]) == ("en", "City", "Light")
    assert [one["code"] for one in asked["questions"]] == ["happy", "bribe", "words"]
    assert by_link(daemon, secret, language="bg-BG").json["title"] == "Как беше?"
    happy = counted(database, "survey-satisfied")
    by_link(daemon, secret, [*GOOD, {"question": "words", "answer": "Thank you, Mila!"}])
    done = staff("lena").get(f"/surveys/{survey['reference']}").expect(200).json
    assert (done["state"], done["answered_via"], done["answered_by"]) == ("answered", "web", None)
    assert done["answers"] == {"happy": 5, "bribe": "no"}
    assert done["free_text"] == {"words": "Thank you, Mila!"} and done["customer"] is None
    assert counted(database, "survey-satisfied") == happy + 2
    state = database.value("select count(*) from case_event")
    used = by_link(daemon, secret, GOOD, status=404).json
    forged = by_link(daemon, "A" * 43, GOOD, status=404).json
    for problem in (used, forged):
        problem.pop("request_id")
    assert used == forged
    assert by_link(daemon, secret, status=404).json["detail"] == forged["detail"]
    assert database.value("select count(*) from case_event") == state


def test_link_that_is_over_is_like_one_that_never_was(daemon, staff, database):
    who = customer(staff("lena"), **by_email())
    reference = invited(staff("lena"), close(staff("lena"), who, office="hall"))["reference"]
    secret = secret_of(database, who)
    database.query("update survey set expires_at = now() - interval '1 second' where customer_id = %s",
                     who)
    by_link(daemon, secret, status=404)
    by_link(daemon, secret, GOOD, status=404)
    assert reference not in [one["reference"] for one in surveys(staff("lena"), state="invited")]
    assert reference in [one["reference"] for one in surveys(staff("lena"))]


def test_secret_is_kept_nowhere(staff, daemon, database):
    who = customer(staff("lena"))
    survey = invited(staff("lena"), close(staff("lena"), who, office="hall"))
    path, body = f"/surveys/{survey['reference']}/send", {}
    first = staff("fia").post(path, body, if_match=survey["version"], key="send-1").expect(200)
    assert first.json["link"] == "https://town.example/answer#" + first.json["secret"]
    again = staff("fia").post(path, body, if_match=survey["version"], key="send-1").expect(200)
    assert "secret" not in again.json and again.headers["idempotency-replayed"] == "true"
    second = staff("fia").post(path, body, if_match=again.json["version"]).expect(200)
    by_link(daemon, first.json["secret"], status=404)
    for table in ("survey", "idempotency", "case_event"):
        assert database.value(f"select count(*) from {table} t where t::text like %s",
                              f"%{second.json['secret']}%") == 0
    by_link(daemon, second.json["secret"], GOOD)
    staff("fia").post(path, body, if_match=second.json["version"] + 1).expect(409)


def test_one_link_answered_many_times_at_once_counts_once(daemon, staff, database):
    who = customer(staff("lena"), **by_email())
    survey = invited(staff("lena"), close(staff("lena"), who, office="hall"))
    secret, before = secret_of(database, who), counted(database, "survey-answered")
    clients = [daemon.api(None) for _ in range(6)]

    def say(api):
        return api.post("/survey-links/answer", {"secret": secret, "answers": GOOD}, key=None).status

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(say, clients)) == [200] + [404] * 5
    assert counted(database, "survey-answered") == before + 1
    assert invited(staff("lena"), {"reference": survey["case"]}) is None


def test_who_tries_links_is_slowed_down(new_database, new_daemon, tmp_path):
    daemon = new_daemon(new_database(str(write(tmp_path / "desk", [AFTER]))), login__attempts=1)
    tries = [daemon.api(None).post("/survey-links/open", {"secret": f"{number:043}"},
                                   key=None).status for number in range(14)]
    assert tries[:10] == [404] * 10 and tries[-1] == 429


# ---- answers ----


@pytest.mark.parametrize("answers, field", [
    ([{"question": "happy", "answer": "6"}], "/answers/0/answer"),
    ([{"question": "happy", "answer": "5 "}], "/answers/0/answer"),
    ([*GOOD, {"question": "happy", "answer": "4"}], "/answers/2/question"),
    ([*GOOD, {"question": "tea", "answer": "5"}], "/answers/2/question"),
    ([{"question": "happy", "answer": "4"}, {"question": "bribe", "answer": "maybe"}],
     "/answers/1/answer"),
    ([{"question": "bribe", "answer": "no"}], "/answers")])
def test_answers_that_the_survey_does_not_take_are_told(staff, survey_by_phone, answers, field):
    problem = answer(staff("fia"), survey_by_phone, answers, status=422)
    assert fields_of(problem) == {field}


@pytest.fixture(scope="module")
def survey_by_phone(staff):
    who = customer(staff("lena"))
    return invited(staff("lena"), close(staff("lena"), who, office="hall"))


def test_front_desk_keys_in_what_it_may_not_read(staff):
    who = customer(staff("lena"))
    survey = invited(staff("lena"), close(staff("lena"), who, office="hall"))
    keyed = answer(staff("fia"), survey, [*GOOD, {"question": "words", "answer": "Long queue"}])
    assert keyed["answered_by"]["user_name"] == "fia" and keyed["answered_via"] == "phone"
    for reader, reads in (("fia", False), ("mila", False), ("lena", True), ("mona", True),
                          ("audra", True)):
        whole = staff(reader).get(f"/surveys/{survey['reference']}").expect(200).json
        item = next(one for one in surveys(staff(reader), state="answered")
                    if one["reference"] == survey["reference"])
        for one in (whole, item):
            assert one["free_text"] == ({"words": "Long queue"} if reads else None)
            assert (one["answers"] is not None) == reads
        assert {key: whole[key] for key in keyed} == keyed
    answer(staff("fia"), {**survey, "version": keyed["version"]}, status=409)


def test_other_agency_and_other_office_see_nothing(staff, survey_by_phone):
    reference = survey_by_phone["reference"]
    for user in ("emil", "walt", "wanda"):
        staff(user).get(f"/surveys/{reference}").expect(404)
        staff(user).post(f"/surveys/{reference}/send", {}, if_match=1).expect(404)
        assert reference not in [one["reference"] for one in surveys(staff(user))]
    staff("walt").get("/surveys/after/results").expect(404)


# ---- visits ----


def test_manager_enters_a_visit_that_only_readers_see(staff, database):
    before = counted(database, "survey-answered"), counted(database, "survey-invited")
    scores = [counted(database, name) for name in ("mystery-visits", "mystery-score", "survey-in-words")]
    body = {"survey": "visit", "office": "east", "answers": [
        {"question": "happy", "answer": "3"}, {"question": "bribe", "answer": "no"},
        {"question": "words", "answer": "A long way to the door"}]}
    entered = staff("mona").post("/surveys", body).expect(201).json
    assert (entered["kind"], entered["state"], entered["office"]) == ("mystery-visit", "answered", "east")
    assert entered["entered_by"]["user_name"] == "mona" and entered["invited_at"] is None
    staff("emil").get(f"/surveys/{entered['reference']}").expect(404)
    staff("lena").get(f"/surveys/{entered['reference']}").expect(200)
    assert entered["reference"] not in [one["reference"] for one in surveys(staff("fia"))]
    staff("fia").post("/surveys", body).expect(403)
    assert fields_of(staff("mona").post("/surveys", {**body, "survey": "after"}).expect(422).json) \
        == {"/survey"}
    assert (counted(database, "survey-answered"), counted(database, "survey-invited")) \
        == (before[0] + 1, before[1])
    assert [counted(database, name) for name in ("mystery-visits", "mystery-score", "survey-in-words")] \
        == [scores[0] + 1, scores[1] + 75, scores[2] + 1]  # 3 of 5 is half


def test_visits_and_surveys_of_staff_are_counted_apart_from_customers(staff, database):
    """Each has results of its own; what satisfies is counted by kind and topic."""
    by_topic = """select bucket / 64 as kind, sum(value)::integer as n from counter c
        where c.metric = %s group by 1 order by 1"""
    metric = names_of_metrics().index("survey-satisfied") + 1
    before = {row["kind"]: row["n"] for row in database.query(by_topic, metric)}
    told = {code: results(staff("mona"), code)["total"]["n"] for code in ("after", "visit", "team")}
    for survey, place in (("team", {}), ("team", {"office": "east"}),
                          ("visit", {"office": "hall", "service": "light"})):
        staff("audra").post("/surveys", {"survey": survey, **place, "answers": GOOD}).expect(201)
    after = {row["kind"]: row["n"] for row in database.query(by_topic, metric)}
    assert {kind: n - before.get(kind, 0) for kind, n in after.items()
            if n != before.get(kind, 0)} == {2: 4, 3: 2}
    now = {code: results(staff("mona"), code)["total"]["n"] for code in told}
    assert {code: now[code] - told[code] for code in told} == {"after": 0, "visit": 1, "team": 2}
    for kind, reader, sees in (("staff", "lena", True), ("staff", "fia", False),
                               ("mystery-visit", "mona", True), ("mystery-visit", "mila", False)):
        assert bool(surveys(staff(reader), kind=kind)) == sees
    for answered in surveys(staff("lena"), kind="staff"):
        assert answered["invited_at"] is None and answered["entered_by"]["user_name"] == "audra"


# ---- results ----


@pytest.fixture(scope="module")
def wide(new_database, new_daemon, tmp_path_factory):
    """Another desk, with answers of two offices: 7 in the hall, 3 in the east."""
    database = new_database(str(write(tmp_path_factory.mktemp("wide"), [AFTER, VISIT])))
    daemon = new_daemon(database)
    lena, answered = daemon.api("lena"), []
    for number in range(10):
        who = customer(lena)
        case = close(lena, who, office="hall" if number < 7 else "east")
        answered.append(answer(lena, invited(lena, case),
                               [{"question": "happy", "answer": str(1 + number % 5)}, *GOOD[1:]]))
    return daemon, database


def results(api, survey="after", **query):
    return api.get(f"/surveys/{survey}/results", query=query).expect(200).json


def test_results_are_counted_with_exact_denominators(wide):
    told = results(wide[0].api("mona"))
    assert (told["total"]["invited"], told["total"]["n"]) == (10, 10)
    happy, bribe = told["total"]["questions"]
    assert (happy["code"], happy["n"], happy["satisfied"], happy["share"]) == ("happy", 10, 4, 0.4)
    assert happy["answers"] == {str(answer): 2 for answer in range(1, 6)}
    assert (bribe["n"], bribe["share"], bribe["answers"]) == (10, 1, {"no": 10})
    assert results(wide[0].api("mona"), to="2020-01-01")["total"]["n"] == 0


def test_quarter_under_way_is_for_who_leads_or_audits(wide):
    """Each answer would show as it comes."""
    whole = {one["key"]: one for one in results(wide[0].api("mona"), by="office")["groups"]}
    assert (whole["hall"]["n"], whole["east"]["n"]) == (7, 3)
    assert results(wide[0].api("audra"))["total"]["n"] == 10
    told = results(wide[0].api("mila"), by="office")
    assert told["total"]["withheld"] and told["total"]["n"] is None and told["groups"] == []


# ---- standards that answers judge ----


def glad(code, kind="satisfaction", **more):
    return {"code": code, "name": code, "kind": kind, "survey": "after", "question": "happy",
            "satisfied": [4, 5], "target_percent": 85, "in_force_from": "2020-01-01", **more}


PROMISED = [glad("glad"), glad("glad-phone", channels=["phone"], satisfied=[5]),
            glad("honest", kind="conduct", question="bribe", satisfied=None, good="no")]


def promising(folder, promised=PROMISED):
    write(folder, [AFTER, VISIT])
    file = folder / "city/standards.json"
    items = json.loads(file.read_text())["standards"]
    more = [{key: value for key, value in one.items() if value is not None} for one in promised]
    file.write_text(json.dumps({"standards": items + more}))
    return folder


@pytest.fixture(scope="module")
def promise(new_database, new_daemon, tmp_path_factory):
    """Ten closed at the counter and four on the phone, answered 1 … 5 again and again."""
    database = new_database(str(promising(tmp_path_factory.mktemp("promise"))))
    daemon = new_daemon(database)
    lena = daemon.api("lena")
    for number in range(14):
        case = close(lena, customer(lena), office="hall", channel="counter" if number < 10 else "phone")
        answer(lena, invited(lena, case), [{"question": "happy", "answer": str(1 + number % 5)},
                                           {"question": "bribe", "answer": "no"}])
    return daemon, database


def shown(api, code):
    whole = api.get(f"/standards/{code}").expect(200).json
    brief = {one["code"]: one for one in api.get("/standards").expect(200).json["items"]}[code]
    for period in ("month", "quarter"):
        assert whole[period] == brief[period] == whole["versions"][0][period]
    return whole["month"]


def test_answers_judge_the_standard_that_names_their_question(promise):
    mona = promise[0].api("mona")
    assert [shown(mona, "glad")[key] for key in ("met", "missed", "n", "share")] == [4, 6, 10, 40]
    assert [shown(mona, "glad-phone")[key] for key in ("met", "missed", "n")] == [0, 4, 4]
    assert [shown(mona, "honest")[key] for key in ("met", "missed", "n", "share")] == [14, 0, 14, 100]
    asks = mona.get("/standards/glad").expect(200).json["versions"][0]["asks"]
    assert asks == {"survey": "after", "question": "happy", "answers": ["4", "5"]}


def test_counters_of_the_standard_have_the_slice_of_the_case(promise):
    rows = promise[1].query("""select s.code, c.channel, v.code as service, sum(c.value)::integer as n
        from counter c join standard s on s.id = c.bucket join service v on v.id = c.service_id
        where c.metric in (84, 85) and s.definition ? 'survey' group by 1, 2, 3 order by 1, 2""")
    assert [(row["code"], row["channel"], row["service"], row["n"]) for row in rows] == [
        ("glad", 1, "light", 10), ("glad-phone", 2, "light", 4), ("honest", 1, "light", 10),
        ("honest", 2, "light", 4)]


def test_what_answers_say_of_a_standard_is_for_who_leads_or_audits(promise):
    daemon = promise[0]
    for user in ("fia", "mila"):
        for code in ("glad", "glad-phone"):
            told = shown(daemon.api(user), code)
            assert [told[key] for key in ("met", "missed", "n", "share")] == [None] * 4
            whole = daemon.api(user).get(f"/standards/{code}").json
            assert all(whole[one]["n"] is None for one in ("month", "quarter"))
            assert all(one["quarter"]["n"] is None for one in whole["versions"])
        assert shown(daemon.api(user), "ten-days")["n"] is not None
    for user in ("lena", "audra"):
        assert shown(daemon.api(user), "glad-phone")["n"] == 4
    assert "withheld" in daemon.cli("mila")("standard", "list", code=0).stdout
    told = daemon.cli("mona")("standard", "show", "glad-phone", code=0).stdout
    assert "after: happy 5" in told and "0.0 %: 0 of 4" in told


def test_version_of_the_closing_judges_a_late_answer(promise):
    """What is promised from tomorrow on, or edited after the closing, changes nothing of the past."""
    daemon, database = promise
    lena = daemon.api("lena")
    one = invited(lena, close(lena, customer(lena), office="hall", channel="counter"))
    database.query("update survey set invited_at = '2019-12-31T21:59:00Z' where id = ("
                   "select id from record where reference = %s)", one["reference"])
    answer(lena, one)  # 23:59 of the day before anything was promised
    judged = database.value("""select e.facts::json ->> 'judged' from case_event e join record r on r.id = e.case_id
        where r.reference = %s and e.kind = 29""", one["reference"])
    assert judged is None
    assert shown(daemon.api("mona"), "glad")["n"] == 10


@pytest.mark.parametrize("wrong, path, reason", [
    ({"survey": "befor"}, "survey", "there is no survey"), ({"survey": "visit"}, "survey", "mystery-visit"),
    ({"question": "hapy"}, "question", 'did you mean "happy"'), ({"question": "words"}, "question", "in words"),
    ({"satisfied": None}, "satisfied", "which of 1 to 5")])
def test_standard_that_no_answer_can_judge_is_refused(promise, tmp_path, wrong, path, reason):
    adam = promise[0].cli("adam")
    promising(tmp_path, [glad("glad", **wrong)])
    told = adam("apply", tmp_path, "--dry-run")
    assert told.returncode != 0
    assert f"/standards/3/{path}" in told.stderr + told.stdout and reason in told.stderr + told.stdout


def test_audit_is_clean(wide, promise, daemon):
    for one in (wide[0], promise[0], daemon):
        for what in ("counters", "chain"):
            told = one.api("audra").get(f"/audit/{what}").expect(200).json
            assert told["clean"], told["differences"]
