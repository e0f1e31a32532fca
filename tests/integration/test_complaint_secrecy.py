"""A serious complaint is not there for the people it names, nor for those who work under them: not in
any route, list, count, search, notice, figure, stream or record of reads. The independent stage and
the auditor see it, and that they read it is written down. The rule is said twice, in the daemon and
in the database: both are held against a third one here."""
import contextlib
import json

import complaint_desk
import pytest
from event_stream import Stream
from matrix import ROUTES
from onestop_daemon import once

# Everybody but couriers; who is named in turn, and who then may see it.
STAFF = ["fia", "emil", "mila", "petar", "arch", "prof", "lena", "leo", "hana", "hanno", "rita",
         "rolf", "under", "audra", "audrey", "adam"]
LEADS = {"mila": "lena", "petar": "lena", "lena": "hana", "leo": "hanno", "under": "rita"}
SECRET = {"rita", "rolf", "under", "audra", "audrey"}  # manager or auditor of the whole agency
SUPERVISED = ["lena", "hana", "rita", "rolf", "audra", "fia", "adam"]


def line(user):
    """A member of staff and those above them."""
    while user:
        yield user
        user = LEADS.get(user)


def sees(user, about):
    return user in SECRET and not set(line(user)) & set(about)


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = complaint_desk.write(tmp_path_factory.mktemp("complaint-desk"))
    agencies = json.loads((folder / "agencies.json").read_text())
    agencies["agencies"][0]["notify"] = [
        "opened", "extended", "complaint-answered", "complaint-escalated"]
    (folder / "agencies.json").write_text(json.dumps(agencies))
    return new_database(folder)


@pytest.fixture(scope="module")
def apis(daemon):
    return {user: daemon.api(user) for user in STAFF}


@pytest.fixture(scope="module")
def customer(apis):
    return apis["fia"].post("/customers", {"name": "Whistle Blower"}).expect(201).json["id"]


@pytest.fixture(scope="module")
def secrets(apis, customer, database):
    """Serious complaints: (people named, reference, id)."""
    made = []
    for about in [[user] for user in SUPERVISED] + [["rolf", "audra"], []]:
        complaint = apis["emil"].post("/complaints", {
            "channel": "letter", "subject": "corruption", "customer": customer, "about": about,
            "text": "Secret envelope", "office": "east"}).expect(201).json
        made.append((about, complaint["reference"]))
    return made


def pages(api, path, query):
    query = {"limit": 200, **query}
    while True:
        page = api.get(path, query=query).expect(200)
        yield page
        if page.json["next"] is None:
            return
        query["cursor"] = page.json["next"]


def reads(user, reference, customer):
    """Addresses of every route that is read, with what may bring it up."""
    for name, route in ROUTES.items():
        if route["method"] != "GET" or route["stream"] or route["public"]:  # the charter has tests of its own
            continue
        path = route["path"].format(
            reference=reference, id=customer, code="light", user_name=user, name="complaints-received",
            framework="oss", element="1.1", number="1")
        queries = {"complaint_list": [
            {}, {"status": "all"}, {"status": "closed"}, {"answerer": "me"}, {"due": "overdue"},
            {"subject": "corruption"}, {"unassigned": "true"}, {"queue": "permits"},
            {"agency": "city"}], "case_list": [{}, {"status": "all"}, {"customer": customer}],
            "customer_find": [{"q": "Whistle"}], "search": [{"q": "Whistle"}, {"q": reference}],
            "measure_show": [{"agency": "city"}, {"agency": "city", "by": "channel"}],
            "measure_chart": [{"agency": "city", "every": "day"}]}.get(name, [{}])
        for query in queries:
            yield name, path, query


@pytest.mark.parametrize("user", STAFF)
def test_nothing_is_there_for_whom_it_is_hidden_from(apis, secrets, customer, user):
    traces = []
    for about, reference in secrets:
        if sees(user, about):
            continue
        for name, path, query in reads(user, reference, customer):
            answer = apis[user].get(path, query={**query, **({"limit": 200} if "list" in name
                                                              and name != "service_list" else {})})
            traces += [f"{name}: {reference}"] * (
                answer.status != 404 and reference in answer.text.replace(path, ""))
            if "{reference}" in ROUTES[name]["path"]:
                assert answer.status in (403, 404), name
    assert not traces


def test_improvement_does_not_tell_that_it_is_there(apis, secrets):
    idea = apis["lena"].post("/improvements", {"title": "Look twice"}).expect(201).json["reference"]
    for user in STAFF:
        for about, reference in secrets:
            if sees(user, about):
                continue
            told = []
            for target in (reference, "7K3M-9XQ5"):
                answer = apis[user].post(f"/improvements/{idea}/links",
                                         {"kind": "complaint", "target": target}, if_match=1)
                told.append((answer.status, {**answer.json, "request_id": None}))
            assert told[0] == told[1] and told[0][0] in (403, 422), (user, about)


