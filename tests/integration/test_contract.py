"""The published contract and the daemon say the same: its tables, both ways; what it refuses, field
by field; and what it answers, for every operation."""
import datetime
import itertools
import json
import re
import subprocess

import contract
import pytest
from event_stream import Stream
from matrix import absence_work, make_signal
from onestop_daemon import BUILD, ROOT, wait_until

CONTRACT = contract.Contract()
TABLES = json.loads(subprocess.run([BUILD / "tests/route_dump"], check=True,
                                   capture_output=True).stdout)
ROUTES = {route["name"]: route for route in TABLES["routes"]}
OPERATIONS = {operation["operationId"]: (method, path, operation)
              for method, path, operation in CONTRACT.operations()}
DESK = ROOT / "tests/integration/desk_matrix"
ITEMS = {"identifiers": "Identifier", "answers": "SurveyAnswerGiven",
         "remedies": "RemedyAdd"}  # of lists of objects

every_route = pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)


def schema_of_set(name):
    return "".join(word.capitalize() for word in name.split("_"))


def without_words(schema):
    return {key: value for key, value in schema.items() if key not in ("description", "examples")}


def property_of(field):
    """What the contract must say of a field of a body table."""
    kind, required = field["type"], field["required"]
    nothing = [] if required else ["null"]

    def typed(name, **more):
        return {"type": [name, "null"] if nothing else name, **more}

    if kind in ("line", "text", "secret", "code"):
        return typed("string", format="password" if kind == "secret" else kind,
                     minLength=field["min"], maxLength=field["max"])
    if kind in ("int", "long"):
        return typed("integer", format="int32" if kind == "int" else "int64",
                     minimum=field["min"], maximum=field["max"])
    if kind == "decimal":
        return typed("number", minimum=field["min"], maximum=field["max"])
    if kind == "bool":
        return typed("boolean")
    if kind == "time":
        return typed("string", format="date-time")
    if kind == "name":
        reference = {"$ref": "#/components/schemas/" + schema_of_set(field["set"])}
        return {"anyOf": [reference, {"type": "null"}]} if nothing else reference
    if kind == "object":
        return typed("object")
    assert kind == "list"
    return typed("array", maxItems=field["max"],
                 **{"items": {"$ref": "#/components/schemas/" + ITEMS[field["name"]]}}
                 if "of" in field else {})


def assert_body(schema, fields, partial=False):
    """The same fields, types, limits; the same ones required; nothing more."""
    assert schema["type"] == "object" and schema["additionalProperties"] is False
    told = {name: without_words(one) for name, one in schema.get("properties", {}).items()}
    for field in fields:
        if field["type"] == "list" and "of" not in field:  # the handler reads them
            told[field["name"]].pop("items")
    assert told == {field["name"]: property_of(field) for field in fields}
    required = [] if partial else [field["name"] for field in fields if field["required"]]
    assert schema.get("required", []) == required
    for field in fields:
        if "of" in field:
            assert_body(CONTRACT.schema(ITEMS[field["name"]]), field["of"])


def body_schema(operation):
    return CONTRACT.resolve(operation["requestBody"]["content"]["application/json"]["schema"])


# ---- the tables ----


def test_contract_has_the_routes_of_the_daemon_and_no_others():
    routes = {(route["method"], ("" if route["root"] else TABLES["prefix"]) + route["path"], name)
              for name, route in ROUTES.items()}
    items = CONTRACT.document["paths"]
    assert routes == {(method, CONTRACT.base(items[path]) + path, name)
                      for name, (method, path, _) in OPERATIONS.items()}


@every_route
def test_route_says_who_may_ask(route):
    operation = OPERATIONS[route["name"]][2]
    assert operation["summary"] == route["summary"]
    assert operation["x-roles"] == route["roles"]
    assert operation.get("security") == ([] if route["public"] else None)
    assert ("403" in operation["responses"]) == (not route["public"])
    assert "401" in operation["responses"]


@every_route
def test_route_takes_the_headers_of_the_contract(route):
    operation = OPERATIONS[route["name"]][2]
    told = {one["name"] for one in map(CONTRACT.resolve, operation["parameters"])
            if one["in"] == "header"}
    wanted = {"Idempotency-Key": route["key"], "If-Match": route["if_match"],
              "Last-Event-ID": route["stream"] and route["method"] == "GET"}  # to go on
    assert told == {name for name, needed in wanted.items() if needed}
    assert {"412", "428"} & set(operation["responses"]) == (
        {"412", "428"} if route["if_match"] else set())


@every_route
def test_route_takes_the_path_parameters_of_the_contract(route):
    operation = OPERATIONS[route["name"]][2]
    told = [one["name"] for one in map(CONTRACT.resolve, operation["parameters"])
            if one["in"] == "path"]
    assert told == re.findall(r"\{(\w+)\}", route["path"])
    assert not route["object"] or "404" in operation["responses"]


