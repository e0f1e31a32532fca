"""Replies to customers: written from samples or by hand, in the customer's language; sent, given by
hand or printed; counted. And the sample replies: found, changed, reviewed, taken out of use."""
import base64
import datetime
import hashlib
import html
import itertools
import re

import case_desk
import pytest
from onestop_daemon import ROOT
from town import today

_numbers = itertools.count(1)
BODY = ("Dear {{customer.name}},\n\nyour case {{case.reference}} about {{service.name}} is with us.\n"
        "{{#if case.due_at}}We will decide it by {{case.due_at|date}}.{{/if}}\n\n{{staff.name}}")


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


@pytest.fixture(autouse=True)
def clean_at_the_end(people):
    """Whatever a test did, the counters equal a recount, and the chains hold."""
    yield
    for what in ("counters", "chain"):
        audit = people("audra").get(f"/audit/{what}").expect(200).json
        assert audit["clean"], audit


def sample(people, status=201, by="lena", **fields):
    body = {"code": f"sample-{next(_numbers)}", "title": "We have it", "body": BODY, **fields}
    return people(by).post("/samples", body).expect(status).json


def change(people, thing, status=200, by="lena", version=None, **fields):
    return people(by).patch(f"/samples/{thing['code']}?language={thing['language']}", fields,
                            if_match=version or thing["version"]).expect(status).json


def find(people, by="mila", **query):
    return [item["code"] for item in people(by).get("/samples", query=query).expect(200).json["items"]]


def customer(people, **fields):
    return people("fia").post("/customers", {"name": "Ana Petrova", "agency": "city", **fields}
                              ).expect(201).json["id"]


def log(people, **fields):
    return people("fia").post("/cases", {"service": "fence", "channel": "counter", "office": "hall",
                                         "subject": "Fence at 3 Road", **fields}).expect(201).json


def writable(people, **fields):
    """A case of a customer who has an address."""
    return log(people, customer=customer(people, address="3 Road, 1000 Sofia", **fields))


def reply(people, case, status=201, by="mila", **fields):
    return people(by).post(f"/cases/{case['reference']}/replies", fields).expect(status).json


def counted(database, metric, **slices):
    return database.value("select coalesce(sum(value), 0)::integer from counter where metric = %s"
                          % metric_number(metric)
                          + "".join(f" and {name} = {value}" for name, value in slices.items()))


def metric_number(name):
    text = (ROOT / "workflow/counter.h").read_text()
    return re.findall(r'X\(\w+, "([a-z-]+)"\)', text).index(name) + 1


def fault(problem):
    return problem["fields"][0]["field"], problem["fields"][0]["message"]


# ---- samples ----

def test_sample_is_kept_as_told(people):
    told = sample(people, language="bg", subject="Случай {{case.reference}}", services=["light", "fence"],
                  owner="mila", review_on="2099-01-31")
    assert told == {**told, "language": "bg", "agency": "city", "version": 1, "title": "We have it",
                    "body": BODY, "services": ["fence", "light"], "review_on": "2099-01-31",
                    "review_due": False, "status": "in-use", "retired_at": None,
                    "owner": {"user_name": "mila", "name": "Mila"}}
    shown = people("fia").get(f"/samples/{told['code']}").expect(200).json
    assert {key: shown[key] for key in told} == told
    assert (shown["uses"], shown["uses_by_channel"], shown["current"]) == (0, [], 1)


def test_sample_tells_every_fault_with_its_place_and_what_there_is(people):
    problem = sample(people, 422, services=["nothing"])
    assert fault(problem) == ("/services", "there is no service nothing")
    problem = sample(people, 422, body="Hello\n{{customer.nmae}} {{#if case.due_at}}", review_on="31/12/2099",
                     owner="wanda", language="e1")
    told = {field["message"] for field in problem["fields"] if field["field"] == "/body"}
    assert told == {"line 2, column 3: there is no field customer.nmae",
                    "line 2, column 19: {{#if}} without {{/if}}"}
    assert {field["field"] for field in problem["fields"]} == {"/body", "/review_on", "/owner", "/language"}
    assert "customer.name" in problem["hint"] and "today" in problem["hint"]