@pytest.mark.parametrize("user", STAFF)
def test_acts_are_answered_as_about_nothing(apis, secrets, user):
    for about, reference in secrets:
        if sees(user, about):
            continue
        for name, route in ROUTES.items():
            if not route["path"].startswith("/complaints/{reference}/") or route["method"] == "GET":
                continue
            told = []
            for asked in (reference, "7K3M-9XQ5"):
                answer = apis[user].post(route["path"].replace("{reference}", asked), {}, if_match=1
                                         if route["if_match"] else None)
                body = {**answer.json, "request_id": None}
                told.append((answer.status, body))
            assert told[0] == told[1], name


@pytest.mark.parametrize("user", STAFF)
def test_lists_and_routes_say_the_same_as_the_rule(apis, secrets, user):
    listed = {one["reference"] for page in pages(apis[user], "/complaints", {"status": "all"})
              for one in page.json["items"]}
    for about, reference in secrets:
        status = apis[user].get(f"/complaints/{reference}").status
        assert (reference in listed) == (status == 200) == sees(user, about), (about, reference)


@pytest.mark.parametrize("user", ["rita", "rolf", "audra", "audrey"])
def test_figures_are_of_what_is_seen(apis, secrets, user):
    told = apis[user].get("/complaints/kpis").expect(200).json
    assert told["received"] == 0 and told["stages"] == [] and told["anonymous"] == 0
    assert told["serious"]["received"] == sum(sees(user, about) for about, _ in secrets)


@pytest.mark.parametrize("user", ["adam"])
def test_figures_say_nothing_to_who_sees_none(apis, secrets, user):
    assert apis[user].get("/complaints/kpis").expect(200).json["serious"] is None


def test_notices_go_to_who_sees_it_alone(apis, secrets, database):
    rows = database.query("select s.user_name, r.reference from notice n join record r on r.id ="
                          " n.case_id join staff s on s.id = n.staff_id")
    about = dict((reference, names) for names, reference in secrets)
    assert rows and all(sees(row["user_name"], about[row["reference"]]) for row in rows)


def test_streams_tell_of_it_to_who_sees_it_alone(apis, daemon, secrets):
    """The people named are listening while it is logged, acknowledged by nobody they know, and moves."""
    streams = {user: Stream(daemon, apis[user].token).until_placed() for user in STAFF}
    made = {}
    for about in (["lena"], ["rita"], ["audra"], ["fia", "rolf"]):
        told = apis["emil"].post("/complaints", {"channel": "phone", "subject": "corruption",
                                                 "about": about, "text": "Heard"}).expect(201).json
        made[told["reference"]] = about
        seeing = next(user for user in ("rolf", "rita") if sees(user, about))
        apis[seeing].post(f"/complaints/{told['reference']}/remedies",
                          {"remedies": [{"what": "Ask them"}]}).expect(200)
    last = apis["fia"].post("/cases", {"service": "light", "office": "hall", "channel": "phone",
                                       "subject": "Last"}).expect(201).json["reference"]
    for user, stream in streams.items():
        with stream:
            if user == "emil":  # whose office it is not: he waits for what he logs himself
                last_own = apis["emil"].post("/cases", {
                    "service": "light", "office": "east", "channel": "phone",
                    "subject": "Last"}).expect(201).json["reference"]
                stream.until_seen(last_own)
            else:
                stream.until_seen(last)
        for reference, about in made.items():
            kinds = [event["kind"] for _, event in stream.events if event["reference"] == reference]
            assert kinds == (["complaint-logged", "remedy-added"] if sees(user, about) else []), (
                user, about)
            if not sees(user, about):
                assert reference not in "".join(stream.lines)


def test_who_is_named_answers_nothing_and_the_answerer_sees_it(apis, secrets):
    for about, reference in secrets:
        seeing = next(user for user in ("rolf", "rita", "audrey") if sees(user, about))
        whole = apis[seeing].get(f"/complaints/{reference}").expect(200).json
        if whole["answerer"] is not None:
            assert sees(whole["answerer"]["user_name"], about)
            assert whole["stage"] == "review"
        assert [one["user_name"] for one in whole["about"]] == about


def test_reads_are_written_down_and_shown_to_the_auditor(apis, secrets):
    about, reference = next(one for one in secrets if one[0] == ["rolf"])
    apis["rita"].get(f"/complaints/{reference}").expect(200)
    told = apis["audrey"].get(f"/complaints/{reference}/reads").expect(200).json["items"]
    assert told[0]["by"]["user_name"] == "rita"
    assert {one["by"]["user_name"] for one in told} <= SECRET - {"rolf"}
    apis["rita"].get(f"/complaints/{reference}/reads").expect(403)
    apis["rolf"].get(f"/complaints/{reference}/reads").expect(403)
    named = next(reference for names, reference in secrets if names == ["audra"])
    apis["audra"].get(f"/complaints/{named}/reads").expect(404)


