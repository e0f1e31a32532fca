"""A small agency walks through levels of the one-stop-shop framework, up and down, by what it does:
cases, contacts, records, replies, definitions. No counter is written, and at each step every figure
is the sum of the parts that --why shows. What needs an agency of its own: test_maturity_walk_alone.py."""
import maturity_desk
import pytest
from case_desk import change
from maturity_desk import (BASIC, BEST, DEVELOPING, NUMBERS, PERFORMING, ago, day, define, evidence, improvement,
                           past_contacts, past_requests, withdraw)
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return maturity_desk.write(tmp_path_factory.mktemp("walk-desk"))


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture
def stands(people):
    return maturity_desk.stander(people)


def test_3_3_web_based_technology(people, stands):
    stands("3.3", BASIC)
    past_requests(people, 30, closed_at=None, outcome=None)
    stands("3.3", DEVELOPING)
    for _ in range(120):
        people("fia").post("/cases", {"service": "light", "channel": "counter",
                                      "subject": "Lamp"}).expect(201)
    shown = next(c for c in stands("3.3", PERFORMING)["conditions"] if c["indicator"] == "web_share")
    past_contacts(people, int(shown["denominator"]) // 4 + 1, channel="api")
    stands("3.3", BEST)
    past_requests(people, 20, closed_at=None, outcome=None)
    stands("3.3", DEVELOPING)


def test_4_2_customer_measurement(people, stands):
    def close(count):
        for _ in range(count):
            case = people("fia").post("/cases", {"service": "light", "channel": "counter",
                                                 "subject": "Lamp"}).expect(201).json
            people("lena").post(f"/cases/{case['reference']}/close", {"outcome": "done"},
                                if_match=case["version"]).expect(200)
    past_contacts(people, 20)
    close(29)
    stands("4.2", BASIC)
    close(1)
    found = next(c for c in stands("4.2", DEVELOPING)["conditions"]
                 if c["indicator"] == "usage_flow_share")
    missing = int(found["denominator"] - found["numerator"])
    past_contacts(people, 10 * missing, service="light", purpose="information")
    stands("4.2", PERFORMING)
    shown = next(c for c in stands("4.2", PERFORMING)["conditions"]
                 if c["indicator"] == "segmented_share")
    for segment in ("young", "old", "firms"):
        past_requests(people, max(30, 2 * int(shown["denominator"])), segment=segment)
    stands("4.2", BEST)
    past_contacts(people, 3 * missing)  # about nothing that was said
    stands("4.2", DEVELOPING)


def test_3_1_channels(people, stands):
    past_contacts(people, 10)
    past_contacts(people, 9, channel="phone")
    stands("3.1", BASIC)
    past_contacts(people, 1, channel="phone")
    stands("3.1", DEVELOPING)
    past_contacts(people, 10, channel="web")
    stands("3.1", PERFORMING)
    past_contacts(people, 10, channel="email")
    past_contacts(people, 10, channel="chat")
    stands("3.1", BEST)
    stands("3.1", BASIC, at=day(-2))  # the day before they came


# ---- what people say ----

def asked(people, count, bribe, segment=None, words=None):
    """Closes cases of so many customers, who answer the survey."""
    answers = [{"question": "happy", "answer": "5"}, {"question": "bribe", "answer": bribe},
               *([{"question": "words", "answer": words}] if words else [])]
    for _ in range(count):
        number = next(NUMBERS)
        who = people("lena").post("/customers", {
            "name": f"Ana {number}", "phone": f"+35929{number:06}"}).expect(201).json["id"]
        case = people("lena").post("/cases", {
            "service": "voice", "office": "hall", "channel": "counter", "subject": "Fence",
            "customer": who, **({"segment": segment} if segment else {})}).expect(201).json
        people("lena").post(f"/cases/{case['reference']}/close", {"outcome": "done"},
                            if_match=case["version"]).expect(200)
    invited = people("lena").get("/surveys?state=invited&limit=200").expect(200).json["items"]
    assert len(invited) == count
    for survey in invited:
        people("lena").post(f"/surveys/{survey['reference']}/answer",
                            {"channel": "phone", "answers": answers},
                            if_match=survey["version"]).expect(200)


def visit(people, happy):
    people("rita").post("/surveys", {"survey": "visit", "office": "hall", "channel": "counter", "answers": [
        {"question": "happy", "answer": happy}]}).expect(201)


def test_2_6_honesty_and_4_4_customer_satisfaction(people, stands):
    stands("4.4", DEVELOPING)
    asked(people, 69, "no")
    asked(people, 30, "yes", "young", "Somebody asked for a coffee")
    stands("2.6", BASIC)  # 99 of 100
    stands("4.4", DEVELOPING)
    asked(people, 1, "no", words="Good")
    stands("2.6", DEVELOPING)
    stands("4.4", PERFORMING)
    asked(people, 100, "no", "old")
    stands("2.6", PERFORMING)
    stands("4.4", PERFORMING)  # two segments
    asked(people, 30, "no", "firms")
    stands("4.4", BEST)
    for _ in range(4):
        visit(people, "5")
    stands("2.6", PERFORMING)
    visit(people, "5")
    stands("2.6", BEST)
    for _ in range(3):
        visit(people, "1")
    stands("2.6", PERFORMING)
    asked(people, 30, "yes")
    stands("2.6", DEVELOPING)


# ---- processes ----

def test_1_3_improvement_plans(people, stands):
    planned = {"owner": "lena", "due_at": "2099-01-01T00:00:00Z"}
    due = {"owner": "lena", "due_at": ago(minutes=1), "cost": 5, "currency": "EUR"}
    stands("1.3", BASIC)
    improvement(people, "idea")
    stands("1.3", DEVELOPING)
    improvement(people, "done", **due)
    plans = [improvement(people, "planned", **planned) for _ in range(2)]
    answer = stands("1.3", PERFORMING)
    assert any("actions of the plan with a cost" in step for step in answer["steps"])
    plans = [people("lena").patch(f"/improvements/{plan['reference']}", {"cost": 9, "currency": "EUR"},
                                  if_match=plan["version"]).expect(200).json for plan in plans]
    stands("1.3", BEST)
    improvement(people, "planned", **planned)  # of which nobody knows what it costs
    stands("1.3", PERFORMING)


def test_1_1_core_process_improvement(people, stands, database, desk):
    def renew(documents, **more):
        change(desk, "city/services", lambda services: [one.update(documents=documents) for one in services])
        define(database, desk, "city/processes", lambda processes: processes[1].update(more))
    past_requests(people, 30)
    renew(["Identity card", "Form 12"])
    stands("1.1", BASIC)
    renew(["Identity card"], name="Simpler")
    stands("1.1", DEVELOPING)  # too few since then

    def more():
        past_requests(people, 15)
        return stands("1.1", None)["level"] == PERFORMING
    wait_until(more, what="30 cases by the new process, once the daemon has it")
    said = people("fia").post("/feedback", {"kind": "suggestion", "channel": "counter",
                                            "text": "Ask for less"}).expect(201).json["reference"]
    renew(["Identity card"], because=[said])
    stands("1.1", BEST)
    renew(["Identity card"], because=[])
    stands("1.1", PERFORMING)


def complain(people, count):
    """Complaints of customers who are known, which are answered as justified."""
    made = []
    for _ in range(count):
        number = next(NUMBERS)
        who = people("lena").post("/customers", {
            "name": f"Ana {number}", "phone": f"+35929{number:06}"}).expect(201).json["id"]
        thing = people("fia").post("/complaints", {
            "channel": "phone", "subject": "delay", "text": "Too late", "customer": who}).expect(201).json
        by = thing["answerer"]["user_name"]
        people(by).post(f"/complaints/{thing['reference']}/answer", {
            "outcome": "upheld", "answer": "You are right"}, if_match=thing["version"]).expect(200)
        made.append(thing["reference"])
    return made


def test_1_4_feedback_and_complaints(people, stands):
    past_requests(people, 30)
    stands("1.4", None)
    first = complain(people, 29)
    stands("1.4", DEVELOPING)
    first += complain(people, 1)
    stands("1.4", PERFORMING)
    thing = improvement(people, "idea", owner="lena", due_at=ago(minutes=1), cost=5, currency="EUR")
    for reference in first[:8]:
        thing = people("lena").post(f"/improvements/{thing['reference']}/links", {
            "kind": "complaint", "target": reference}, if_match=thing["version"]).expect(200).json
    stands("1.4", PERFORMING)
    for state in ("accepted", "planned", "costed", "doing", "done"):
        thing = people("lena").post(f"/improvements/{thing['reference']}/move", {"to": state},
                                    if_match=thing["version"]).expect(200).json
    stands("1.4", BEST)
    complain(people, 3)  # 8 of 33 have led to something
    stands("1.4", PERFORMING)


def test_1_5_public_relations(people, stands, database, desk):
    stands("1.5", BASIC)
    unchecked, = evidence(people, "publication", checked=False, medium="press", topic="Hours")
    stands("1.5", BASIC)
    people("leo").post(f"/evidence/{unchecked['reference']}/check", {},
                       if_match=unchecked["version"]).expect(200)
    stands("1.5", DEVELOPING)
    evidence(people, "publication", 2, medium="press", topic="Fees")
    stands("1.5", DEVELOPING)  # three, in one medium
    leaflet, = evidence(people, "publication", medium="leaflet", topic="Fences")
    stands("1.5", PERFORMING)
    evidence(people, "publication", 2, medium="website", topic="Forms")
    past_requests(people, 1)
    stands("1.5", PERFORMING)
    define(database, desk, "city/services", tell_steps)
    stands("1.5", BEST)
    withdraw(people, leaflet)
    stands("1.5", DEVELOPING)


def test_1_6_branding_and_accommodation(people, stands):
    def inspect(office, points, date=day()):
        return evidence(people, "site-inspection", office=office, date=date, location=points,
                        signposting=points, layout=points, accessibility=points, branding=points)[0]
    stands("1.6", BASIC)
    first = inspect("hall", 59)
    stands("1.6", BASIC)
    withdraw(people, first)
    second = inspect("hall", 60)
    stands("1.6", DEVELOPING)
    withdraw(people, second)
    inspect("hall", 100)
    stands("1.6", DEVELOPING)  # nobody has looked at the other office
    bad = inspect("east", 69)
    stands("1.6", PERFORMING)  # 84.5 on the whole, 69 there
    withdraw(people, bad)
    good = inspect("east", 70)
    stands("1.6", BEST)
    withdraw(people, good)
    stands("1.6", DEVELOPING)


# ---- people ----

def test_2_1_leadership(people, stands):
    stands("2.1", BASIC)
    evidence(people, "leadership-act", 3, role="mayor", what="floor-visit")
    stands("2.1", BASIC)
    expiring, = evidence(people, "leadership-act", role="mayor", what="decision", expires=day())
    stands("2.1", DEVELOPING)
    own, = evidence(people, "initiative", origin="own")
    evidence(people, "leadership-act", 8, role="mayor", what="decision")
    stands("2.1", PERFORMING)
    evidence(people, "leadership-act", role="deputy", what="sponsor-review")
    stands("2.1", BEST)
    withdraw(people, expiring)
    stands("2.1", BEST)
    withdraw(people, own)
    stands("2.1", DEVELOPING)


def test_evidence_of_yesterday_has_expired_today(people, stands):
    evidence(people, "benefit", what="cost", date=day(-5), expires=day(-1))
    stands("2.2", BASIC)


def test_2_2_appreciation_of_the_concept(people, stands):
    now = next(c["found"] for c in stands("3.3", None)["conditions"] if c["indicator"] == "opened")

    def benefit(what):
        return evidence(people, "benefit", what=what, indicator="opened", before=0,
                        after=now + 35)[0]
    evidence(people, "benefit", what="burden")
    stands("2.2", DEVELOPING)
    benefit("time")
    stands("2.2", DEVELOPING)
    benefit("cost")
    stands("2.2", PERFORMING)
    benefit("access")
    last = benefit("corruption")
    stands("2.2", PERFORMING)  # not so many as it was then
    for _ in range(35):
        people("fia").post("/cases", {"service": "light", "channel": "counter",
                                      "subject": "Lamp"}).expect(201)
    stands("2.2", BEST)
    withdraw(people, last)
    stands("2.2", PERFORMING)


def test_2_3_understanding_of_services(people, stands):
    past_requests(people, 29, service="information")
    stands("2.3", BASIC)
    past_requests(people, 30)
    past_requests(people, 1, service="information")
    stands("2.3", DEVELOPING)
    past_requests(people, 30, service="advice")
    stands("2.3", PERFORMING)
    past_requests(people, 30, service="other")
    stands("2.3", BEST)


def test_2_4_training(people, stands):
    staff = [part["key"] for part in stands("2.4", BASIC)["conditions"][0]["parts"]]

    def train(share, kind):
        return [evidence(people, "training", staff=user, kind=kind, course="C", hours=8)[0]
                for user in staff[:-(-len(staff) * share // 100)]]
    technical = train(50, "technical")
    stands("2.4", DEVELOPING)
    train(80, "customer-care")
    stands("2.4", PERFORMING)
    plans = [evidence(people, "training-plan", staff=user)[0]
             for user in staff[:-(-len(staff) * 80 // 100)]]
    stands("2.4", BEST)
    withdraw(people, plans[0])
    stands("2.4", PERFORMING)
    withdraw(people, technical[0])
    stands("2.4", BASIC)


def tell_steps(services):
    for one in services:
        one.update(steps=["Ask", "Wait"], fee={"amount": 0, "currency": "EUR"}, documents=[])


def test_2_5_clarity_of_information(people, stands, database, desk):
    def tell(**more):
        define(database, desk, "city/services", lambda services: [one.update(more) for one in services])

    def forget(services):
        for one in services:
            for key in ("steps", "fee", "documents"):
                one.pop(key, None)
    past_requests(people, 1)
    define(database, desk, "city/services", forget)
    stands("2.5", BASIC)
    define(database, desk, "city/services", tell_steps)
    stands("2.5", DEVELOPING)
    tell(plain={"text": "Come and ask.", "reviewed_on": day(-30)})
    stands("2.5", PERFORMING)
    tell(faq=[{"question": "When?", "answer": "Now"}])
    stands("2.5", BEST)
    tell(plain={"text": "Come and ask.", "reviewed_on": day(-800)})  # nobody has looked since
    stands("2.5", DEVELOPING)


# ---- technology ----

def test_3_5_knowledge_management(people, stands):
    def sample(paper):
        people("lena").post("/samples", {"agency": "city", "code": f"s{next(NUMBERS)}", "title": "T",
                                         "body": "Dear you", "paper": paper}).expect(201)

    def reply(channel, count, sample_code=None):
        for _ in range(count):
            body = {"sample": sample_code} if sample_code else {"body": "Dear you"}
            people("fia").post(f"/cases/{case}/replies", {"channel": channel, **body}).expect(201)
    stands("3.5", BASIC)
    for _ in range(10):
        sample(paper=True)
    stands("3.5", DEVELOPING)
    for _ in range(10):
        sample(paper=False)
    stands("3.5", DEVELOPING)
    code = people("lena").get("/samples?agency=city").expect(200).json["items"][0]["code"]
    case = people("fia").post("/cases", {"service": "light", "channel": "counter",
                                         "subject": "Lamp"}).expect(201).json["reference"]
    reply("counter", 20)
    reply("counter", 10, code)
    stands("3.5", PERFORMING)
    reply("counter", 10, code)
    reply("phone", 10, code)
    stands("3.5", PERFORMING)
    reply("chat", 10, code)
    stands("3.5", BEST, by="channel")
    reply("counter", 20)
    stands("3.5", PERFORMING, by="day")


# ---- performance management ----

def test_4_1_strategic_management(people, stands):
    def objective(target, focused=True):
        return evidence(people, "objective", text="Better", results_focused=focused, **(
            {"indicators": [{"indicator": "opened", "target": target}]} if target else {}))[0]
    stands("4.1", BASIC)
    bare = objective(None, focused=False)
    stands("4.1", DEVELOPING)
    objective(1)
    objective(1)
    far = objective(10**9)
    stands("4.1", PERFORMING)  # one of four names nothing
    withdraw(people, bare)
    past_requests(people, 1)
    stands("4.1", BEST)
    objective(10**9)
    stands("4.1", BEST)
    objective(10**9)
    stands("4.1", PERFORMING)
    assert far["fields"]["indicators"][0]["target"] == 10**9


def test_figures_of_the_vocabulary_are_those_of_the_measures(people, stands):
    past_requests(people, 40, opened_at=ago(days=70), closed_at=ago(days=60))
    opened = stands("3.3", DEVELOPING, by="day")["conditions"][0]
    measured = people("rita").get(
        f"/measures/cases-opened?from={opened['from']}&to={opened['to']}&every=day").expect(200).json
    days = {cell["period"]: cell["value"] for cell in measured["cells"] if cell["value"]}
    assert {part["key"]: part["numerator"] for part in opened["parts"]} == days