@every_route
def test_route_takes_the_body_of_the_contract(route):
    operation = OPERATIONS[route["name"]][2]
    form = route["page"] and route["method"] == "POST"
    assert ("requestBody" in operation) == (route["body"] is not None or form)
    if form:  # its fields are the questions of the survey: the handler reads them
        assert list(operation["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]
    if route["body"] is not None:
        fields = TABLES["bodies"][route["body"]]
        assert operation["requestBody"]["required"] == (fields != [])
        assert_body(body_schema(operation), fields, partial=route["method"] == "PATCH")


@every_route
def test_page_answers_and_refuses_as_a_page(route):
    for status, response in OPERATIONS[route["name"]][2]["responses"].items():
        kinds = CONTRACT.resolve(response).get("content", {})
        if status not in ("304", "401") and (route["page"] or status == "default"):
            assert ("text/html; charset=utf-8" in kinds) == route["page"]


def test_query_parameters_are_those_that_handlers_read():
    read = {name for path in (ROOT / "daemon").glob("*.c") for name in re.findall(
        r'(?:request_query_value|request_query_int|has_choice)\(request, "(\w+)"', path.read_text())}
    told = {one["name"] for _, _, operation in OPERATIONS.values()
            for one in map(CONTRACT.resolve, operation["parameters"]) if one["in"] == "query"}
    assert read == told


def test_rows_of_an_import_are_those_of_the_contract():
    assert_body(CONTRACT.schema("ImportRow"), TABLES["bodies"]["import_row"])
    rows = CONTRACT.schema("ImportRequests")["properties"]["rows"]
    assert rows["items"] == {"$ref": "#/components/schemas/ImportRow"}
    assert_body(CONTRACT.schema("ImportContactRow"), TABLES["bodies"]["import_contact_row"])
    rows = CONTRACT.schema("ImportContacts")["properties"]["rows"]
    assert rows["items"] == {"$ref": "#/components/schemas/ImportContactRow"}


@pytest.mark.parametrize("name", TABLES["sets"])
def test_names_of_a_closed_set_are_those_of_the_contract(name):
    assert CONTRACT.schema(schema_of_set(name)) == {"type": "string", "enum": TABLES["sets"][name]}


def test_dump_has_every_closed_set():
    header = (ROOT / "proto/types.h").read_text()
    declared = re.search(r"extern const struct name_set (.*?);", header, re.DOTALL).group(1)
    assert {name.strip() for name in declared.split(",")} == {
        f"{name}_names" for name in TABLES["sets"]}


def test_problems_are_those_of_the_contract():
    types = sorted({"urn:onestop:problem:" + error["type"] for error in TABLES["errors"]})
    assert CONTRACT.schema("ProblemType")["enum"] == types
    assert {error["status"] for error in TABLES["errors"]} <= contract.ANYWHERE | {
        401, 403, 404, 405, 409, 412, 422, 428}


def test_contract_defines_nothing_that_it_does_not_use():
    text = (ROOT / "proto/openapi.yaml").read_text()
    sets = {schema_of_set(name) for name in TABLES["sets"]}
    for kind in ("schemas", "parameters", "headers", "responses"):
        for name in CONTRACT.document["components"][kind]:
            assert f"'#/components/{kind}/{name}'" in text or name in sets, f"{kind}/{name}"


def test_names_in_sql_are_those_of_the_daemon(database):
    """The functions channel_name(), … of the schema, number by number."""
    functions = {row["proname"].removesuffix("_name") for row in database.query(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and proname ~ '_name$' and proargtypes = '23'::oidvector")}
    assert functions and functions <= set(TABLES["sets"])
    for name in functions:
        names = TABLES["sets"][name]
        told = database.query(f"select n, {name}_name(n) as name"
                              f" from generate_series(0, {len(names) + 1}) n order by n")
        assert [row["name"] for row in told] == [None, *names, None], name


# ---- what it answers ----


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


@pytest.fixture(scope="module")
def town(daemon):
    """Holds every role of work in the town."""
    return daemon.api("all.town")


@pytest.fixture(scope="module")
def permit(town):
    """Logs a case of the town; fields of the body may be given."""
    def log(**fields):
        return town.post("/cases", {"service": "permit", "office": "main", "channel": "counter",
                                    "subject": "A house", **fields}).expect(201)
    return log


class Case:
    """A case that is worked step by step."""

    def __init__(self, api, answer):
        self.api, self.answer, self.reference = api, answer, answer.json["reference"]

    def change(self, what, **body):
        self.answer = self.api.post(f"/cases/{self.reference}/{what}", body,
                                    if_match=self.answer.json["version"]).expect(200)
        return self.answer.json

    def show(self):
        return self.api.get(f"/cases/{self.reference}").expect(200)


@pytest.fixture(scope="module")
def customer(town):
    """The id of a customer of whom everything is known."""
    return town.post("/customers", {
        "name": "Мария Петрова", "phone": "+359 2 123 4567", "email": "maria@example.org",
        "language": "bg", "channel": "phone", "segment": "resident", "address": "3 Street",
        "identifiers": [{"kind": "passport", "value": "BG1234567"}]}).expect(201).json["id"]


@pytest.fixture
def whole_case(town, permit, customer):
    """A case with something in every list that can be shown."""
    other = permit(subject="Another house")
    case = Case(town, permit(customer=customer, details="Two floors.\nA roof.", wait_s=60,
                             duration_s=300, segment="business", language="en"))
    case.change("claim")
    case.change("customer", customer=town.post("/customers", {"name": "The wrong one"}).expect(201).json["id"])
    case.change("customer", customer=customer)
    case.change("steps", step="check")
    case.change("notes", body="Looks good", visible=True, minutes=3)
    case.change("contacts", channel="phone", direction="out", summary="Told her")
    case.change("tasks", question="And the fence?", queue="branch-experts")
    case.change("links", other=other.json["reference"], kind="follows")
    case.change("hand-over", queue="post", reason="Somebody must print it")
    case.change("claim")
    case.change("extend", amount=1, reason="The plans are large")
    case.change("pause", reason="waiting-for-customer")
    return case


def customer_work(town, customer):
    found = town.get(f"/customers/{customer}").expect(200)
    assert found.json["open_cases"] and found.json["contacts"]
    town.patch(f"/customers/{customer}", {"phone": "+359 2 765 4321"},
               if_match=found.version).expect(200)
    town.get("/customers", query={"q": "Maria Petrova"}).expect(200)
    other = town.post("/customers", {"name": "M. Petrova"}).expect(201)
    town.post(f"/customers/{other.json['id']}/merge", {"into": customer},
              if_match=other.version).expect(200)
    town.get(f"/customers/{other.json['id']}").expect(200)
    town.get(f"/customers/{customer}/export").expect(200)
    gone = town.post("/customers", {"name": "I. Petrova"}).expect(201)
    town.post(f"/customers/{gone.json['id']}/erase", {"reason": "Never came"}, if_match=gone.version).expect(200)
    town.post("/contacts", {"channel": "counter", "office": "main", "service": "question",
                            "customer": customer, "summary": "Asked the way"}).expect(201)


def case_work(town, case):
    shown = case.show().json
    assert all(shown[name] for name in ("customer_record", "clocks", "tasks", "links", "notes",
                                        "contacts", "steps", "events"))
    town.get(f"/cases/{case.reference}/events", query={"limit": 3}).expect(200)
    town.get(f"/cases/{case.reference}/clock").expect(200)
    case.change("resume")
    town.get("/tasks", query={"limit": 1}).expect(200)
    for task in shown["tasks"]:
        town.post(f"/tasks/{task['id']}/claim").expect(200)
        town.post(f"/tasks/{task['id']}/answer", {"answer": "Yes", "minutes": 4}).expect(200)
    case.answer = case.show()
    case.change("assign", to="agency.case-manager")
    case.change("assign", to="all.town")
    case.change("close", outcome="granted", minutes=5)
    case.show()
    town.get(f"/cases/{case.reference}/clock").expect(200)
    case.change("reopen", reason="A page is missing")


def charter_work(daemon):
    nobody = daemon.api()
    for path in ("/charter", "/charter/town", "/charter/town.json", "/charter/town.csv"):
        tag = nobody.page(path).expect(200).headers["etag"]
        nobody.page(path, **{"If-None-Match": tag}).expect(304)
    nobody.page("/charter/nowhere").expect(404)


def feedback_work(town, customer, case):
    said = {"kind": "suggestion", "channel": "letter", "text": "A bench, please", "office": "main"}
    told = town.post("/feedback", {**said, "customer": customer, "case": case.reference,
                                   "staff": "target.town", "about_office": "branch"}).expect(201)
    path = told.headers["location"].removeprefix("/api/v1")
    plan = town.post("/improvements", {
        "title": "A bench", "office": "main", "owner": "all.town", "cost": 99.5, "currency": "EUR",
        "due_at": "2026-01-31T12:00:00+02:00", "indicator": "cases-late", "aim": "down",
        "before": 4}).expect(201)
    register = plan.headers["location"].removeprefix("/api/v1")
    body = {"assign": {"to": "all.town"}, "link": {"improvement": plan.json["reference"]},
            "answer": {"text": "It comes"}}
    for act, version in zip(body, itertools.count(1)):
        town.post(f"{path}/{act}", body[act], if_match=version).expect(200)
    assert town.get(path).expect(200).json["improvement_record"]
    other = town.post("/feedback", said).expect(201).headers["location"].removeprefix("/api/v1")
    town.post(f"{other}/close", {"reason": "The same"}, if_match=1).expect(200)
    for query in ({"state": "open"}, {"kind": "suggestion", "limit": 1}, {"owner": "me"}):
        town.get("/feedback", query=query).expect(200)
    town.patch(register, {"after": 2.5}, if_match=1).expect(200)
    town.post(f"{register}/links", {"kind": "case", "target": case.reference},
              if_match=2).expect(200)
    town.post(f"{register}/move", {"to": "accepted"}, if_match=3).expect(200)
    town.post(f"{register}/publish", {"line": "A bench", "language": "en", "published": True},
              if_match=4).expect(200)
    shown = town.get(register).expect(200).json
    assert all(shown[name] for name in ("links", "feedback", "moves", "events"))
    for query in ({"due": "overdue"}, {"published": "true"}, {"state": "accepted"}):
        assert town.get("/improvements", query=query).expect(200).json["items"]


def survey_work(daemon, town):
    """An invitation by phone, with a link given out; one answered by its link, one keyed in."""
    def invitation():
        who = town.post("/customers", {"name": "Ana", "phone": "+35929990001"}).expect(201).json["id"]
        case = Case(town, town.post("/cases", {"service": "question", "office": "main",
                                               "channel": "phone", "subject": "When?",
                                               "customer": who}).expect(201))
        case.change("claim")
        case.change("close", outcome="answered")
        return town.get("/surveys", query={"state": "invited", "limit": 1}).json["items"][0]

    answers = [{"question": "happy", "answer": "5"}, {"question": "words", "answer": "Thanks"}]
    path = "/surveys/" + invitation()["reference"]
    assert town.get(path).expect(200).json["customer"]["phone"]
    secret = town.post(f"{path}/send", {}, if_match=1).expect(200).json["secret"]
    nobody = daemon.api()
    nobody.post("/survey-links/open", {"secret": secret}, key=False).expect(200)
    nobody.post("/survey-links/open", {"secret": "x" + secret}, key=False).expect(404)
    nobody.post("/survey-links/answer", {"secret": secret, "answers": answers}, key=False).expect(200)
    nobody.page(f"/survey/{secret}").expect(404)
    other = f"/surveys/{invitation()['reference']}"
    secret = town.post(f"{other}/send", {}, if_match=1).expect(200).json["secret"]
    nobody.page(f"/survey/{secret}").expect(200)
    nobody.page(f"/survey/{secret}", {"happy": "9"}).expect(422)
    nobody.page(f"/survey/{secret}", {"happy": "5"}).expect(200)
    assert town.get(path).expect(200).json["free_text"] == {"words": "Thanks"}
    town.post(f"/surveys/{invitation()['reference']}/answer",
              {"channel": "phone", "answers": answers}, if_match=1).expect(200)
    town.post("/surveys", {"survey": "visit", "office": "main", "answers": [
        {"question": "greeted", "answer": "no"}]}).expect(201)
    for query in ({"state": "answered"}, {"kind": "mystery-visit"}, {"survey": "after"},
                  {"delivery": "phone", "service": "question"}):
        assert town.get("/surveys", query=query).expect(200).json["items"]
    for by in ("office", "service", "channel", "segment"):
        told = town.get("/surveys/after/results", query={"by": by, "from": "2026-01-01"})
        assert told.expect(200).json["groups"]
    told = daemon.api("agency.front-desk").get("/surveys/after/results", query={"by": "office"})
    assert told.expect(200).json["total"]["withheld"]


def reply_work(town, customer, case):
    sample = town.post("/samples", {
        "code": "received", "title": "We have it", "language": "bg", "subject": "За {{case.reference}}",
        "body": "{{customer.name}}, {{case.opened_at|date}}", "services": ["permit"]}).expect(201)
    path = sample.headers["location"].removeprefix("/api/v1")
    town.patch(path, {"title": "We have your letter"}, if_match=1).expect(200)
    replies = f"/cases/{case.reference}/replies"
    town.post(replies, {"sample": "received", "preview": True}).expect(200)
    town.post(replies, {"body": "By phone", "channel": "phone", "minutes": 1}).expect(201)
    told = town.post(replies, {"sample": "received", "channel": "letter"}).expect(201)
    for more in ("", f"/{told.json['id']}", f"/{told.json['id']}/letter", "?limit=1"):
        town.get(replies + more).expect(200)
    assert town.get(path).expect(200).json["uses"] == 1
    for query in ({"q": "letter"}, {"service": "permit", "limit": 1}, {"review": "due"}):
        town.get("/samples", query=query).expect(200)
    town.get(path + "&version=1").expect(200)
    before, _, after = path.partition("?")
    town.post(f"{before}/retire?{after}", {}, if_match=2).expect(200)
    town.get("/samples?retired=true").expect(200)


def reads(town, customer):
    for what in ("replies", "feedback", "complaints"):
        town.get(f"/customers/{customer}/{what}").expect(200)
    for path in ("/session", "/desk", "/services", "/services/permit", "/services/branch-permit",
                 "/standards", "/standards?kind=processing", "/standards/ten-days",
                 "/queues", "/tasks", "/audit/counters", "/audit/chain", "/audit/personal", "/search?q=house",
                 "/desk/versions", "/desk/versions/1", "/staff/all.town/sessions"):
        town.get(path).expect(200)
    view = town.post("/views", {"name": "Mine", "page": "cases", "shared": True}).expect(200).json
    assert town.get("/views").expect(200).json["items"] == [view]
    town.delete(f"/views/{view['id']}").expect(204)
    for query in ({"limit": 1}, {"status": "all", "limit": 1}, {"status": "closed"},
                  {"customer": customer}, {"handler": "me"}, {"queue": "main-desk"},
                  {"due": "overdue"}, {"due": "soon"}, {"unassigned": "true"},
                  {"service": "permit", "office": "main", "agency": "town"}):
        town.get("/cases", query=query).expect(200)


def outbox(town, database):
    """A letter is printed, and once more."""
    database.query("insert into outbox (agency_id, id, kind, owner_id, created_at, waiting_since, next_try_at, address,"
                   " subject, body) select id, 77, 2, 0, now(), now(), now(), 'Ms Letter', 'Told', 'Text' from agency"
                   " where code = 'town'")
    (letter,) = town.get("/outbox", query={"kind": "letter", "state": "waiting", "limit": 1}).json["items"]
    assert letter["id"] == 77 and letter["to"] is None
    assert town.get("/outbox/77").expect(200).json["address"] == "Ms Letter"
    for _ in range(2):
        assert town.post("/outbox/77/printed").expect(200).json["state"] == "printed"
    (letter,) = town.get("/outbox").expect(200).json["items"]
    assert letter["ended_by"]["user_name"] == "all.town"
    assert town.post("/outbox/77/retry").expect(200).json == {"id": 77, "state": "waiting", "count": 1}


def complaint_work(daemon, town, case, database):
    def logged():
        return town.post("/complaints", {"office": "main", "channel": "phone", "text": "Bad"}
                         ).expect(201).json

    def act(api, complaint, action, body=None):
        path = f"/complaints/{complaint['reference']}"
        return api.post(f"{path}/{action}", body or {},
                        if_match=town.get(path).expect(200).version)

    first = logged()
    path = f"/complaints/{first['reference']}"
    lead = daemon.api(first["answerer"]["user_name"])
    act(lead, first, "acknowledge").expect(200)
    act(lead, first, "extend", {"amount": 1, "reason": "Ill"}).expect(200)
    lead.get(f"{path}/clock").expect(200)
    town.post(f"{path}/link", {"case": case}).expect(200)
    act(lead, first, "answer", {"outcome": "upheld", "answer": "Sorry", "lesson": "Call",
                                "remedies": [{"what": "Pay back", "due_at": "2027-01-01T00:00:00Z"}]
                                }).expect(200)
    lead.post(f"{path}/remedies", {"remedies": [{"what": "Write"}]}).expect(200)
    remedy = lead.get(path).expect(200).json["remedies"][0]["id"]
    lead.post(f"{path}/remedies/done", {"remedy": remedy}).expect(200)
    act(town, first, "escalate").expect(200)
    act(town, logged(), "withdraw", {"reason": "Solved"}).expect(200)
    act(town, logged(), "convert", {"service": "question", "subject": "A lamp"}).expect(200)
    daemon.api("agency.auditor").get(f"{path}/reads").expect(200)
    town.get("/complaints", query={"status": "all"}).expect(200)
    town.get("/complaints/kpis").expect(200)
    town.get("/queues/main-desk/capacity").expect(200)
    town.get("/measures").expect(200)
    for name in ("cases-opened", "cases-in-time", "elapsed-time", "cases-open", "complaint-days"):
        town.get(f"/measures/{name}", query={"by": "service,channel", "every": "week"}).expect(200)
    assert town.get("/measures/nonsense").expect(404).json["hint"]
    for query in ({"every": "month", "from": "2026-01-01"}, {"format": "svg"}):
        town.get("/measures/elapsed-time/chart", query={**query, "figure": "in-time", "target": "0.9"}).expect(200)
    signal = make_signal(database, town.post("/improvements", {"title": "A bench", "office": "main"}
                                             ).expect(201).json["reference"])
    town.get("/signals", query={"state": "open", "office": "main", "limit": 1}).expect(200)
    town.post(f"/signals/{signal}/decide", {"cause": "A storm", "decision": "None"}, if_match=1).expect(200)
    assert town.get(f"/signals/{signal}").expect(200).json["events"]
    secret = town.post("/complaints", {"office": "main", "channel": "phone", "text": "Bad",
                                       "subject": "corruption"}).expect(201).json["reference"]
    database.query(
        "insert into outbox (agency_id, id, kind, owner_id, created_at, waiting_since, next_try_at,"
        " address, body, secret) select agency_id, 78, 2, id, now(), now(), now(), 'Ana', 'Dear Ana',"
        " true from record where reference = %s", secret)
    letter, = town.get(f"/complaints/{secret}").expect(200).json["letters"]
    town.post(f"/complaints/{secret}/letters/printed", {"letter": letter["id"]}).expect(200)


def simulate(town):
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    row = {"external_id": "3", "service": "question", "office": "main", "channel": "web",
           "opened_at": yesterday.isoformat(), "subject": "Yesterday"}
    town.post("/imports/requests", {"source": "old", "rows": [row]}).expect(200)
    town.post("/simulations", {"queue": "main-desk", "weeks": 1, "runs": 10}).expect(200)


def maturity_work(town):
    framework = {"content": (ROOT / "config/frameworks/oss.json").read_text()}
    town.post("/frameworks/check", framework).expect(200)
    town.post("/frameworks", framework).expect(200)
    town.post("/frameworks/try", framework).expect(200)
    town.get("/frameworks").expect(200)
    town.get("/frameworks/oss").expect(200)
    town.put("/maturity/oss/targets", {"element": "1.2", "target": "performing",
                                       "by": "2099-01-01"}).expect(204)
    town.get("/maturity").expect(200)
    town.get("/maturity/oss", query={"language": "bg"}).expect(200)
    town.get("/maturity/oss/elements/1.2", query={"why": "true", "by": "day"}).expect(200)
    town.get("/maturity/oss/history").expect(200)


def report_work(town):
    """After import_twice(): the month of what was imported."""
    assert town.get("/reports").expect(200).json["items"]
    asked = town.post("/reports/town-monthly/runs", {"period": "2026-01"}).expect(202).json
    run = wait_until(lambda: next((one for one in town.get("/report-runs").expect(200).json["items"]
                                   if one["id"] == asked["id"] and one["state"] == "done"), None), what="the report")
    path = f"/report-runs/{run['id']}"
    for name in ("html", "xlsx", "csv", "json"):
        assert town.get(f"{path}/file", query={"format": name}).expect(200).body
    sent = town.post(f"{path}/deliveries", {"recipient": "council"}).expect(200).json["deliveries"][0]["id"]
    town.post(f"/report-deliveries/{sent}/receipt", {"confirmed_by": "Registry"}).expect(200)
    town.post(f"{path}/publication").expect(200)
    town.page("/published/town/town-monthly/2026-01").expect(200)
    town.delete(f"{path}/publication").expect(200)
    town.get(path).expect(200)


def cancelled_report(town, database):
    number = database.value(
        "insert into report_run (agency_id, code, report_id, period, from_day, to_day, scheduled, delivers, asked_by,"
        " claimed_until) select agency_id, code, id, '2010-01', '2010-01-01', '2010-01-31', false, false, 0,"
        " now() + interval '1 hour' from report where code = 'town-monthly' returning id")
    assert town.post(f"/report-runs/{number}/cancel").expect(200).json["state"] == "cancelled"


def import_twice(town):
    row = {"external_id": "1", "service": "question", "office": "main", "channel": "web",
           "opened_at": "2026-01-05T09:00:00Z", "closed_at": "2026-01-06T09:00:00Z",
           "outcome": "answered"}
    late = {"external_id": "2", "service": "permit", "office": "main", "channel": "web",
            "opened_at": "2026-01-05T09:00:00Z"}
    for expected in (["imported", "imported", "rejected"], ["exists", "exists", "rejected"]):
        told = town.post("/imports/requests", {"source": "old", "rows": [row, late, {}]})
        assert [result["result"] for result in told.expect(200).json["results"]] == expected
    call = {"external_id": "1", "channel": "phone", "office": "main", "cause": "chase",
            "queued_at": "2026-01-05T09:00:00Z", "answered_at": "2026-01-05T09:00:15Z"}
    given_up = {"external_id": "2", "channel": "phone", "office": "main", "abandoned": True,
                "queued_at": "2026-01-05T09:00:00Z", "ended_at": "2026-01-05T09:02:00Z"}
    for expected in (["imported", "imported", "rejected"], ["exists", "exists", "rejected"]):
        told = town.post("/imports/contacts", {"source": "phones", "rows": [call, given_up, {}]})
        assert [result["result"] for result in told.expect(200).json["results"]] == expected
    listed = town.get("/contacts", query={"day": "2026-01-05", "office": "main", "channel": "phone"})
    assert [one["abandoned"] for one in listed.expect(200).json["items"]] == [True, False]
    overdue = town.get("/cases", query={"due": "overdue"}).json["items"][0]
    assert overdue["external_id"] == "2" and overdue["rung"] == 100
    town.get(f"/cases/{overdue['reference']}").expect(200)
    town.get(f"/cases/{overdue['reference']}/clock").expect(200)


def apply_desk(api):
    files = [{"path": str(path.relative_to(DESK)), "content": json.loads(path.read_text())}
             for path in sorted(DESK.rglob("*.json"))]
    api.apply_desk({"files": files})
    files[0]["content"]["agencies"][0]["name"] = "Another Town"
    told = api.post("/desk", {"files": files}, query={"dry_run": "true"}).expect(200).json
    assert [change["change"] for change in told["changes"]] == ["changed"]
    files[0]["content"]["agencies"][0]["nmae"] = "Town"
    assert api.post("/desk", {"files": files}, if_match=1).expect(422).json["fields"]


def sessions(daemon, town):
    daemon.api("office.front-desk")
    assert town.delete("/staff/office.front-desk/sessions").expect(200).json["revoked"] == 1
    courier = daemon.api("office.courier")
    courier.put("/session/password", {"old_password": "correct-horse-battery",
                                      "new_password": "another-horse-battery"}).expect(204)
    courier.delete("/session").expect(204)
    courier.get("/session").expect(401)
    town.post("/staff/office.courier/password", key=False).expect(200)


def evidence_work(daemon, town):
    town.get("/evidence-kinds").expect(200)
    made = town.post("/evidence", {"kind": "partnership", "title": "With the chamber", "date": "2026-01-02",
                                   "fields": {"with": "Chamber of Commerce"}}).expect(201).json
    path = "/evidence/" + made["reference"]
    town.patch(path, {"expires": "2099-12-31"}, if_match=1).expect(200)
    town.post(path + "/document", {"name": "pact.txt", "type": "text/plain", "content": "UGFjdA=="},
              if_match=2).expect(200)
    assert town.get(path + "/document").expect(200).body == b"Pact"
    daemon.api("agency.team-lead").post(path + "/check", {}, if_match=3).expect(200)
    assert town.get("/evidence", query={"kind": "partnership"}).expect(200).json["items"]
    town.get(path).expect(200)
    town.post(path + "/withdraw", {"reason": "Ended"}, if_match=4).expect(200)


def test_every_operation_succeeds_as_the_contract_promises(daemon, database, town, permit, customer,
                                                           whole_case, contract):
    contract.seen.clear()
    town.get("/cases/" + whole_case.reference).expect(200)
    daemon.api("agency.team-lead").post(
        f"/cases/{permit().json['reference']}/assign", {"to": "all.town"}, if_match=1).expect(200)
    notices = town.get("/notices").expect(200).json["items"]
    assert notices
    town.post("/notices/seen", {"up_to": notices[0]["id"]}).expect(200)
    customer_work(town, customer)
    case_work(town, whole_case)
    feedback_work(town, customer, whole_case)
    survey_work(daemon, town)
    charter_work(daemon)
    complaint_work(daemon, town, whole_case.reference, database)
    reads(town, customer)
    import_twice(town)
    simulate(town)
    maturity_work(town)
    outbox(town, database)
    report_work(town)
    cancelled_report(town, database)
    reply_work(town, customer, whole_case)
    evidence_work(daemon, town)
    absence_work(town)
    apply_desk(daemon.api("all.agencies"))
    sessions(daemon, town)
    written = {"customer_add", "case_log", "case_claim", "case_step", "case_note", "case_contact", "case_bring_in",
               "case_link", "case_hand_over", "case_pause", "case_extend", "case_customer"}  # by whole_case
    succeeded = {name for name, status in contract.seen if status < 300}
    assert set(OPERATIONS) - succeeded - written == {"event_stream", "web_root", "web_file"}


def test_stream_sends_what_the_contract_promises(town, permit):
    with Stream(town.daemon, town.token) as stream:
        assert stream.status == 200 and "content-type: text/event-stream" in stream.head.lower()
        case = Case(town, permit())
        case.change("claim")
        case.change("steps", step="ask")
        case.change("steps", step="received")
        stream.until(lambda: (case.reference, case.answer.json["version"]) in stream.seen)
    for _, event in stream.events:
        assert CONTRACT.faults({"$ref": "#/components/schemas/LiveEvent"}, event) == [], event
    position = CONTRACT.resolve({"$ref": "#/components/parameters/LastEventId"})["schema"]
    assert re.fullmatch(position["pattern"], stream.last)


def test_case_looks_the_same_wherever_it_is_brief(town, permit, whole_case):
    """Key for key, value for value: the answer to a change, lists, the head of the whole case."""
    answers = [whole_case.answer.json, permit(details="x").json]
    closed = Case(town, permit(service="question", received_at="2026-01-31T09:30:00.25+02:00"))
    answers.append(closed.change("close", outcome="answered"))
    for brief in answers:
        listed = town.get("/cases", query={"status": "all", "limit": 200}).json["items"]
        assert [one for one in listed if one["reference"] == brief["reference"]] == [brief]
        whole = town.get("/cases/" + brief["reference"]).json
        assert {name: whole[name] for name in brief} == brief
    customer = town.get(f"/customers/{answers[0]['customer']}").json
    assert answers[0] in customer["open_cases"]


def test_answer_to_a_used_key_is_the_first_one(town, permit):
    body = {"service": "permit", "office": "main", "channel": "counter", "subject": "Once"}
    first = town.post("/cases", body, key="once").expect(201)
    again = town.post("/cases", body, key="once").expect(201)
    assert again.headers["idempotency-replayed"] == "true" and again.body == first.body
    assert {name: again.headers[name] for name in ("etag", "location")} == {
        name: first.headers[name] for name in ("etag", "location")}
    town.post("/cases", {**body, "subject": "Twice"}, key="once").expect(422)


@pytest.mark.parametrize("path", ["/session", "/desk", "/services", "/queues", "/cases", "/notices"])
def test_head_tells_what_get_would(town, path):
    head, got = town.request("HEAD", path).expect(200), town.get(path).expect(200)
    vary = ("date", "x-request-id", "content-length" if path == "/queues" else "")
    assert head.body == b"" and {n: v for n, v in head.headers.items() if n not in vary} == {
        n: v for n, v in got.headers.items() if n not in vary}


# ---- what it refuses ----


@pytest.mark.parametrize("status,method,path,headers", [
    (404, "GET", "/nothing", {}), (404, "GET", "/cases/", {}), (405, "DELETE", "/cases", {}),
    (405, "PUT", "/session", {}), (406, "GET", "/cases", {"Accept": "text/html"}),
    (406, "GET", "/events", {"Accept": "application/json"}),
    (415, "POST", "/cases", {"Content-Type": "text/plain"}),
    (401, "GET", "/cases", {"Authorization": "Bearer nonsense"}),
    (401, "GET", "/cases", {"Authorization": "Basic YWxsLnRvd246eA=="})])
def test_wrong_address_or_header_is_a_problem(town, status, method, path, headers):
    answer = town.request(method, path, "{}" if method == "POST" else None, headers=headers)
    assert answer.expect(status).headers["content-type"] == "application/problem+json"
    assert ("allow" in answer.headers) == (status == 405)


def wrong_values(field):
    """{how it is wrong: a value}"""
    kind, low, high = field["type"], field["min"], field["max"]
    if kind in ("line", "text", "secret", "code"):
        values = {"type": 7, "long": "x" * (high + 1)}
        values |= {"short": "x" * (low - 1)} if low > 0 else {}
        values |= {"letters": "Ünï cöde"} if kind == "code" else {}
        return values | ({"control": "a\x01" + "b" * low} if kind in ("line", "text") else {})
    if kind == "decimal":
        return {"type": "7", "short": low - 1, "long": high + 1}
    if kind in ("int", "long"):
        return {"type": "7", "short": low - 1, "fraction": low + 0.5} | (
            {"long": high + 1} if kind == "int" else {})
    if kind == "list":
        return {"type": {}, "long": [{"kind": "passport", "value": "x"}] * (high + 1)}
    return {"bool": {"type": "true"}, "object": {"type": []}, "name": {"type": 1, "letters": "nonsense"},
            "time": {"type": 1, "letters": "2026-01-31 09:30", "zone": "2026-01-31T09:30:00"}}[kind]


BODIES = [(route, kind) for route in ROUTES.values() if route["body"] not in (None, "empty")
          for kind in sorted({kind for field in TABLES["bodies"][route["body"]]
                              for kind in wrong_values(field)})]


def path_of(route):
    """An address of the route, of something that is not there."""
    return re.sub(r"\{\w+\}", "1", route["path"])


def ask(api, route, body, **options):
    """Sends the request of a route with all headers that it needs."""
    if_match = options.pop("if_match", 1 if route["if_match"] else None)
    return api.request(route["method"], path_of(route), body, if_match=if_match, **options)


def wrong_fields(answer):
    assert answer.json["type"] == "urn:onestop:problem:invalid"
    return sorted(field["field"] for field in answer.json["fields"])


@pytest.mark.parametrize("route,kind", BODIES, ids=lambda one: one if isinstance(one, str) else one["name"])
def test_wrong_fields_are_all_told_as_the_contract_says(town, route, kind):
    fields = TABLES["bodies"][route["body"]]
    body = {field["name"]: wrong_values(field)[kind] for field in fields
            if kind in wrong_values(field)}
    wrong = ["/" + name for name in body]
    if route["method"] != "PATCH":
        wrong += ["/" + field["name"] for field in fields
                  if field["required"] and field["name"] not in body]
    known = {"office": "main"} if route["name"] in ("case_log", "contact_log",
                                                    "feedback_log") else {}
    assert wrong_fields(ask(town, route, {**known, **body}).expect(422)) == sorted(wrong)
    schema = OPERATIONS[route["name"]][2]["requestBody"]["content"]["application/json"]["schema"]
    told = {fault.partition(":")[0] for fault in CONTRACT.faults(schema, body)}
    assert told >= {"/" + name for name in body}


@pytest.mark.parametrize("route", [route for route in ROUTES.values() if route["body"]],
                         ids=lambda route: route["name"])
def test_unknown_field_is_told(town, route):
    answer = ask(town, route, {"nonsense": 1}).expect(422)
    assert "/nonsense" in wrong_fields(answer)


@every_route
def test_missing_header_is_told(town, route):
    if route["key"]:
        ask(town, route, {}, key=False).expect(400)
    if route["if_match"]:
        town.request(route["method"], path_of(route), {}).expect(428)


QUERIES = [(name, parameter) for name, (method, _, operation) in OPERATIONS.items()
           for parameter in map(CONTRACT.resolve, operation["parameters"])
           if parameter["in"] == "query"
           and {"enum", "minimum", "maxLength"} & set(parameter["schema"])]


@pytest.mark.parametrize("name,parameter", QUERIES,
                         ids=lambda one: one if isinstance(one, str) else one["name"])
def test_wrong_query_is_told(town, permit, customer, name, parameter):
    schema = parameter["schema"]
    wrong = ["nonsense", "", "7x"] if schema["type"] == "integer" or "enum" in schema else []
    wrong += [str(schema["minimum"] - 1)] if "minimum" in schema else []
    wrong += [str(schema["maximum"] + 1)] if "maximum" in schema else []
    wrong += ["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
    wrong += ["x" * (schema["minLength"] - 1)] if "minLength" in schema else []
    method, path, operation = OPERATIONS[name]
    body = {"files": []} if "requestBody" in operation else None
    if "{reference}" in path:
        path = path.replace("{reference}", permit().json["reference"])
    path = path.replace("{code}", "after").replace("{id}", str(customer))
    path = path.replace("{name}", "cases-opened").replace("{framework}", "oss")
    path = path.replace("{element}", "1.2")
    path = path.replace("{agency}", "town")
    path = path.replace("{report}", "town-monthly").replace("{period}", "2026-01")
    if name == "framework_try":
        body = {"content": (ROOT / "config/frameworks/oss.json").read_text()}
    for value in wrong:
        answer = town.request(method, path, body, query={parameter["name"]: value},
                              if_match=1 if ROUTES[name]["if_match"] else None).expect(422)
        assert parameter["name"] in wrong_fields(answer), value