def test_who_logged_it_sees_no_more_of_it_than_that(apis, database):
    told = apis["mila"].post("/complaints", {"channel": "phone", "subject": "safety",
                                             "about": ["lena"], "text": "Fire"}).expect(201).json
    assert told["answerer"] is None and told["due_at"] is None and told["stage"] is None
    apis["mila"].get(f"/complaints/{told['reference']}").expect(404)


def test_extension_is_told_to_the_customer_and_stands_in_no_list(apis, database):
    whistler = apis["fia"].post("/customers", {"name": "Whistle Too", "email": "w@example.org",
                                               "channel": "email"}).expect(201).json["id"]
    secret = apis["emil"].post("/complaints", {
        "channel": "letter", "subject": "corruption", "customer": whistler, "about": ["lena"],
        "text": "Secret envelope", "office": "east"}).expect(201).json["reference"]
    path = f"/complaints/{secret}"
    shown = apis["audra"].get(path).expect(200)
    apis[shown.json["answerer"]["user_name"]].post(
        f"{path}/extend", {"amount": 5, "reason": "Ill"}, if_match=shown.version).expect(200)
    assert database.value("select count(*) from outbox o join record r on r.id = o.owner_id"
                          " where r.reference = %s and o.secret", secret) == 1
    for user in ("lena", "rolf", "audra", "adam"):
        assert secret not in apis[user].get("/outbox", query={"limit": 200}).text


def everything(api, customer, case):
    """What every route that is read answers about what is there: words, counts, figures."""
    told = {}
    for name, path, query in reads(api.user, case, customer):
        # tells the seconds that went by meanwhile; tells of the exports that are asked for here
        if name in ("case_clock", "audit_personal"):
            continue
        query = {**query, **({"limit": 200} if "list" in name and name != "service_list" else {})}
        answer = api.get(path, query=query)
        body = answer.json
        for moment in ("as_of", "exported_at"):  # of the count, of the question
            with contextlib.suppress(TypeError, KeyError):
                del body[moment]
        with contextlib.suppress(TypeError, KeyError):
            del body["request_id"]
        told[name, path, str(query)] = answer.status, json.dumps(body), answer.headers.get("etag")
    return told


def climb(apis, database, about, customer):
    """A serious complaint that goes its way: logged, remedied, answered, and up to the ombudsman."""
    logged = apis["petar"].post("/complaints", {
        "channel": "letter", "subject": "corruption", "customer": customer, "about": about,
        "text": "Secret envelope", "office": "hall"}).expect(201).json["reference"]
    path = f"/complaints/{logged}"
    seeing = apis[next(user for user in ("rolf", "rita") if sees(user, about))]
    whole = seeing.get(path).expect(200).json
    answerer = apis[whole["answerer"]["user_name"]]
    told = answerer.post(f"{path}/answer", {
        "outcome": "upheld", "answer": "You were right", "remedies": [{"what": "Look into it"}]},
        if_match=whole["version"]).expect(200)
    seeing.post(f"{path}/escalate", {}, if_match=told.version).expect(200)
    assert database.value("select count(*) from outbox o join record r on r.id = o.owner_id"
                          " where r.reference = %s and o.secret", logged) == 2
    return logged


@once("every route, read by everybody, again and again")
@pytest.mark.parametrize("channel", ["email", "letter"])
def test_no_answer_of_any_route_changes_for_who_is_named(daemon, database, channel):
    """Not a word, count, figure or page differs when there is a serious complaint about them."""
    apis = {user: daemon.api(user) for user in STAFF}
    customer = apis["fia"].post("/customers", {
        "name": f"Whistle {channel}", "email": "w@example.org", "address": "1 Hill",
        "channel": channel}).expect(201).json["id"]
    case = apis["fia"].post("/cases", {"service": "light", "office": "hall", "channel": "phone",
                                       "subject": "Dark", "customer": customer}).expect(201).json
    told, differing = {}, []  # told: what each was told last
    for about in [[user] for user in SUPERVISED] + [["rolf", "audra"]]:
        blind = [user for user in STAFF if not sees(user, about) and user != "petar"]
        before = {user: told.pop(user, None) or everything(apis[user], customer, case["reference"])
                  for user in blind}
        climb(apis, database, about, customer)
        told = {user: everything(apis[user], customer, case["reference"]) for user in blind}
        differing += [(user, about, *what, before[user][what], told[user][what])
                      for user in blind for what in told[user] if told[user][what] != before[user][what]]
    assert not differing, (sorted({what[2] for what in differing}), differing[0])