def test_sample_code_is_one_in_each_language(people):
    first = sample(people, language="en")
    sample(people, language="bg", code=first["code"])
    problem = sample(people, 409, language="en", code=first["code"])
    assert "already" in problem["detail"]
    shown = people("mila").get(f"/samples/{first['code']}").expect(422).json
    assert fault(shown) == ("language", "it is there in bg, en: name one")
    assert people("mila").get(f"/samples/{first['code']}?language=bg").expect(200).json["language"] == "bg"


def test_sample_added_again_with_the_same_key_is_the_first_answer(people):
    body = {"code": "twice", "title": "Twice", "body": "Twice"}
    first = people("lena").post("/samples", body, key="sample-twice").expect(201)
    again = people("lena").post("/samples", body, key="sample-twice").expect(201)
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"
    assert first.headers["location"] == "/api/v1/samples/twice?agency=city&language=en"


def test_each_change_of_a_sample_is_a_version_that_stays(people):
    thing = sample(people, title="First")
    second = change(people, thing, title="Second", body="Only words.")
    assert (second["version"], second["title"], second["body"]) == (2, "Second", "Only words.")
    assert change(people, second, title="Second") == second  # nothing changes
    shown = people("mila").get(f"/samples/{thing['code']}").expect(200).json
    assert [(one["version"], one["title"]) for one in shown["versions"]] == [(2, "Second"), (1, "First")]
    before = people("mila").get(f"/samples/{thing['code']}?version=1").expect(200).json
    assert (before["version"], before["current"], before["body"]) == (1, 2, BODY)
    people("mila").get(f"/samples/{thing['code']}?version=3").expect(404)


def test_sample_change_of_somebody_too_late_changes_nothing(people):
    thing = sample(people)
    change(people, thing, title="Second")
    change(people, thing, 412, title="Third")
    problem = change(people, thing, 422, version=2, code="other", language="de", body="{{nothing}}")
    assert {field["field"] for field in problem["fields"]} == {"/code", "/language", "/body"}
    assert people("lena").get(f"/samples/{thing['code']}").expect(200).json["title"] == "Second"


def test_sample_out_of_use_is_found_only_when_asked_for(people):
    thing = sample(people, title="Obsolete wording")
    path = f"/samples/{thing['code']}/retire"
    retired = people("lena").post(path, {}, if_match=1).expect(200).json
    assert (retired["status"], retired["version"]) == ("retired", 2)
    people("lena").post(path, {}, if_match=2).expect(409)
    change(people, retired, 409, title="Again")
    assert thing["code"] not in find(people, q="obsolete")
    assert thing["code"] in find(people, q="obsolete", retired="true")
    case = writable(people)
    assert fault(reply(people, case, 422, sample=thing["code"]))[0] == "/sample"


def test_samples_are_found_with_accents_and_typos(people):
    code = sample(people, title="Résumé of the parking permit", body="Parking is allowed.")["code"]
    bulgarian = sample(people, language="bg", title="Удостоверение за раждане",
                       body="Документът Ви е готов за получаване.")["code"]
    for words in ("resume", "RÉSUMÉ parking", "permit resu", "parkng permt", "parking"):
        assert code in find(people, q=words), words
    for words in ("раждане", "удостовер", "удостоверние", "готов получаване"):
        assert bulgarian in find(people, q=words), words
    assert find(people, q="resume permit")[0] == code
    assert find(people, q="zzzzqqq") == []
    assert find(people, q="%_'\"&|!()") == []


