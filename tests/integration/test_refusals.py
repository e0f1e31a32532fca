"""Who may do what to what: every route, for every role, on an object of the own office, of another
office, of another agency, and on none. Generated from the route table of the daemon; the rules are
said a second time here, in matrix.Caller and expected().

What may be seen but not done is refused with 403. What may not be seen is answered with the very
words for what is not there. A refusal changes nothing."""
import json

import pytest
from event_stream import Stream
from matrix import CALLERS, DESK, LOGGING, NOBODY, OF_AGENCY, ROUTES, Thing, World
from onestop_daemon import once


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


@pytest.fixture(scope="module")
def apis(daemon):
    """A client for each caller, logged in."""
    apis = {caller.name: daemon.api(caller.name) for caller in CALLERS}
    apis |= {name: daemon.api(name) for name in ("all.town", "all.county")}
    return {**apis, None: daemon.api()}


@pytest.fixture(scope="module")
def world(database, apis):
    return World(database, apis)


# ---- what is right ----


# Who sees figures of an agency, and what they follow from.
FIGURES = {"team-lead", "manager", "auditor", "administrator"}
# Who says when others are away; this one works for the whole agency.
LEADING = ("team-lead", "manager", "administrator")


def expected(route, caller, thing):
    """The status of a cell, and whether it is a refusal."""
    if caller is NOBODY:
        return 401, True
    name, allowed = route["name"], set(route["roles"])
    if not caller.anywhere() & allowed:
        return 403, True
    if name == "view_delete":
        roles = caller.roles_at(thing.agency, None) if thing.agency else set()
        return (204, False) if "team-lead" in roles else ((403, True) if roles else (404, True))
    if name in ("sessions_revoke", "session_list", "password_reset") and thing.agency is not None and caller.roles_at(
            thing.agency, None):
        return (200, False) if caller.leads("administrator", thing.agency) else (403, True)
    if name.startswith("absence_") and thing.agency is not None and caller.roles_at(thing.agency, None):
        if not any(caller.leads(role, thing.agency) for role in LEADING):
            return (403 if name == "absence_enter" else 404), True
    if name in ("outbox_show", "outbox_retry", "outbox_printed") and thing.agency is not None and (
            caller.roles_at(thing.agency, None)):
        led = any(caller.leads(role, thing.agency) for role in allowed)
        return (200, False) if led else (403, True)
    if route["path"].startswith(("/reports/", "/report-runs/", "/report-deliveries/")) and (
            thing.agency is not None and caller.roles_at(thing.agency, None)):
        if not any(caller.leads(role, thing.agency) for role in allowed):
            return 403, True
        return {"report_run": (202, False), "report_run_cancel": (409, True)}.get(name, (200, False))
    if name in ("customer_erase", "customer_export") and thing.agency is not None and (
            caller.roles_at(thing.agency, None)):
        if not any(caller.leads(role, thing.agency) for role in allowed):
            return 403, True
        return (412, True) if name == "customer_erase" else (200, False)
    if name in ("audit_counters", "audit_chain", "audit_personal"):
        led = any(caller.leads(role, agency) for role in allowed for agency in ("town", "elsewhere"))
        return (200, False) if led else (403, True)
    if name == "complaint_kpis":
        if not caller.roles_at("town", None):
            return 422, True
        return (200, False) if any(caller.leads(role, "town") for role in allowed) else (403, True)
    if name in ("measure_show", "measure_chart"):
        if thing.agency is None or not caller.roles_at(thing.agency, None):
            return 404, True
        led = any(caller.leads(role, thing.agency) or thing.office is not None
                  and role in caller.roles_at(thing.agency, thing.office) for role in allowed)
        return (200, False) if led else (403, True)
    if name == "simulation":
        roles = caller.roles_for(thing)
        if not roles:
            return 422, True
        return (422, False) if roles & allowed else (403, True)  # nothing to draw from
    if name in OF_AGENCY:
        if thing.agency is None or not caller.roles_at(thing.agency, None):
            return 404, True
        led = any(caller.leads(role, thing.agency) for role in allowed)
        return (204 if name == "maturity_target" else 200, False) if led else (403, True)
    if name in ("import_requests", "import_contacts"):
        if thing.agency is None or not caller.roles_at(thing.agency, None):
            return 422, True
        return (200, False) if caller.leads("administrator", thing.agency) else (403, True)
    if thing.agency == "any":
        return {"desk_apply": (422, True), "password_change": (422, True),
                "session_close": (204, False)}.get(name, (200, False))
    roles = caller.roles_for(thing)
    if route["path"].startswith("/evidence/") and not roles & FIGURES:
        return 404, True
    if name.startswith("signal_"):  # seen by who leads or audits there
        roles = roles & {"team-lead", "manager", "auditor"}
    if not roles and name in LOGGING and thing.agency is not None:
        return (403 if caller.roles_at(thing.agency, None) else 422), True
    if not roles:
        return (404 if route["object"] else 422), True
    if not roles & allowed:
        return 403, True
    if name in ("task_claim", "task_answer") and "professional" not in roles:
        return 403, True  # of the work, but no professional of the queue
    if name == "case_link" and thing.agency != "town":
        return 422, True  # the other case is the town's; links stay within an agency
    if name == "case_bring_in" and "team-lead" not in roles:
        return 409, True  # somebody has to work it first
    if route["if_match"]:
        return 412, True
    if name in ("complaint_remedy_done", "complaint_printed"):
        return 422, True  # there is no such remedy or letter
    return (201 if name in ("customer_add", "sample_add", "evidence_add", "case_reply", "absence_enter",
                          *LOGGING) else 200), False


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
        if self.route["stream"] and self.route["method"] == "GET" and not refusal:
            stream = Stream(api.daemon, api.token)
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
        if name == "report_receipt" and not refusal:
            thing = Thing(thing.label, thing.agency, id=self.world.report_delivery(thing.agency))
        if name in ("complaint_link", "complaint_remedies") and not refusal:
            subject = {"subject": "corruption"} if thing.serious else {}
            thing = Thing(thing.label, thing.agency, thing.office,
                          reference=self.world.complaint(thing.agency, thing.office, **subject))
        return self.world.ask(api, self.route, thing)

    def refused(self, caller):
        """Asks for what is refused: what is hidden is as what is not there."""
        hidden = {}
        for thing in self.things:
            status, refusal = expected(self.route, caller, thing)
            if refusal:
                answer = self.cell(caller, thing)
                if thing.agency is None or status in (404, 422) and (
                        thing.agency != "any" and not caller.roles_for(thing)):
                    hidden[thing.label] = words(answer, thing)
        told = {json.dumps(answer, sort_keys=True) for answer in hidden.values()}
        if len(told) > 1:
            self.wrong.append(f"{caller.name if caller else 'nobody'}: the answers differ: {hidden}")

    def allowed(self, caller):
        for thing in self.things:
            if not expected(self.route, caller, thing)[1]:
                self.cell(caller, thing)


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
def test_route_refuses_whom_it_should(world, route):
    cells = Cells(world, route)
    if route["public"]:
        return
    before = world.state()
    for caller in [*CALLERS, NOBODY]:
        cells.refused(caller)
    if world.state() != before:
        cells.wrong.append("a refusal changed something")
    for caller in CALLERS:
        cells.allowed(caller)
    assert not cells.wrong, f"{len(cells.wrong)} cells:\n" + "\n".join(cells.wrong[:40])


