"""Who may do what to what: every route, for every role, on an object of the own office, of another
office, of another agency, and on none. Generated from the route table of the daemon; the rules are
said a second time here, in Caller.roles_at() and expected().

What may be seen but not done is refused with 403. What may not be seen is answered with the very
words for what is not there. A refusal changes nothing."""
import itertools
import json
import subprocess

import pytest
from onestop_daemon import BUILD, ROOT, Stream

TABLES = json.loads(subprocess.run([BUILD / "tests/route_dump"], check=True,
                                   capture_output=True).stdout)
ROUTES = {route["name"]: route for route in TABLES["routes"]}
DESK = ROOT / "tests/integration/desk_matrix"
ROLES = TABLES["sets"]["role"]
STALE = 999999  # a version that nothing has: 412 says that a change would have been let through
STATE = """select
    (select (count(*), sum(version), sum(open_tasks)) from kase)::text,
    (select count(*) from case_event), (select count(*) from contact), (select count(*) from note),
    (select (count(*), sum(state), sum(assignee_id)) from task)::text,
    (select count(*) from case_link), (select (count(*), sum(version)) from customer)::text,
    (select count(*) from customer_identifier), (select count(*) from idempotency),
    (select (count(*), count(*) filter (where revoked_at is not null)) from session)::text,
    (select count(*) from desk_definition), (select count(seen_at) from notice)"""


# ---- who asks ----


class Caller:
    """A member of staff of desk_matrix. Scope "office": a grant for the main office of the town;
    "agency": for the town. Wide ones hold every role in an agency without cases as well, so that
    only the check of the object can refuse them."""

    def __init__(self, scope, role):
        self.name = f"{scope}.{role}"
        office = "main" if scope.startswith("office") else None
        self.grants = [(role, "town", office)]
        if scope.endswith("-wide"):
            self.grants += [(other, "elsewhere", None) for other in ROLES]

    def anywhere(self):
        return {role for role, _, _ in self.grants}

    def roles_at(self, agency, office):
        """Roles that hold for something of an office; office None: of the agency as a whole, which
        every grant in the agency lets see."""
        return {role for role, of_agency, of_office in self.grants
                if of_agency == agency and (office is None or of_office in (None, office))
                } - {"courier"}

    def leads(self, role, agency):
        """Whether the role holds for the whole agency."""
        return (role, agency, None) in self.grants


CALLERS = [Caller(scope, role) for scope in ("office", "agency", "office-wide", "agency-wide")
           for role in ROLES]
NOBODY = None


# ---- what is asked about ----


class Thing:
    """Something of an office (None: of the whole agency); agency None: it is not there."""

    def __init__(self, label, agency, office=None, **values):
        self.label, self.agency, self.office, self.values = label, agency, office, values


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


@pytest.fixture(scope="module")
def apis(daemon):
    """A client for each caller, logged in."""
    apis = {caller.name: daemon.api(caller.name) for caller in CALLERS}
    apis |= {name: daemon.api(name) for name in ("all.town", "all.county")}
    return {**apis, None: daemon.api()}