def test_samples_are_found_by_service_and_language(people):
    everywhere = sample(people, language="fr", title="Partout")["code"]
    light = sample(people, language="fr", title="Lumière", services=["light"])["code"]
    assert find(people, language="fr") == [light, everywhere]
    assert find(people, language="fr", service="light") == [light, everywhere]
    assert find(people, language="fr", service="fence") == [everywhere]


def test_samples_page_by_page_are_all_of_them(people):
    made = [sample(people, language="nl", title=f"Blad {i}")["code"] for i in range(5)]
    got, query = [], {"language": "nl", "limit": 2}
    while True:
        page = people("mila").get("/samples", query=query).expect(200).json
        got += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert got == made


def test_samples_whose_review_date_has_passed_are_listed(people, database):
    thing = sample(people, review_on=str(today(400)))
    assert fault(sample(people, 422, review_on="2020-01-01")) == ("/review_on", "is past")
    assert thing["code"] not in find(people, review="due")
    database.query(f"update sample set review_on = current_date - 2 where code = '{thing['code']}'")
    item = [one for one in people("mila").get("/samples?review=due").expect(200).json["items"]
            if one["code"] == thing["code"]][0]
    assert item["review_due"] is True
    change(people, thing, review_on=str(today(9)))
    assert thing["code"] not in find(people, review="due")


def test_samples_are_written_by_who_leads_and_read_by_all_staff(people):
    thing = sample(people, by="adam")
    for user in ("fia", "emil", "mila", "arch", "audra"):
        people(user).get(f"/samples/{thing['code']}").expect(200)
        people(user).post("/samples", {"code": "no", "title": "No", "body": "No"}).expect(403)
        change(people, thing, 403, by=user, title="No")
        people(user).post(f"/samples/{thing['code']}/retire", {}, if_match=1).expect(403)


def test_samples_of_another_agency_are_not_there(people):
    thing = sample(people, title="Confidential wording")
    for user in ("wanda", "walt", "fritz"):
        assert thing["code"] not in find(people, by=user)
        assert find(people, by=user, q="confidential wording") == []
        people(user).get(f"/samples/{thing['code']}").expect(404)
        people(user).get(f"/samples/{thing['code']}?agency=city").expect(404)
        assert find(people, by=user, agency="city") == []
    change(people, thing, 404, by="walt", title="Mine")
    people("walt").post(f"/samples/{thing['code']}/retire", {}, if_match=1).expect(404)


# ---- replies ----

def test_preview_says_what_it_would_say_and_keeps_nothing(people, database):
    case = writable(people, language="en")
    code = sample(people, language="en")["code"]
    before = (database.value("select count(*) from reply"), database.value("select count(*) from case_event"))
    told = reply(people, case, 200, sample=code, preview=True)
    due = datetime.datetime.fromisoformat(case["due_at"].replace("Z", "+00:00"))
    assert told["body"].startswith(f"Dear Ana Petrova,\n\nyour case {case['reference']} about Fence is with us.\n")
    assert f"{due.astimezone(datetime.timezone(datetime.timedelta(hours=2))).day} " in told["body"]
    assert (told["subject"], told["channel"], told["delivery"], told["edited"]) == (
        f"Case {case['reference']}", "letter", "letter", False)
    assert before == (database.value("select count(*) from reply"),
                      database.value("select count(*) from case_event"))


def test_reply_is_an_event_and_a_contact_out(people, database):
    case = writable(people)
    thing = sample(people)
    answer = people("mila").post(f"/cases/{case['reference']}/replies", {"sample": thing["code"], "minutes": 7})
    told = answer.expect(201).json
    shown = people("mila").get(f"/cases/{case['reference']}").expect(200).json
    events = {event["kind"]: event for event in shown["events"]}
    assert {key: events["replied"][key] for key in ("reply", "delivery", "sample", "sample_version", "contact")} == {
        "reply": told["id"], "delivery": "letter", "sample": thing["code"], "sample_version": 1,
        "contact": told["contact"]}
    contact = shown["contacts"][-1]
    assert (contact["id"], contact["direction"], contact["channel"], contact["summary"]) == (
        told["contact"], "out", "letter", told["subject"])
    assert shown["worked_minutes"] == case["worked_minutes"] + 7
    assert answer.version == shown["version"]
    own = people("mila").get(f"/cases/{case['reference']}/replies/{told['id']}").expect(200).json
    assert own == told
    assert answer.headers["location"] == f"/api/v1/cases/{case['reference']}/replies/{told['id']}"
    page = people("mila").get(f"/cases/{case['reference']}/replies").expect(200).json
    assert [item["id"] for item in page["items"]] == [told["id"]] and page["next"] is None


