"""What the caller may not see shows nowhere: not in lists, counts, searches, links or streams, and
not in what is told of a customer. Beside it: what may be seen is all there."""
import json

import pytest
from event_stream import Stream
from matrix import CALLERS, DESK, TWO_PLACES, Thing, World
from onestop_daemon import wait_until

# Couriers see nothing and are refused altogether (test_refusals.py).
SEEING = [caller for caller in CALLERS + [TWO_PLACES] if caller.anywhere() != {"courier"}]
HEARING = [caller for caller in SEEING if caller.roles_at("town", "main")]
names = [caller.name for caller in SEEING]
each_caller = pytest.mark.parametrize("caller", SEEING, ids=names)
FILTERS = [{}, {"status": "all"}, {"status": "closed"}, {"unassigned": "true"}, {"due": "soon"},
           *({"agency": code} for code in ("town", "county", "elsewhere")),
           *({"office": code} for code in ("main", "branch", "seat")),
           *({"service": code} for code in ("question", "branch-permit", "licence")),
           *({"queue": code} for code in ("main-desk", "branch-desk", "county-desk", "post")),
           *({"agency": agency, "queue": "post"} for agency in ("town", "county")),
           *({"handler": user} for user in ("me", "all.town", "all.county")),
           {"agency": "county", "queue": "county-desk"}, {"agency": "county", "office": "seat"}]


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


@pytest.fixture(scope="module")
def apis(daemon):
    return {name: daemon.api(name) for name in [*names, "all.town", "all.county", "all.agencies"]}


class Town(World):
    """Cases of every kind of place; each subject is told apart by its number."""

    def __init__(self, database, apis):
        super().__init__(database, apis)
        self.known = {"town": self.known_customer("town", "main", "branch"),
                      "county": self.known_customer("county", "seat", "main")}
        self.link()
        self.close("town", "main")
        self.close("town", "branch")
        self.close("county", "seat")
        self.away = self.hand_over("town", "branch", "county", "county-desk")
        self.asked = self.log("town", "branch")  # by somebody of the main office
        self.worker("town").post(f"/cases/{self.asked}/tasks", {
            "question": "Secret question", "queue": "main-experts"}).expect(200)
        self.cases = self.all_cases()

    def known_customer(self, agency, *offices):
        """A customer with a case and a contact at each office."""
        worker = self.worker(agency)
        customer = worker.post("/customers", {"name": f"Known {agency}"}).expect(201).json["id"]
        service = {"town": "question", "county": "licence"}[agency]
        for office in offices:
            case = worker.post("/cases", {
                "service": service, "office": office, "channel": "phone", "customer": customer,
                "subject": f"Secret known {next(self.numbers)}"}).expect(201).json["reference"]
            worker.post(f"/cases/{case}/contacts", {
                "channel": "phone", "summary": f"Secret summary of {case}"}).expect(200)
        return customer

    def link(self):
        self.linked = self.log("town", "main"), self.log("town", "branch")
        self.worker("town").post(f"/cases/{self.linked[0]}/links",
                                 {"other": self.linked[1]}).expect(200)

    def close(self, agency, office):
        reference = self.log(agency, office)
        self.worker(agency).post(f"/cases/{reference}/claim", if_match=1).expect(200)
        self.worker(agency).post(f"/cases/{reference}/close", {"outcome": "answered"},
                                 if_match=2).expect(200)

    def all_cases(self):
        rows = self.database.query(
            "select k.reference, k.subject, a.code as agency, o.code as office, h.code as worked,"
            " q.code as queue, w.code as queue_office, k.closed_at is null as open, k.customer_id,"
            " exists (select from task t join queue x on x.id = t.queue_id where t.case_id = k.id"
            " and t.state = 1 and t.assignee_id = 0 and x.code = 'main-experts') as for_experts"
            " from kase k join agency a on a.id = k.agency_id join agency h on"
            " h.id = k.handling_agency_id join office o on o.id = k.office_id"
            " join queue q on q.id = k.queue_id"
            " join office w on w.agency_id = h.id and w.code = q.definition ->> 'office'")
        return [Case(**row) for row in rows]