# ---- other ways to ask about what is hidden ----


def ask_all(world, caller, route, **options):
    """{words: labels} of the answers about things that the caller does not see."""
    told = {}
    for thing in world.of(route):
        if not caller.roles_for(thing) and thing.label != "no number":  # which anybody can tell
            answer = world.ask(world.apis[caller.name], route, thing, **options)
            told.setdefault(json.dumps(words(answer, thing)), []).append(thing.label)
    return told


HIDING = [route for route in ROUTES.values() if route["object"] and not
          route["path"].startswith("/services")]


@once("the words of a refusal")
@pytest.mark.parametrize("route", HIDING, ids=lambda route: route["name"])
def test_wrong_question_about_the_hidden_is_answered_as_about_nothing(world, route):
    for caller in CALLERS[16:]:
        assert len(ask_all(world, caller, route, body={"nonsense": 1})) <= 1
        if route["if_match"]:
            assert len(ask_all(world, caller, route, if_match=False)) <= 1


@once("the words of a refusal")
@pytest.mark.parametrize("route", [route for route in HIDING if route["key"]],
                         ids=lambda route: route["name"])
def test_used_key_does_not_tell_the_hidden(world, route):
    """A key is known within an agency: the answer must not tell that the case is of that one."""
    for caller in CALLERS[16:]:
        if not caller.anywhere() & {"front-desk", "case-manager", "team-lead"}:
            continue
        key = f"used-by-{caller.name}"[:64]
        world.apis[caller.name].post("/customers", {"agency": "town", "name": "Key"}, key=key)
        told = ask_all(world, caller, route, key=key)
        assert len(told) <= 1, told


def test_administrator_defines_the_own_agency_only(world):
    files = [{"path": str(path.relative_to(DESK)), "content": json.loads(path.read_text())}
             for path in sorted(DESK.rglob("*.json"))]
    before = world.state()
    for name in ("agency.administrator", "office.administrator"):
        world.apis[name].post("/desk", {"files": files}, if_match=1).expect(403)
    own = [file for file in files if file["path"].startswith("town/") or "/" not in file["path"]]
    own[0]["content"]["agencies"] = own[0]["content"]["agencies"][:1]
    own = [file for file in own if file["path"] not in ("town/staff.json", "town/charts.json")]  # whose owner is of the staff
    for file in own:
        for office in file["content"].get("offices", []):
            office["serves"] = []
        for service in file["content"].get("services", []):
            service["related"] = []
    world.apis["office.administrator"].post("/desk", {"files": own}, if_match=1).expect(403)
    tried = world.apis["agency.administrator"].post("/desk", {"files": own},
                                                    query={"dry_run": "true"})
    assert tried.status == 200 or tried.json["fields"], tried
    assert world.state() == before


def test_every_cell_was_asked(world, request, capsys):
    wanted = sum(len(world.of(route)) * (len(CALLERS) + 1) for route in ROUTES.values()
                 if not route["public"])
    if request.session.testscollected < len(ROUTES):
        pytest.skip("only a part of the matrix was asked for")
    with capsys.disabled():
        print(f"\n{Cells.total} cells of the refusal matrix: {len(ROUTES)} routes,"
              f" {len(CALLERS)} callers and nobody")
    assert Cells.total == wanted