def test_reply_text_is_in_no_event_and_can_be_erased(people, database):
    case = writable(people)
    told = reply(people, case, body="A very particular secret")
    assert database.value("select count(*) from case_event where facts like '%%particular%%'") == 0
    salt = bytes(database.value(f"select salt from reply where id = {told['id']}"))
    digest = hashlib.sha256(salt + told["subject"].encode() + b"\0" + told["body"].encode() + b"\0").hexdigest()
    assert digest in database.value(f"select facts from case_event where kind = (select max(n) from"
                                    f" generate_series(1, 200) n where event_kind_name(n) = 'replied')"
                                    f" and facts like '%%{digest}%%'")
    database.query(f"update reply set subject = null, body = null, name = null, address = null where id = {told['id']}")
    shown = people("mila").get(f"/cases/{case['reference']}/replies/{told['id']}").expect(200).json
    assert shown["body"] is None
    people("mila").get(f"/cases/{case['reference']}/replies/{told['id']}/letter").expect(404)


def test_reply_counts_by_its_channel_and_from_samples(people, database):
    case = writable(people)
    thing = sample(people)
    phone, letter = 2, 5
    before = [counted(database, "replies", channel=phone), counted(database, "replies-from-samples", channel=letter)]
    reply(people, case, body="By phone", channel="phone")
    reply(people, case, sample=thing["code"])
    reply(people, case, sample=thing["code"])
    reply(people, case, sample=thing["code"], channel="counter")
    assert [counted(database, "replies", channel=phone), counted(database, "replies-from-samples", channel=letter)] == [
        before[0] + 1, before[1] + 2]
    shown = people("mila").get(f"/samples/{thing['code']}").expect(200).json
    assert shown["uses"] == 3
    assert {one["channel"]: one["count"] for one in shown["uses_by_channel"]} == {"letter": 2, "counter": 1}


def test_reply_says_whether_the_sample_was_edited(people):
    case = writable(people)
    thing = sample(people, body="Words.")
    assert reply(people, case, sample=thing["code"], body="Words.")["edited"] is False
    edited = reply(people, case, sample=thing["code"], body="Other words.")
    assert (edited["edited"], edited["sample"], edited["sample_version"]) == (True, thing["code"], 1)
    change(people, thing, body="Other words.")
    again = reply(people, case, sample=thing["code"])
    assert (again["body"], again["sample_version"], again["edited"]) == ("Other words.", 2, False)


def test_sample_is_taken_in_the_language_of_the_customer(people):
    code = sample(people, language="en", body="Due {{case.due_at|date}}")["code"]
    sample(people, code=code, language="bg", body="Срок {{case.due_at|date}}")
    bulgarian = writable(people, language="bg")
    told = reply(people, bulgarian, 200, sample=code, preview=True)
    assert told["body"].startswith("Срок ") and told["body"].endswith(" г.")
    assert told["subject"] == f"Преписка {bulgarian['reference']}"
    assert reply(people, bulgarian, 200, sample=code, preview=True, language="en")["language"] == "en"
    assert reply(people, writable(people, language="de"), 200, sample=code, preview=True)["language"] == "en"
    problem = reply(people, bulgarian, 422, sample=code, language="de")
    assert fault(problem) == ("/sample", f"there is no sample reply {code} in use here in de")