class Case(Thing):
    def __init__(self, reference, subject, agency, office, worked, queue, queue_office, open,
                 customer_id, for_experts):
        super().__init__(subject, agency, office,
                         worked=(worked, queue_office) if worked != agency else None)
        self.reference, self.subject, self.queue, self.open = reference, subject, queue, open
        self.works, self.customer_id, self.for_experts = worked, customer_id, for_experts

    def seen_by(self, caller):
        """For its place; or as one of those whom a task of it is open to."""
        expert = self.for_experts and "professional" in caller.roles_at("town", "main")
        return bool(caller.roles_for(self)) or expert

    def listed_for(self, caller):
        """For where it began, or where it is worked."""
        return bool(caller.roles_for(self))


@pytest.fixture(scope="module")
def town(database, apis):
    return Town(database, apis)


def pages(api, path, query):
    """Items of all pages."""
    query = {"limit": 7, **query}
    while True:
        page = api.get(path, query=query).expect(200).json
        yield from page["items"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def assert_nothing_hidden(town, caller, answer):
    """No reference and no subject of a case that the caller does not see stands in an answer."""
    for case in town.cases:
        if not case.seen_by(caller):
            assert case.reference not in answer.text and f'"{case.subject}"' not in answer.text, (
                f"{caller.name}: {case.reference} {case.subject}")


@each_caller
def test_lists_show_all_that_may_be_seen_and_nothing_else(town, apis, caller):
    seen = {case.reference for case in town.cases if case.seen_by(caller)}
    several = {agency for agency in ("town", "county") if caller.roles_at(agency, None)}
    for query in FILTERS + [{"customer": customer} for customer in town.known.values()]:
        if query == {"queue": "post"} and len(several) > 1:
            apis[caller.name].get("/cases", query=query).expect(422)
            continue
        listed = [case["reference"] for case in pages(apis[caller.name], "/cases", query)]
        assert len(listed) == len(set(listed)) and set(listed) <= seen, query
    placed = {case.reference for case in town.cases if case.listed_for(caller)}
    listed = {case["reference"] for case in pages(apis[caller.name], "/cases", {"status": "all"})}
    assert listed == placed
    working = {case.reference for case in town.cases
               if case.open and case.listed_for(caller) and case.works == case.agency}
    listed = {case["reference"] for case in pages(apis[caller.name], "/cases", {})}
    assert listed >= working


@each_caller
def test_queues_count_what_may_be_seen(town, apis, caller):
    answer = apis[caller.name].get("/queues").expect(200)
    for queue in answer.json["items"]:
        cases = [case for case in town.cases
                 if case.open and (case.works, case.queue) == (queue["agency"], queue["code"])]
        seen = sum(bool(caller.roles_for(case)) for case in cases)
        assert queue["open"] <= seen, queue
        if all(case.worked is None for case in cases):
            assert queue["open"] == seen, queue
    assert {queue["agency"] for queue in answer.json["items"]} <= {
        agency for _, agency, _ in caller.grants}


@each_caller
def test_tasks_are_of_cases_that_may_be_seen(town, apis, caller):
    api = apis[caller.name]
    if not caller.anywhere() & {"case-manager", "team-lead", "professional"}:
        api.get("/tasks").expect(403)
        return
    for query in ({}, {"mine": "true"}, {"queue": "main-experts"}, {"queue": "branch-experts"},
                  {"queue": "county-experts"}, {"agency": "county", "queue": "county-experts"}):
        answer = api.get("/tasks", query={"limit": 200, **query}).expect(200)
        assert_nothing_hidden(town, caller, answer)
    experts = [task["reference"] for task in pages(api, "/tasks", {"queue": "main-experts"})]
    if "professional" in caller.roles_at("town", "main"):
        assert town.asked in experts


@each_caller
def test_other_reads_show_nothing_hidden(town, apis, caller):
    api = apis[caller.name]
    for path in ("/desk", "/notices", "/session", "/services"):
        assert_nothing_hidden(town, caller, api.get(path).expect(200))
    staff = {member["user_name"] for member in api.get("/desk").json["staff"]}
    if not caller.roles_at("county", None):
        assert "all.county" not in staff and "target.county" not in staff


@each_caller
def test_case_does_not_show_a_hidden_one_linked_to_it(town, apis, caller):
    for reference, other in (town.linked, town.linked[::-1]):
        case = next(case for case in town.cases if case.reference == reference)
        hidden = next(case for case in town.cases if case.reference == other)
        answer = apis[caller.name].get(f"/cases/{reference}")
        assert answer.status == (200 if case.seen_by(caller) else 404)
        assert_nothing_hidden(town, caller, answer)
        if answer.status == 200:
            assert bool(answer.json["links"]) == hidden.seen_by(caller)


@each_caller
def test_customer_shows_no_hidden_case(town, apis, caller):
    api = apis[caller.name]
    for agency, customer in town.known.items():
        answer = api.get(f"/customers/{customer}")
        assert_nothing_hidden(town, caller, answer)
        may = caller.roles_at(agency, None) & {
            "front-desk", "case-manager", "team-lead", "professional"}
        assert (answer.status == 200) == bool(may)
        if not may:
            continue
        seen = [case for case in town.cases
                if case.customer_id == customer and case.listed_for(caller)]
        assert len(answer.json["open_cases"]) == len(seen)
        hidden = [case.reference for case in town.cases if not case.seen_by(caller)]
        assert not any(f"Secret summary of {reference}" in answer.text for reference in hidden)


@each_caller
def test_search_finds_no_hidden_customer(town, apis, caller):
    api = apis[caller.name]
    for name in ("Known", "Secret"):
        answer = api.get("/customers", query={"q": name, "limit": 100})
        may = {agency for agency in ("town", "county") if caller.roles_at(agency, None)
               & {"front-desk", "case-manager", "team-lead"}}
        if answer.status == 403:
            assert not caller.anywhere() & {"front-desk", "case-manager", "team-lead"}
            continue
        assert {found["agency"] for found in answer.expect(200).json["items"]} <= may
        for found in answer.json["items"]:
            seen = sum(case.open and case.customer_id == found["id"] and case.listed_for(caller)
                       for case in town.cases)
            assert found["open_cases"] == seen, found


# ---- feedback and improvements ----


@pytest.fixture(scope="module")
def records(town):
    """[(kind of thing, Thing with its reference, its secret words)] at each office; each suggestion
    is about a case there and linked to the improvement there."""
    made = []
    for agency, office in (("town", "main"), ("town", "branch"), ("county", "seat")):
        worker, words = town.worker(agency), f"Hidden in {agency} {office}"
        case = town.log(agency, office)
        said = worker.post("/feedback", {
            "kind": "suggestion", "channel": "web", "office": office, "text": words,
            "case": case}).expect(201).json
        plan = worker.post("/improvements", {"office": office, "title": words}).expect(201).json
        worker.post(f"/feedback/{said['reference']}/link", {"improvement": plan["reference"]},
                    if_match=1).expect(200)
        worker.post(f"/improvements/{plan['reference']}/links", {"kind": "case", "target": case},
                    if_match=1).expect(200)
        made += [(path, Thing(words, agency, office, reference=one["reference"], case=case), words)
                 for path, one in (("/feedback", said), ("/improvements", plan))]
    return made


@each_caller
def test_records_are_seen_where_they_belong(records, apis, caller):
    api = apis[caller.name]
    for path in ("/feedback", "/improvements"):
        seen = {thing.values["reference"] for of, thing, _ in records
                if of == path and caller.roles_for(thing)}
        mine = {thing.values["reference"] for of, thing, _ in records if of == path}
        for query in ({}, {"limit": 1}, {"office": "branch"}, {"state": "open"}, {"due": "any"},
                      {"agency": "county"}, {"owner": "all.town"}):
            if query.keys() & ({"due"} if path == "/feedback" else set()):
                continue
            if query.get("state") and path == "/improvements":
                query = {"state": "idea"}
            listed = {one["reference"] for one in pages(api, path, query)} & mine
            assert listed <= seen, (path, query)
            if query in ({}, {"limit": 1}):
                assert listed == seen, (path, query)


@each_caller
def test_no_answer_tells_of_a_hidden_record(records, apis, caller):
    api = apis[caller.name]
    answers = [api.get(path, query={"limit": 200}) for path in ("/feedback", "/improvements",
                                                                 "/notices")]
    for of, thing, _ in records:
        answer = api.get(f"{of}/{thing.values['reference']}")
        assert answer.status == (200 if caller.roles_for(thing) else 404)
        answers.append(answer)
    for answer in answers:
        for _, thing, words in records:
            if not caller.roles_for(thing):
                assert words not in answer.text and thing.values["reference"] not in answer.text
                assert thing.values["case"] not in answer.text


def test_case_of_another_office_is_not_told_by_feedback_about_it(town, apis):
    """Somebody of both offices says it at the one about a case of the other."""
    case = town.log("town", "branch")
    said = town.worker("town").post("/feedback", {
        "kind": "suggestion", "channel": "phone", "office": "main", "text": "About a hidden case",
        "case": case}).expect(201).json
    lead = apis["office.team-lead"]
    for answer in (lead.get("/feedback", query={"limit": 200}),
                   lead.get(f"/feedback/{said['reference']}"),
                   lead.post(f"/feedback/{said['reference']}/answer", {"text": "Yes"}, if_match=1)):
        assert said["reference"] in answer.expect(200).text and case not in answer.text
    assert apis["agency.team-lead"].get(f"/feedback/{said['reference']}").json["case"] == case


# ---- replies and sample replies ----


@pytest.fixture(scope="module")
def samples(town):
    """{agency: code of a sample reply with words of its own}"""
    return {agency: town.worker(agency).post("/samples", {
        "code": f"hidden-in-{agency}", "title": f"Hidden in {agency}", "body": f"Words of {agency}"
    }).expect(201).json["code"] for agency in ("town", "county")}


@each_caller
def test_sample_replies_are_those_of_the_own_agencies(samples, apis, caller):
    api = apis[caller.name]
    own = {code for agency, code in samples.items() if caller.roles_at(agency, None)}
    for query in ({}, {"limit": 1}, {"q": "hidden"}, {"q": "words of"}, {"q": "hiden"},
                  {"retired": "true"}):
        assert {one["code"] for one in pages(api, "/samples", query)} & set(samples.values()) == own
    for agency, code in samples.items():
        for path in (f"/samples/{code}", f"/samples/{code}?agency={agency}"):
            assert api.get(path).status == (200 if code in own else 404)


@each_caller
def test_replies_are_told_to_who_sees_the_case(town, samples, apis, caller):
    api = apis[caller.name]
    for agency, office in (("town", "main"), ("town", "branch"), ("county", "seat")):
        place = Thing("replied", agency, office)
        case = town.log(agency, office)
        path = f"/cases/{case}/replies"
        reply = town.worker(agency).post(path, {"body": "Words in a reply", "channel": "counter"}
                                         ).expect(201).json["id"]
        seen = bool(caller.roles_for(place))
        for answer in (api.get(path), api.get(f"{path}/{reply}"), api.get(f"{path}/{reply}/letter")):
            assert answer.status == (200 if seen else 404)
            assert seen or "Words in" not in answer.text and case not in answer.text
        tried = api.post(path, {"sample": "no-such-thing", "preview": True})
        assert seen or tried.status in (403, 404) and "no-such-thing" not in tried.text


# ---- streams ----


def listen(api, query="", last=None):
    """A stream; one that is new has told where it begins."""
    stream = Stream(api.daemon, api.token, last, query)
    if last is None and stream.status == 200:
        stream.until(lambda: stream.last is not None, "the first position")
    return stream


def note(town, agency, reference):
    town.worker(agency).post(f"/cases/{reference}/notes", {"body": "Moved"}).expect(200)


def move_all(town):
    """An event of every case that is open; the last one, which is told, all of HEARING see."""
    last = next(case for case in town.cases if case.open and case.office == "main"
                and case.agency == "town")
    for case in town.cases:
        if case.open and case is not last:
            note(town, case.agency, case.reference)
    note(town, "town", last.reference)
    return last.reference


def heard(stream, last):
    """The cases told up to this one."""
    with stream:
        stream.until_seen(last)
    return {event["reference"] for _, event in stream.events}


def test_streams_tell_what_may_be_seen_and_nothing_else(town, apis):
    streams = {caller: listen(apis[caller.name]) for caller in HEARING}
    last = move_all(town)
    cases = [case for case in town.cases if case.open]
    for caller, stream in streams.items():
        found = heard(stream, last)
        assert found <= {case.reference for case in cases if case.seen_by(caller)}, caller.name
        assert found >= {case.reference for case in cases if caller.roles_for(case)}, caller.name


def test_resumed_streams_tell_nothing_hidden(town, apis):
    """The position in the feed is that of somebody who saw what the caller may not see."""
    county = listen(apis["all.county"])
    last = move_all(town)
    hidden = next(case for case in town.cases if case.agency == "county" and case.open)
    with county:
        county.until_seen(hidden.reference)
    for caller in HEARING:
        found = heard(listen(apis[caller.name], last=county.last), last)
        assert found <= {case.reference for case in town.cases if case.seen_by(caller)}, caller.name


@pytest.mark.parametrize("queue,agency", [("branch-desk", "town"), ("county-desk", "county")])
def test_stream_of_a_foreign_queue_is_as_of_none(apis, queue, agency):
    for caller in SEEING:
        with listen(apis[caller.name], f"?queue={queue}") as stream:
            assert stream.status == (200 if caller.roles_at(agency, None) else 404), caller.name
        with listen(apis[caller.name], f"?agency={agency}&queue={queue}") as stream:
            assert stream.status == (200 if caller.roles_at(agency, None) else 404), caller.name
        with listen(apis[caller.name], "?queue=nonsense") as stream:
            assert stream.status == 404


def test_stream_of_the_queue_of_another_office_is_silent(town, apis):
    stream = listen(apis["office.team-lead"], "?queue=branch-desk")
    watch = listen(apis["office.team-lead"])
    last = move_all(town)
    heard(watch, last)
    note(town, "town", last)
    with stream:
        shown = town.hand_over("town", "main", "town", "branch-desk")
        stream.until_seen(shown)
    assert {event["reference"] for _, event in stream.events} == {shown}


def test_withdrawn_grant_ends_what_a_stream_tells(town, apis):
    """Who loses the grant while a stream is open hears nothing more of it."""
    admin = apis["all.agencies"]
    target = admin.daemon.api("target.town")
    stream = listen(target)
    first = town.log("town", "main")
    stream.until_seen(first)
    files = [{"path": str(path.relative_to(DESK)), "content": json.loads(path.read_text())}
             for path in sorted(DESK.rglob("*.json"))]
    staff = next(file for file in files if file["path"] == "town/staff.json")
    member = next(one for one in staff["content"]["staff"] if one["user_name"] == "target.town")
    member["grants"] = [{"role": "front-desk", "agency": "elsewhere"}]
    admin.apply_desk({"files": files})
    wait_until(lambda: target.get(f"/cases/{first}").status == 404, what="the new desk")
    second = town.log("town", "main")
    stream.until(lambda: stream.ended, "the end of the stream")
    assert second not in [event["reference"] for _, event in stream.events]