class World:
    """Cases, tasks and customers of the two agencies."""

    def __init__(self, database, apis):
        self.database, self.apis = database, apis
        self.numbers = itertools.count(1)
        self.things = {"reference": self.cases(), "customers": self.customers(),
                       "tasks": self.tasks(), "staff": self.staff(), "services": self.services()}
        self.neighbour = self.log("town", "main")  # to be linked to

    def worker(self, agency):
        return self.apis[f"all.{agency}"]

    def log(self, agency, office):
        service = {"main": "question", "branch": "branch-permit", "seat": "licence"}[office]
        return self.worker(agency).post("/cases", {
            "service": service, "office": office, "channel": "counter",
            "subject": f"Secret {agency}-{office} {next(self.numbers)}"}).expect(201).json["reference"]

    def task(self, agency, office, reference=None):
        reference = reference or self.log(agency, office)
        queue = {"main": "main-experts", "branch": "branch-experts", "seat": "county-experts"}
        self.worker(agency).post(f"/cases/{reference}/tasks", {
            "question": "Is it so?", "queue": queue[office]}).expect(200)
        return self.database.value("select max(id) from task")

    def gone(self, agency, office):
        """The reference of a case that is not there: its place in the sequence was never used."""
        reference = self.log(agency, office)
        for table, key in (("case_event", "case_id"), ("clock", "owner_id"), ("kase", "id")):
            self.database.query(f"delete from {table} where {key} ="
                                " (select id from kase where reference = %s)", reference)
        return reference

    def cases(self):
        places = [("own office", "town", "main"), ("other office", "town", "branch"),
                  ("other agency", "county", "seat")]
        return [Thing(label, agency, office, reference=self.log(agency, office))
                for label, agency, office in places] + [
            Thing("not there", None, reference=self.gone("town", "main")),
            Thing("no reference", None, reference="7K3M-9XQ5")]

    def tasks(self):
        return [Thing(label, agency, office, id=self.task(agency, office))
                for label, agency, office in (("own office", "town", "main"),
                                              ("other office", "town", "branch"),
                                              ("other agency", "county", "seat"))] + [
            Thing("not there", None, id=1), Thing("no number", None, id="x")]

    def customers(self):
        def add(agency):
            return self.worker(agency).post("/customers", {
                "name": f"Secret {agency}", "phone": f"+359 2 {next(self.numbers):07}"
            }).expect(201).json["id"]
        self.stays = add("town")
        return [Thing("own agency", "town", id=add("town")),
                Thing("other agency", "county", id=add("county")),
                Thing("not there", None, id=1), Thing("no number", None, id="x")]

    def staff(self):
        return [Thing("own agency", "town", user_name="target.town"),
                Thing("other agency", "county", user_name="target.county"),
                Thing("not there", None, user_name="target.nobody")]

    def services(self):
        """The catalogue is open: any of the agencies may be handed a case."""
        return [Thing("own office", "any", code="permit"),
                Thing("other office", "any", code="branch-permit"),
                Thing("other agency", "any", code="licence"),
                Thing("not there", None, code="nonsense")]

    def of(self, route):
        """What a route is asked about."""
        if route["object"]:
            first = route["path"].split("/")[1]
            return self.things["reference" if first == "cases" else first]
        if route["name"] in ("case_log", "contact_log"):
            return [Thing("own office", "town", "main", service="question"),
                    Thing("other office", "town", "branch", service="branch-permit"),
                    Thing("other agency", "county", "seat", service="licence"),
                    Thing("not there", None, "absent-office", code="absent", service="absent-one")]
        if route["name"] in ("customer_add", "import_requests"):
            return [Thing("own agency", "town"), Thing("other agency", "county"),
                    Thing("not there", None, code="absent")]
        return [Thing("", "any")]

    def body(self, route, thing):
        number = next(self.numbers)
        agency = thing.values.get("code", thing.agency)
        place = {"agency": agency, "office": thing.office, "service": thing.values.get("service")}
        return {
            "session_open": {"user_name": "all.town", "password": "wrong-horse-battery"},
            "password_change": {"old_password": "wrong", "new_password": "another-horse-battery"},
            "desk_apply": {"files": []},
            "customer_add": {"agency": agency, "name": f"Made {number}"},
            "customer_change": {"name": f"Changed {number}"},
            "customer_merge": {"into": self.stays},
            "contact_log": {**place, "channel": "counter"},
            "case_log": {**place, "channel": "counter", "subject": f"Made {number}"},
            "case_assign": {"to": "all.town"},
            "case_hand_over": {"to": "all.town", "reason": "Because"},
            "case_step": {"step": "answer", "outcome": "answered"},
            "case_note": {"body": f"Note {number}"},
            "case_contact": {"channel": "phone"},
            "case_bring_in": {"question": f"Question {number}"},
            "case_pause": {"reason": "waiting-for-customer"},
            "case_close": {"outcome": "answered"},
            "case_link": {"other": self.neighbour},
            "task_answer": {"answer": "Yes"},
            "notice_seen": {"up_to": 1},
            "import_requests": {"agency": agency, "source": "matrix", "rows": []},
        }.get(route["name"], {} if route["body"] else None)

    def ask(self, api, route, thing, **options):
        path = route["path"]
        for name, value in thing.values.items():
            path = path.replace("{" + name + "}", str(value))
        if "{user_name}" in path:
            path = path.replace("{user_name}", thing.values["user_name"])
        options.setdefault("if_match", STALE if route["if_match"] else None)
        query = {"q": "Secret"} if route["name"] == "customer_find" else None
        return api.request(route["method"], path,
                           options.pop("body", self.body(route, thing)), query=query,
                           key=options.pop("key", None if route["key"] else False), **options)

    def state(self):
        return self.database.query(STATE)


@pytest.fixture(scope="module")
def world(database, apis):
    return World(database, apis)


# ---- what is right ----