def test_reply_that_needs_what_is_not_there_is_refused_by_name(people, database):
    case = log(people)  # anonymous
    thing = sample(people, body="{{customer.name}} {{case.closed_at}} {{#if customer.address}}x{{/if}}")
    before = database.value("select count(*) from case_event")
    problem = reply(people, case, 409, sample=thing["code"], channel="counter")
    assert problem["detail"] == "the text needs what there is not here: customer.name, case.closed_at"
    assert database.value("select count(*) from case_event") == before


def test_reply_without_words_or_with_a_wrong_template_is_told(people):
    case = writable(people)
    assert fault(reply(people, case, 422))[0] == "/body"
    assert fault(reply(people, case, 422, sample="no-such"))[0] == "/sample"
    assert fault(reply(people, case, 422, body="{{no.such}}"))[1] == "line 1, column 3: there is no field no.such"
    assert fault(reply(people, case, 422, body="{{#if customer.address}}{{else}} {{/if}}"))[0] == "/body"


def test_reply_taken_as_it_is_is_no_template(people):
    case = writable(people)
    told = reply(people, case, body="Write {{customer.name}} yourself", subject="{{x", as_is=True)
    assert (told["body"], told["subject"]) == ("Write {{customer.name}} yourself", "{{x")


def test_words_of_the_customer_are_never_a_template(people):
    case = log(people, subject="{{staff.name}} {{#if", customer=customer(people, name="{{today}}", address="x"))
    told = reply(people, case, body="{{case.subject}}/{{customer.name}}")
    assert told["body"] == "{{staff.name}} {{#if/{{today}}"


def test_reply_to_nowhere_is_refused(people):
    nowhere = log(people, customer=customer(people))
    assert "postal address" in reply(people, nowhere, 409, body="Hello")["detail"]
    assert "e-mail address" in reply(people, nowhere, 409, body="Hello", channel="email")["detail"]
    assert reply(people, nowhere, body="Hello", channel="phone")["delivery"] == "by-hand"


def test_reply_goes_by_e_mail_to_who_prefers_it(people):
    case = log(people, customer=customer(people, channel="email", email="ana@example.org"))
    told = reply(people, case, body="Hello")
    assert (told["channel"], told["delivery"], told["address"]) == ("email", "email", "ana@example.org")
    no_address = log(people, customer=customer(people, channel="email", address="3 Road"))
    assert reply(people, no_address, body="Hello")["channel"] == "letter"


def test_reply_waits_in_the_outbox_for_who_sends_or_prints_it(people, database):
    def waiting():
        return database.query("select kind, address, subject, body, html from outbox where id = (select max(id) from outbox)")
    by_mail = log(people, customer=customer(people, channel="email", email="ana@example.org"))
    reply(people, by_mail, body="By mail", subject="Yours")
    assert waiting() == [{"kind": 1, "address": "ana@example.org", "subject": "Yours", "body": "By mail", "html": None}]
    case = writable(people)
    told = reply(people, case, body="By post", subject="Yours too")
    page = waiting()[0]
    assert (page["kind"], page["address"], page["body"]) == (2, "Ana Petrova\n3 Road, 1000 Sofia", "By post")
    assert page["html"] == letter(people, case, told).body.decode()
    before = database.value("select count(*) from outbox")
    reply(people, case, body="By phone", channel="phone")
    reply(people, case, 200, body="Not yet", preview=True)
    assert database.value("select count(*) from outbox") == before


def test_reply_again_with_the_same_key_is_sent_once(people, database):
    case = writable(people)
    path = f"/cases/{case['reference']}/replies"
    first = people("mila").post(path, {"body": "Once"}, key="reply-once").expect(201).json
    assert people("mila").post(path, {"body": "Once"}, key="reply-once").expect(201).json == first
    assert database.value("select count(*) from reply where body = 'Once'") == 1


