"""What time does to records without a clock of their own: the review of a sample reply is due, and a
great many customers are told what came of what they said. Once, whoever runs and whoever is killed."""
import collections
import concurrent.futures
import datetime

import case_desk
import pytest
from onestop_daemon import ROOT, wait_until
from town import today

MANY = 230  # three portions of IMPROVEMENT_PORTION


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


@pytest.fixture(scope="module")
def other_daemon(new_daemon, database):
    return new_daemon(database, server__workers=2)


@pytest.fixture(scope="module")
def people(other_daemon):
    """people("mila"): her client, logged in once each time the daemon is started."""
    known = {}

    def client(user):
        key = other_daemon.process.pid, user
        if key not in known:
            known[key] = other_daemon.api(user)
        return known[key]

    return client


@pytest.fixture(autouse=True)
def clean_at_the_end(people):
    yield
    for what in ("counters", "chain"):
        audit = people("audra").get(f"/audit/{what}").expect(200).json
        assert audit["clean"], audit


def sample(api, code, **fields):
    return api.post("/samples", {"code": code, "title": f"About {code}", "body": "Dear {{customer.name}}", **fields}
                    ).expect(201).json


def change(api, thing, **fields):
    return api.patch(f"/samples/{thing['code']}", fields, if_match=thing["version"]).expect(200).json


def told(api, code):
    return [item for item in api.get("/notices", query={"limit": 200}).expect(200).json["items"]
            if item["sample"] == code]


def clocks(database, code):
    return database.query("select c.state, c.next_rung_at from clock c join sample s on s.id = c.owner_id"
                          " where s.code = %s order by c.id", code)


def let_it_come(database, code):
    """The day of the review is today."""
    database.query("update clock c set due_at = now(), next_rung_at = now() from sample s"
                   " where s.id = c.owner_id and c.state = 1 and s.code = %s", code)


# ---- reviews ----

def test_owner_is_told_once_of_each_version_when_its_review_comes(people, daemon, database):
    codes = [f"due-{number}" for number in range(20)]  # two daemons, three workers after them
    for code in codes:
        sample(people("lena"), code, owner="mila")
    assert told(people("mila"), codes[0]) == []
    database.query("update clock c set due_at = now(), next_rung_at = now() from sample s"
                   " where s.id = c.owner_id and s.code like 'due-%%'")
    for code in codes:
        wait_until(lambda: told(people("mila"), code))
    assert database.value("select count(*) from clock_rung") == 20
    assert [len(told(people("mila"), code)) for code in codes] == [1] * 20
    notice = told(people("mila"), codes[0])[0]
    assert notice == {**notice, "kind": "sample-review-due", "about": "sample", "reference": None,
                      "agency": "city", "subject": "About due-0", "percent": None}
    assert notice["due_at"].startswith(str(today().year + 1))
    assert told(people("lena"), codes[0]) == []
    # What is changed is due again, as a version of its own; the same day, so at once.
    thing = people("mila").get(f"/samples/{codes[0]}").expect(200).json
    assert thing["version"] == 1  # nothing was changed by it
    change(people("lena"), thing, review_on=str(today()))
    wait_until(lambda: len(told(people("mila"), codes[0])) == 2)
    assert [row["state"] for row in clocks(database, codes[0])] == [3, 3]


def test_what_is_due_is_listed_and_shown_to_people(people, daemon):
    sample(people("lena"), "today", owner="fia", review_on=str(today()))
    sample(people("lena"), "tomorrow", owner="fia", review_on=str(today(2)))
    wait_until(lambda: told(people("fia"), "today"))
    cli = daemon.cli("fia")
    due = [item["code"] for item in cli.json("sample", "list", "--due")]
    assert "today" in due and "tomorrow" not in due
    shown = cli("notice", code=0).stdout
    assert "sample-review-due" in shown and "today" in shown and "About today" in shown
    assert told(people("fia"), "tomorrow") == []


def test_put_off_or_out_of_use_it_is_due_no_more(people, daemon, database):
    later = change(people("lena"), sample(people("lena"), "later", owner="mila"), review_on="2099-01-31")
    gone = sample(people("lena"), "gone", owner="mila")
    people("lena").post("/samples/gone/retire", {}, if_match=1).expect(200)
    assert [row["next_rung_at"] is None for row in clocks(database, "later")] == [True, False]
    assert [row["next_rung_at"] for row in clocks(database, "gone")] == [None]
    sample(people("lena"), "after", owner="mila", review_on=str(today()))
    wait_until(lambda: told(people("mila"), "after"))
    assert told(people("mila"), later["code"]) == told(people("mila"), gone["code"]) == []


