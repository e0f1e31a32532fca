"""Who may see and do what, said a second time: callers of every role and scope, things of the own
office, another office, another agency, and such as are not there. For desk_matrix."""
import datetime
import itertools
import json
import subprocess

from onestop_daemon import BUILD, ROOT

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
    (select (count(*), max(changed_at)) from credential)::text,
    (select (count(*), sum(version)) from record)::text, (select count(*) from reply),
    (select (count(*), sum(state)) from outbox)::text,
    (select count(*) from desk_definition), (select count(seen_at) from notice),
    (select count(*) from complaint_remedy), (select count(*) from framework),
    (select count(*) from saved_view where id < 900000),
    (select count(*) from maturity_target), (select (count(*), sum(state)) from report_run)::text,
    (select count(*) from report_delivery), (select (count(*), count(withdrawn_at)) from publication)::text"""


# ---- who asks ----


class Caller:
    """A member of staff of desk_matrix, with grants (role, agency, office or None)."""

    def __init__(self, name, *grants):
        self.name, self.grants = name, list(grants)

    def anywhere(self):
        return {role for role, _, _ in self.grants}

    def roles_at(self, agency, office):
        """Roles that hold for something of an office; office None: of the agency as a whole, which
        every grant in the agency lets see."""
        return {role for role, of_agency, of_office in self.grants
                if of_agency == agency and (office is None or of_office in (None, office))
                } - {"courier"}

    def roles_for(self, thing):
        """Roles that hold for a thing: where it belongs, and where it is worked."""
        if thing.agency is None:
            return set()
        if thing.serious:
            return {role for role in ("manager", "auditor") if self.leads(role, thing.agency)}
        found = self.roles_at(thing.agency, thing.office)
        return found | (self.roles_at(*thing.worked) if thing.worked else set())

    def leads(self, role, agency):
        """Whether the role holds for the whole agency."""
        return (role, agency, None) in self.grants


# For the main office, and for the whole town. The wide ones hold every role in an agency without
# cases as well, so that only the check of the object can refuse them.
WIDE = [(role, "elsewhere", None) for role in ROLES]
CALLERS = [Caller(f"{scope}.{role}", (role, "town", "main" if "office" in scope else None),
                  *WIDE if "wide" in scope else [])
           for scope in ("office", "agency", "office-wide", "agency-wide") for role in ROLES]
NOBODY = None
# The main office serves the county too, but this one works for the county only at its seat.
TWO_PLACES = Caller("two-places.front-desk", ("front-desk", "town", "main"),
                    ("front-desk", "county", "seat"))


# ---- what is asked about ----


class Thing:
    """Something of an office (None: of the whole agency); agency None: it is not there. worked:
    agency and office to which it was handed over."""

    def __init__(self, label, agency, office=None, worked=None, serious=False, **values):
        self.label, self.agency, self.office, self.values = label, agency, office, values
        self.worked, self.serious = worked, serious  # serious: for managers and auditors of all


# Of an agency as a whole, which ?agency= or the body names.
OF_AGENCY = ("maturity_list", "maturity_show", "maturity_element", "maturity_history", "maturity_target",
             "framework_list", "framework_show", "framework_apply", "framework_try", "desk_versions", "desk_version")
FRAMEWORK = (ROOT / "config/frameworks/oss.json").read_text()


# What is logged at an office, or added for one.
LOGGING = ("case_log", "contact_log", "feedback_log", "improvement_add", "survey_enter", "complaint_log")


def make_signal(database, reference):
    """Makes a signal of an improvement: only time raises one."""
    database.query(
        "insert into signal (agency_id, id, state, chart_id, chart, name, measure, rule, side, from_day, to_day, value,"
        " office_id, owner_id, raised_at, decided_by, salt)"
        " select i.agency_id, i.id, 1, c.id, 'secret-' || i.id, 'Secret', 'cases-opened', 1, 1, '2026-01-05', '2026-01-05', 9,"
        " i.office_id, i.added_by, now(), 0, i.salt from improvement i join record r on r.id = i.id"
        " join chart c on c.agency_id = i.agency_id where r.reference = %s",
        reference)
    database.query("delete from improvement where id = (select id from record where reference = %s)", reference)
    database.query("update record set kind = 7 where reference = %s", reference)
    return reference


def absence_work(lead):
    """Each operation on absences, once, by who leads target.town."""
    made = lead.post("/staff/target.town/absences", {"from": "2031-01-01", "to": "2031-01-05"}).expect(201)
    path = made.headers["location"].removeprefix("/api/v1")
    lead.patch(path, {"to": "2031-01-07"}, if_match=1).expect(200)
    assert lead.get(path).expect(200).json["events"]
    assert lead.get("/absences", query={"office": "main", "from": "2031-01-07", "to": "2031-01-07"}).json["items"]
    lead.post(f"{path}/withdraw", {}, if_match=2).expect(200)


class World:
    """Cases, tasks and customers of the two agencies."""

    def __init__(self, database, apis):
        self.database, self.apis = database, apis
        self.numbers = itertools.count(1)
        self.things = {"reference": self.cases(), "customers": self.customers(),
                       "tasks": self.tasks(), "staff": self.staff(), "services": self.services(),
                       "outbox": self.outbox(), "complaints": self.complaints(),
                       "standards": self.standards()}
        self.neighbour = self.log("town", "main")  # to be linked to
        self.things |= {"feedback": self.records(self.say), "improvements": self.records(self.idea),
                        "surveys": self.records(self.invite), "signals": self.records(self.see)}
        self.things["samples"] = self.samples()
        self.things["evidence"] = self.evidence()
        self.things["queues"] = self.queues()
        self.things["absences"] = self.absences()
        self.worker("town").post("/frameworks", {"agency": "town", "content": FRAMEWORK}).expect(200)
        self.things |= {"reports": self.reports(), "report-runs": self.report_runs(),
                        "report-deliveries": self.report_deliveries()}
        self.things["views"] = self.views()
        self.plan = self.idea("town", "main")  # to be linked to

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

    def hand_over(self, agency, office, to, queue):
        """The reference of a case that one agency logged and another one works."""
        reference = self.log(agency, office)
        self.worker(agency).post(f"/cases/{reference}/claim", if_match=1).expect(200)
        self.worker(agency).post(f"/cases/{reference}/hand-over", {
            "agency": to, "queue": queue, "reason": "Theirs"}, if_match=2).expect(200)
        return reference

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
        return [Thing(label, agency, office, **self.replied(agency, self.log(agency, office)))
                for label, agency, office in places] + [
            Thing("handed to the own office", "county", "seat", worked=("town", "main"),
                  **self.replied("county", self.hand_over("county", "seat", "town", "main-desk"))),
            Thing("not there", None, reference=self.gone("town", "main"), id=1),
            Thing("no reference", None, reference="7K3M-9XQ5", id=1)]

    def replied(self, agency, reference):
        """A case and a reply about it."""
        reply = self.worker(agency).post(f"/cases/{reference}/replies", {
            "body": "Secret reply", "channel": "counter"}).expect(201).json["id"]
        return {"reference": reference, "id": reply}

    def samples(self):
        def add(agency):
            return self.worker(agency).post("/samples", {
                "code": f"secret-{agency}", "title": f"Secret {agency}", "body": "Secret words"
            }).expect(201).json["code"]
        return [Thing("own agency", "town", code=add("town")),
                Thing("other agency", "county", code=add("county")),
                Thing("not there", None, code="secret-nothing")]

    def proof(self, agency, _):
        """The reference of evidence with a document."""
        api = self.worker(agency)
        made = api.post("/evidence", {
            "agency": agency, "kind": "partnership", "title": f"Secret {next(self.numbers)}", "date": "2026-01-02",
            "fields": {"with": "Secret"}}).expect(201).json
        api.post(f"/evidence/{made['reference']}/document", {
            "name": "secret.txt", "type": "text/plain", "content": "U2VjcmV0"}, if_match=1).expect(200)
        return made["reference"]

    def evidence(self):
        return [Thing("own agency", "town", reference=self.proof("town", None)),
                Thing("other agency", "county", reference=self.proof("county", None)),
                Thing("not there", None, reference=self.gone("town", "main")),
                Thing("no reference", None, reference="7K3M-9XQ5")]

    def say(self, agency, office):
        return self.worker(agency).post("/feedback", {
            "kind": "suggestion", "channel": "counter", "office": office,
            "text": f"Secret {agency}-{office} {next(self.numbers)}"}).expect(201).json["reference"]

    def idea(self, agency, office):
        return self.worker(agency).post("/improvements", {
            "office": office, "title": f"Secret {agency}-{office} {next(self.numbers)}"
        }).expect(201).json["reference"]

    def invite(self, agency, office):
        """The reference of an invitation of a customer who is to be called."""
        api = self.worker(agency)
        who = api.post("/customers", {"name": "Secret", "phone": f"+359 2 {next(self.numbers):07}"})
        service = {"main": "question", "branch": "branch-permit", "seat": "licence"}[office]
        case = api.post("/cases", {"service": service, "office": office, "channel": "counter",
                                   "customer": who.expect(201).json["id"],
                                   "subject": "Secret"}).expect(201).json["reference"]
        api.post(f"/cases/{case}/claim", if_match=1).expect(200)
        api.post(f"/cases/{case}/close", {"outcome": "answered"}, if_match=2).expect(200)
        return self.database.value("select reference from record where kind = 3 order by id desc")

    def see(self, agency, office):
        return make_signal(self.database, self.idea(agency, office))

    def records(self, make):
        return [Thing(label, agency, office, reference=make(agency, office))
                for label, agency, office in (("own office", "town", "main"),
                                              ("other office", "town", "branch"),
                                              ("other agency", "county", "seat"))] + [
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

    def letter(self, agency):
        """The id of a letter of an agency, on the print queue."""
        self.database.query(
            "insert into outbox (agency_id, id, kind, owner_id, created_at, waiting_since, next_try_at,"
            " address, body) select id, %s, 2, 0, now(), now(), now(), 'Secret Street', 'Secret'"
            " from agency where code = %s", 10**9 + next(self.numbers), agency)
        return self.database.value("select max(id) from outbox")

    def outbox(self):
        return [Thing("own agency", "town", id=self.letter("town")),
                Thing("other agency", "county", id=self.letter("county")),
                Thing("not there", None, id=1), Thing("no number", None, id="x")]

    def report_run(self, agency):
        """A frozen run of an agency, of a day of its own."""
        day = (datetime.date(1900, 1, 1) + datetime.timedelta(days=next(self.numbers))).isoformat()
        figures = json.dumps({"code": "x", "texts": [{"language": "en", "title": "Secret"}], "every": "year",
                              "agency": {"code": agency, "name": "Secret"}, "period": "2011", "sections": []})
        return self.database.value(
            "insert into report_run (agency_id, code, report_id, period, from_day, to_day, scheduled, delivers, asked_by,"
            " state, percent, frozen_at, edition, figures, definition, digest) select a.id, r.code, r.id, %s, %s, %s, false,"
            " false, 0, 3, 100, now(), 1, %s, '{}', sha256('') from agency a join report r on r.agency_id = a.id"
            " where a.code = %s returning id", day, day, day, figures, agency)

    def report_runs(self):
        return [Thing("own agency", "town", id=self.report_run("town")),
                Thing("other agency", "county", id=self.report_run("county")),
                Thing("not there", None, id=999999), Thing("no number", None, id="x")]

    def report_delivery(self, agency):
        """The id of a delivery that nobody has confirmed."""
        return self.database.value(
            "insert into report_delivery (agency_id, id, run_id, recipient, kind, name, address, format, language, asked_by)"
            " select r.agency_id, %s, r.id, 'council', 2, 'Secret', 'secret@council.example', 1, 'en', 1 from report_run r"
            " where r.id = %s returning id", 10**9 + next(self.numbers), self.report_run(agency))

    def report_deliveries(self):
        return [Thing("own agency", "town", id=self.report_delivery("town")),
                Thing("other agency", "county", id=self.report_delivery("county")),
                Thing("not there", None, id=1), Thing("no number", None, id="x")]

    def reports(self):
        return [Thing("own agency", "town", code="town-monthly"), Thing("other agency", "county", code="county-monthly"),
                Thing("not there", None, code="nonsense")]

    def complaint(self, agency, office, **fields):
        return self.worker(agency).post("/complaints", {
            "agency": agency, "office": office, "channel": "counter",
            "text": f"Secret {agency}-{office} {next(self.numbers)}", **fields}
        ).expect(201).json["reference"]

    def complaints(self):
        places = [("own office", "town", "main"), ("other office", "town", "branch"),
                  ("other agency", "county", "seat")]
        return [Thing(label, agency, office, reference=self.complaint(agency, office))
                for label, agency, office in places] + [
            Thing("serious", "town", "main", serious=True,
                  reference=self.complaint("town", "main", subject="corruption")),
            Thing("not there", None, reference=self.gone_complaint()),
            Thing("no reference", None, reference="7K3M-9XQ5")]

    def gone_complaint(self):
        reference = self.complaint("town", "main")
        for table, key in (("case_event", "case_id"), ("clock", "owner_id"),
                           ("complaint_stage", "id"), ("complaint", "id"), ("record", "id")):
            self.database.query(f"delete from {table} where {key} ="
                                " (select id from record where reference = %s)", reference)
        return reference

    def staff(self):
        return [Thing("own agency", "town", user_name="target.town"),
                Thing("other agency", "county", user_name="target.county"),
                Thing("not there", None, user_name="target.nobody")]

    def away(self, agency, user_name=None):
        """The reference of an absence of a colleague in an agency, of a day of its own."""
        return self.worker(agency).post(f"/staff/{user_name or 'target.' + agency}/absences", self.day()
                                        ).expect(201).json["reference"]

    def day(self):
        day = (datetime.date(2031, 1, 1) + datetime.timedelta(days=next(self.numbers))).isoformat()
        return {"from": day, "to": day}

    def absences(self):
        return [Thing("own agency", "town", reference=self.away("town")),
                Thing("other agency", "county", reference=self.away("county")),
                Thing("not there", None, reference=self.gone("town", "main")),
                Thing("no reference", None, reference="7K3M-9XQ5")]

    def services(self):
        """The catalogue is open: any of the agencies may be handed a case."""
        return [Thing("own office", "any", code="permit"),
                Thing("other office", "any", code="branch-permit"),
                Thing("other agency", "any", code="licence"),
                Thing("not there", None, code="nonsense")]

    def standards(self):
        """Of the agencies in which the caller works, in whatever office."""
        return [Thing("own office", "town", "main", code="town-satisfies"),
                Thing("other agency", "county", "seat", code="county-satisfies"),
                Thing("not there", None, code="nonsense")]

    def views(self):
        """Shared ones; each ask about one finds it there again."""
        return [Thing("own agency", "town", id=900001, owner="all.town"),
                Thing("other agency", "county", id=900002, owner="all.county"),
                Thing("not there", None, id=900003)]

    def put_back(self, thing):
        if "owner" in thing.values:
            self.database.query(
                "insert into saved_view (agency_id, id, staff_id, name, page, query, shared) overriding system value"
                " select agency_id, %s, id, 'Secret view', 'cases', '', true from staff where user_name = %s"
                " on conflict do nothing", thing.values["id"], thing.values["owner"])

    def queues(self):
        return [Thing("own office", "town", "main", code="main-desk"),
                Thing("other office", "town", "branch", code="branch-desk"),
                Thing("other agency", "county", "seat", code="county-desk"),
                Thing("not there", None, code="nonsense")]

    def of(self, route):
        """What a route is asked about."""
        if route["object"]:
            first = route["path"].split("/")[1]
            return self.things["reference" if first == "cases" else first]
        if route["name"] in LOGGING:
            return [Thing("own office", "town", "main", service="question"),
                    Thing("other office", "town", "branch", service="branch-permit"),
                    Thing("other agency", "county", "seat", service="licence"),
                    Thing("not there", None, "absent-office", code="absent", service="absent-one")]
        if route["name"] in ("customer_add", "sample_add", "evidence_add", "import_requests", "import_contacts"):
            return [Thing("own agency", "town"), Thing("other agency", "county"),
                    Thing("not there", None, code="absent")]
        if route["name"] in ("measure_show", "measure_chart"):
            return [Thing("own office", "town", "main"), Thing("other office", "town", "branch"),
                    Thing("own agency", "town"), Thing("other agency", "county"),
                    Thing("not there", None)]
        if route["name"] == "simulation":
            return self.things["queues"]
        if route["name"] in OF_AGENCY:
            return [Thing("own agency", "town"), Thing("other agency", "county"),
                    Thing("not there", None)]
        if route["name"] == "survey_results":
            return [Thing("own agency", "town", code="after"),
                    Thing("other agency", "county", code="after"), Thing("not there", None, code="x")]
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
            "sample_add": {"agency": agency, "code": f"made-{number}", "title": "Made", "body": "Made"},
            "sample_change": {"title": f"Changed {number}"},
            "evidence_add": {"agency": agency, "kind": "partnership", "title": f"Made {number}", "date": "2026-01-02",
                             "fields": {"with": "Made"}},
            "evidence_correct": {"title": f"Changed {number}"},
            "evidence_attach": {"name": "made.txt", "type": "text/plain", "content": "TWFkZQ=="},
            "evidence_withdraw": {"reason": "Because"},
            "case_reply": {"body": f"Reply {number}", "channel": "counter"},
            "customer_change": {"name": f"Changed {number}"},
            "customer_merge": {"into": self.stays},
            "customer_erase": {"reason": f"Because {number}"},
            "contact_log": {**place, "channel": "counter"},
            "complaint_log": {**place, "channel": "counter", "text": f"Made {number}"},
            "complaint_answer": {"outcome": "upheld", "answer": f"Answer {number}"},
            "complaint_extend": {"amount": 1, "reason": "Because"},
            "complaint_convert": {"service": "licence" if agency == "county" else "question", "subject": f"Made {number}"},
            "complaint_link": {"case": self.neighbour},
            "complaint_remedies": {"remedies": [{"what": f"Put right {number}"}]},
            "complaint_remedy_done": {"remedy": 1},
            "complaint_printed": {"letter": 1},
            "case_log": {**place, "channel": "counter", "subject": f"Made {number}"},
            "case_assign": {"to": "all.town"},
            "case_hand_over": {"to": "all.town", "reason": "Because"},
            "case_reopen": {"reason": "Because"},
            "case_step": {"step": "answer", "outcome": "answered"},
            "case_note": {"body": f"Note {number}"},
            "case_contact": {"channel": "phone"},
            "case_bring_in": {"question": f"Question {number}"},
            "case_pause": {"reason": "waiting-for-customer"},
            "case_customer": {"customer": 1},
            "case_extend": {"amount": 1, "reason": "Because"},
            "case_close": {"outcome": "answered"},
            "case_link": {"other": self.neighbour},
            "task_answer": {"answer": "Yes"},
            "feedback_log": {**place, "kind": "suggestion", "channel": "counter", "text": "Made"},
            "feedback_assign": {"to": "all.town"},
            "feedback_answer": {"text": f"Answer {number}"},
            "feedback_link": {"improvement": getattr(self, "plan", None)},
            "feedback_close": {"reason": "Because"},
            "improvement_add": {**place, "title": f"Made {number}"},
            "improvement_change": {"title": f"Changed {number}"},
            "improvement_move": {"to": "accepted"},
            "improvement_link": {"kind": "figure", "target": f"Figure {number}"},
            "improvement_publish": {"published": False},
            "survey_enter": {**place, "survey": "visit",
                             "answers": [{"question": "greeted", "answer": "yes"}]},
            "survey_answer": {"channel": "phone", "answers": [{"question": "happy", "answer": "5"}]},
            "survey_link_open": {"secret": "nonsense"},
            "survey_link_answer": {"secret": "nonsense", "answers": []},
            "simulation": {"queue": thing.values.get("code"), "weeks": 1, "runs": 10},
            "signal_decide": {"cause": f"Cause {number}", "decision": f"Decision {number}"},
            "absence_enter": self.day(),
            "absence_change": self.day(),
            "notice_seen": {"up_to": 1},
            "maturity_target": {"agency": agency or "absent", "element": "1.1"},
            "framework_check": {"content": FRAMEWORK},
            "framework_try": {"agency": agency or "absent", "content": FRAMEWORK},
            "framework_apply": {"agency": agency or "absent", "content": FRAMEWORK},
            "view_save": {"name": f"Made {number}", "page": "cases"},
            "report_run": {"period": "2011-07"},
            "report_run_deliver": {"recipient": "council"},
            "report_receipt": {"confirmed_by": "Registry"},
            "import_requests": {"agency": agency, "source": "matrix", "rows": []},
            "import_contacts": {"agency": agency, "source": "matrix", "rows": []},
        }.get(route["name"], {} if route["body"] else None)

    def ask(self, api, route, thing, **options):
        path = route["path"]
        for name, value in thing.values.items():
            path = path.replace("{" + name + "}", str(value))
        path = path.replace("{name}", "cases-opened")
        path = path.replace("{framework}", "oss").replace("{element}", "1.1").replace("{number}", "1")
        if route["name"] == "view_delete":
            self.put_back(thing)
        if "{user_name}" in path:
            path = path.replace("{user_name}", thing.values["user_name"])
        options.setdefault("if_match", STALE if route["if_match"] else None)
        query = {"customer_find": {"q": "Secret"}, "search": {"q": "Secret"},
                 "survey_results": {"agency": thing.agency or "absent"},
                 **dict.fromkeys(("measure_show", "measure_chart"), {
                     "agency": thing.agency or "absent",
                     **({"office": thing.office} if thing.office else {})}),
                 "report_run": {"agency": thing.agency or "absent"},
                 "complaint_kpis": {"agency": "town"},
                 **{name: {"agency": thing.agency or "absent"} for name in OF_AGENCY
                    if ROUTES[name]["method"] == "GET"}}.get(route["name"])
        return api.request(route["method"], path,
                           options.pop("body", self.body(route, thing)), query=query,
                           key=options.pop("key", None if route["key"] else False), **options)

    def state(self):
        return self.database.query(STATE)