def test_replies_are_for_who_sees_the_case(people):
    case = writable(people)
    told = reply(people, case, body="Seen by few")
    absent = people("wanda").get("/cases/7K3M-9XQ4/replies").expect(404).json
    for path in ("", f"/{told['id']}", f"/{told['id']}/letter"):
        problem = people("wanda").get(f"/cases/{case['reference']}/replies{path}").expect(404).json
        assert problem["detail"] == absent["detail"]
    thing = sample(people)
    for body in ({"body": "Hello"}, {"sample": thing["code"]}, {"sample": "no-such"}, {"body": "Hello", "preview": True},
                 {"sample": thing["code"], "preview": True}):
        problem = reply(people, case, 404, by="wanda", **body)
        assert problem["detail"] == absent["detail"], body
    reply(people, case, 404, by="emil", body="Not my office")
    reply(people, case, 403, by="audra", body="Not my work")
    other = writable(people)
    people("mila").get(f"/cases/{other['reference']}/replies/{told['id']}").expect(404)


def test_reply_in_another_agency_takes_its_samples_or_those_of_home(people):
    home = sample(people, code="both", body="Home")
    people("walt").post("/samples", {"code": "both", "title": "There", "body": "There"}).expect(201)
    case = writable(people)
    now = people("mila").get(f"/cases/{case['reference']}").expect(200)
    handed = people("lena").post(f"/cases/{case['reference']}/hand-over", {
        "agency": "water", "queue": "pipes", "reason": "Theirs"}, if_match=now.version).expect(200).json
    told = people("wanda").post(f"/cases/{handed['reference']}/replies", {"sample": "both"}).expect(201).json
    assert told["body"] == "There"
    assert people("wanda").get(f"/cases/{case['reference']}/replies").expect(200).json["items"]
    assert reply(people, case, by="lena", sample=home["code"])["body"] == "Home"


# ---- letters ----

def letter(people, case, told, by="mila"):
    return people(by).get(f"/cases/{case['reference']}/replies/{told['id']}/letter").expect(200)


def test_letter_has_what_a_letter_needs(people):
    case = writable(people)
    told = reply(people, case, body="First.\nSecond.\n\nThird.", subject="About your fence")
    page = letter(people, case, told)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    text = page.body.decode()
    for part in ("<bdi>City</bdi>", "Hall", "1 Square", "<bdi>Ana Petrova</bdi><br>\n<bdi>3 Road<br>\n1000 Sofia</bdi>", case["reference"],
                 "<h1>About your fence</h1>", "<p>First.<br>\nSecond.</p>\n<p>Third.</p>", "Mila", "@page{size:A4"):
        assert part in text, part
    assert re.search(r"date: \d{1,2} [A-Z][a-z]+ 20\d\d<", text)


def test_letter_escapes_whatever_stands_in_it(people):
    evil = "<script>alert(1)</script>\"'&<!--"
    case = log(people, subject=evil, customer=customer(people, name=evil, address=evil))
    told = reply(people, case, subject="{{case.subject}}", body=evil + "\n\n</style></title>{{customer.name}}")
    text = letter(people, case, told).body.decode()
    assert "<script" not in text and text.count("</style>") == 1 and text.count("</title>") == 1
    assert "<!--" not in text and text.count(html.escape(evil, quote=False).replace('"', "&quot;")
                                             .replace("'", "&#39;")) >= 4


def test_letter_policy_allows_its_one_style_and_nothing_else(people):
    case = writable(people)
    page = letter(people, case, reply(people, case, body="Hello"))
    style = re.search(r"<style>(.*?)</style>", page.body.decode(), re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert page.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox")


def test_letter_in_bulgarian(people):
    case = writable(people, language="bg")
    text = letter(people, case, reply(people, case, body="Здравейте!")).body.decode()
    assert '<html lang="bg" dir="ltr">' in text and "Наш номер: " in text and re.search(r"дата: \d+ \S+ 20\d\d г\.<", text)