def test_sample_that_was_there_before_reviews_were_told_is_told_too(people, database):
    sample(people("lena"), "old", owner="petar", review_on=str(today(1)))
    database.query("delete from clock c using sample s where s.id = c.owner_id and s.code = 'old'")
    database.query("update sample set review_on = review_on - 3 where code = 'old'")
    text = (ROOT / "db/schema/0030_told.sql").read_text()
    update = text[text.index("insert into clock"):].split(";")[0]
    database.query(update + " and s.code = 'old'")
    wait_until(lambda: told(people("petar"), "old"))
    assert [row["state"] for row in clocks(database, "old")] == [3]


def test_review_that_came_while_nobody_ran_is_told_at_the_start(people, daemon, other_daemon, database):
    sample(people("lena"), "asleep", owner="petar")
    people("lena").close()
    for each in (daemon, other_daemon):
        assert each.stop() == 0
    let_it_come(database, "asleep")
    for each in (daemon, other_daemon):
        each.start()
    wait_until(lambda: told(people("petar"), "asleep"))
    assert len(told(people("petar"), "asleep")) == 1


# ---- what customers are told ----

def suggest(api, number, plan):
    """A customer who suggested it; every tenth wishes for no letters, every seventh wants paper."""
    way = {"channel": "phone"} if number % 10 == 0 else \
        {"channel": "letter", "address": f"{number} Road"} if number % 7 == 0 else {"channel": "email"}
    customer = api.post("/customers", {"name": f"Customer {number}", "email": f"c{number}@example.org", **way}
                        ).expect(201).json["id"]
    for _ in range(1 + (number % 50 == 1)):  # some said it twice
        said = api.post("/feedback", {"kind": "suggestion", "channel": "counter", "text": "A bench, please.",
                                      "office": "hall", "customer": customer}).expect(201).json
        api.post(f"/feedback/{said['reference']}/link", {"improvement": plan["reference"]},
                 if_match=1).expect(200)


def move(api, thing, *states):
    for to in states:
        thing = api.post(f"/improvements/{thing['reference']}/move", {"to": to},
                         if_match=thing["version"]).expect(200).json
    return thing


def written_to(database, plan):
    return collections.Counter(row["address"].split("\n")[-1] for row in database.query(
        "select o.address from outbox o join record r on r.id = o.owner_id where r.reference = %s",
        plan["reference"]))


def test_every_customer_is_told_once_also_when_the_daemon_is_killed(people, new_daemon, daemon, other_daemon,
                                                                     database):
    lena = people("lena")
    due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)
    plan = lena.post("/improvements", {"title": "A bench", "owner": "lena", "office": "hall",
                                       "due_at": due.isoformat()}).expect(201).json
    clients = [other_daemon.api("lena") for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda first: [suggest(clients[first], number, plan)
                                     for number in range(1 + first, MANY + 1, 4)], range(4)))
    plan = lena.get(f"/improvements/{plan['reference']}").expect(200).json
    plan = move(lena, plan, "accepted", "planned", "doing", "done")
    for each in (daemon, other_daemon):
        each.kill()
    assert len(written_to(database, plan)) >= 100  # the first of them with the act itself
    for each in (daemon, other_daemon):
        each.start()
    wishes = {f"{n} Road" if n % 7 == 0 else f"c{n}@example.org" for n in range(1, MANY + 1) if n % 10 != 0}
    wait_until(lambda: len(written_to(database, plan)) >= len(wishes))
    wait_until(lambda: database.value("select count(*) from clock c join record r on r.id = c.owner_id"
                                      " where r.reference = %s and c.next_rung_at is not null",
                                      plan["reference"]) == 0)
    assert set(written_to(database, plan)) == wishes
    assert set(written_to(database, plan).values()) == {1}
    shown = people("lena").get(f"/improvements/{plan['reference']}").expect(200).json
    told_events = [event for event in shown["events"] if event["kind"] == "improvement-told"]
    assert len(told_events) == 3 and sum(event["amount"] for event in told_events) == len(wishes)
    assert shown["version"] == plan["version"] + 2
    assert "by" not in told_events[-1]