def expected(route, caller, thing):
    """The status of a cell, and whether it is a refusal."""
    if caller is NOBODY:
        return 401, True
    name, allowed = route["name"], set(route["roles"])
    if not caller.anywhere() & allowed:
        return 403, True
    if name == "sessions_revoke" and thing.agency is not None and caller.roles_at(
            thing.agency, None):
        return (200, False) if caller.leads("administrator", thing.agency) else (403, True)
    if name in ("audit_counters", "audit_chain"):
        led = any(caller.leads(role, agency) for role in allowed for agency in ("town", "elsewhere"))
        return (200, False) if led else (403, True)
    if name == "import_requests":
        if thing.agency is None or not caller.roles_at(thing.agency, None):
            return 422, True
        return (200, False) if caller.leads("administrator", thing.agency) else (403, True)
    if thing.agency == "any":
        return {"desk_apply": (422, True), "password_change": (422, True),
                "session_close": (204, False)}.get(name, (200, False))
    roles = set() if thing.agency is None else caller.roles_at(
        thing.agency, None if name in ("case_log", "contact_log") else thing.office)
    if not roles:
        return (404 if route["object"] else 422), True
    if thing.office:
        roles = caller.roles_at(thing.agency, thing.office)
    if not roles & allowed:
        return 403, True
    if name in ("task_claim", "task_answer") and "professional" not in roles:
        return 403, True  # of the work, but no professional of the queue
    if name == "case_bring_in" and "team-lead" not in roles:
        return 409, True  # somebody has to work it first
    if route["if_match"]:
        return 412, True
    return (201 if name in ("customer_add", "case_log", "contact_log") else 200), False


def words(answer, thing):
    """All that an answer says, but what is new each time; codes that were sent are left out."""
    body = dict(answer.json)
    body.pop("request_id")
    text = json.dumps(body, sort_keys=True)
    for sent in filter(None, (*map(str, thing.values.values()), thing.office)):
        text = text.replace(f" {sent}\"", " …\"")
    headers = {name: value for name, value in answer.headers.items()
               if name not in ("date", "x-request-id", "content-length")}
    return answer.status, text, headers


# ---- the matrix ----


class Cells:
    """The cells of one route. What is wrong is collected, so that one run tells all."""

    total = 0

    def __init__(self, world, route):
        self.world, self.route, self.wrong = world, route, []
        self.things = world.of(route)

    def cell(self, caller, thing):
        api = self.world.apis[caller and caller.name]
        status, refusal = expected(self.route, caller, thing)
        if self.route["stream"] and not refusal:
            stream = Stream(api)
            stream.close()
            found, answer = stream.status, None
        else:
            answer = self.ask(api, thing, refusal)
            found = answer.status
        Cells.total += 1
        if found != status:
            who = caller.name if caller else "nobody"
            self.wrong.append(f"{who} × {thing.label}: {found} instead of {status}: {answer}")
        return answer

    def ask(self, api, thing, refusal):
        name = self.route["name"]
        if name == "session_close" and not refusal:
            api = api.daemon.api(api.user)
        if name in ("task_claim", "task_answer") and not refusal:
            thing = Thing(thing.label, thing.agency, thing.office,
                          id=self.world.task(thing.agency, thing.office))
        return self.world.ask(api, self.route, thing)

    def refused(self, caller):
        """Asks for what is refused: nothing changes, and what is hidden is as what is not there."""
        before = self.world.state()
        hidden = {}
        for thing in self.things:
            status, refusal = expected(self.route, caller, thing)
            if refusal:
                answer = self.cell(caller, thing)
                if thing.agency is None or status in (404, 422) and thing.agency != "any":
                    hidden[thing.label] = words(answer, thing)
        who = caller.name if caller else "nobody"
        if self.world.state() != before:
            self.wrong.append(f"{who}: a refusal changed something")
        told = {json.dumps(answer, sort_keys=True) for answer in hidden.values()}
        if len(told) > 1:
            self.wrong.append(f"{who}: the answers differ: {hidden}")

    def allowed(self, caller):
        for thing in self.things:
            if not expected(self.route, caller, thing)[1]:
                self.cell(caller, thing)


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
def test_route_refuses_whom_it_should(world, route):
    cells = Cells(world, route)
    for caller in CALLERS + ([] if route["public"] else [NOBODY]):
        if route["public"]:
            continue
        cells.refused(caller)
        if caller is not NOBODY:
            cells.allowed(caller)
    assert not cells.wrong, f"{len(cells.wrong)} cells:\n" + "\n".join(cells.wrong[:40])


def test_every_cell_was_asked(world, request, capsys):
    wanted = sum(len(world.of(route)) * (len(CALLERS) + 1) for route in ROUTES.values()
                 if not route["public"])
    if request.session.testscollected < len(ROUTES):
        pytest.skip("only a part of the matrix was asked for")
    with capsys.disabled():
        print(f"\n{Cells.total} cells of the refusal matrix: {len(ROUTES)} routes,"
              f" {len(CALLERS)} callers and nobody")
    assert Cells.total == wanted
