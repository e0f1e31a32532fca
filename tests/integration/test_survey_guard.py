"""Results of surveys told to who neither leads nor audits: somebody who asks for everything that may
be asked and subtracts every answer from every other learns nothing of a group of one to four."""
import collections
import datetime
import itertools
import json
import random

import pytest

import case_desk
from test_survey import AFTER, VISIT, names_of_metrics

SLICES = ("office", "service", "channel", "segment")
OFFICES = ("hall", "east", "west", "dock", "park")
SERVICES = ("light", "fence", "plan", "urgent", "pier", "swing")
SMALL = range(1, 5)
PEOPLE = 90


def quarter(today, back):
    """First and last day of a quarter; 0: the one under way."""
    months = today.year * 12 + (today.month - 1) // 3 * 3 - 3 * back
    first = datetime.date(months // 12, months % 12 + 1, 1)
    after = months + 3
    return first, datetime.date(after // 12, after % 12 + 1, 1) - datetime.timedelta(days=1)


def answers(chance):
    """People with what they can be told apart by, and what they answered. Some services are had at
    one office only, and one office has hardly anybody."""
    def person():
        office = chance.choices(OFFICES, (30, 12, 6, 4, 2))[0]
        service = {"dock": "pier", "park": "swing"}.get(office) or chance.choice(SERVICES[:4])
        if office == "hall" and chance.random() < .1:
            service = "urgent"
        return {"office": office, "service": service, "channel": chance.choices((1, 2, 4), (20, 8, 1))[0],
                "segment": 0, "happy": chance.randint(1, 5),
                "bribe": chance.choice((None, None, 1)) if office == "west" else 1}
    return [person() for _ in range(PEOPLE)]


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    case_desk.write(folder)
    for kind, more in (("offices", [case_desk.named(code, address="1", calendar="always")
                                    for code in OFFICES[2:]]),
                       ("services", [case_desk.service(code, "simple") for code in SERVICES[4:]]),
                       ("staff", [case_desk.person("olga", "team-lead", "east")])):
        file = folder / f"city/{kind}.json"
        items = json.loads(file.read_text())
        items[kind] += more
        file.write_text(json.dumps(items))
    (folder / "city/surveys.json").write_text(json.dumps(
        {"surveys": [{**AFTER, "services": []}, VISIT]}))
    return new_database(str(folder))


def metric(name):
    return names_of_metrics().index(name) + 1


@pytest.fixture(scope="module")
def counted(database):
    """{first day of a quarter: people}; counted as their answers would have been."""
    today = database.value("select (now() at time zone 'Europe/Sofia')::date")
    agency = database.value("select id from agency where code = 'city'")
    instrument = database.value("select id from instrument where code = 'after'")
    ids = {kind: {row["code"]: row["id"] for row in database.query(
        f"select code, id from {kind} where agency_id = %s", agency)} for kind in ("office", "service")}
    chance, quarters = random.Random(11), {}
    for back in range(3):
        first, last = quarter(today, back)
        people = quarters[first] = answers(chance)
        moves = collections.Counter()
        for one in people:
            day = first + datetime.timedelta(days=chance.randrange((min(last, today) - first).days + 1))
            place = (ids["office"][one["office"]], ids["service"][one["service"]], one["channel"], 0)
            base = instrument * 256
            moves[day, metric("survey-invited"), *place, instrument] += 1
            moves[day, metric("survey-answered"), *place, instrument] += 1
            moves[day, metric("survey-answers"), *place, base + one["happy"]] += 1
            if one["bribe"]:
                moves[day, metric("survey-answers"), *place, base + 8 + one["bribe"]] += 1
        for key, value in moves.items():
            database.query("""insert into counter_total (agency_id, day, metric, office_id, service_id, channel, segment_id,
                bucket, value) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""", agency, *key, value)
    return today, quarters


def ask(api, **query):
    return api.get("/surveys/after/results", query=query).expect(200).json



def everything(api, database, people, **period):
    """{(question, what is asked): (number, of whom)} of all that is told in all breakdowns."""
    channel = {row["n"]: row["name"] for row in database.query(
        "select n, channel_name(n) as name from generate_series(1, 5) n")}
    value = {"office": lambda one: one["office"], "service": lambda one: one["service"],
             "channel": lambda one: channel[one["channel"]], "segment": lambda one: None}
    told = {}
    for by in (None, *SLICES):
        answer = ask(api, **period, **({"by": by} if by else {}))
        for key, line in [("all", answer["total"])] + [((by, one["key"]), one) for one in answer["groups"]]:
            of = [i for i, one in enumerate(people)
                  if key == "all" or value[by](one) == key[1]]
            for name, part in [("", line)] + [(one["code"], one) for one in line["questions"]]:
                assert part["withheld"] == (part["n"] is None)
                if part["withheld"]:
                    assert all(part.get(one) is None for one in ("satisfied", "share", "answers"))
                    continue
                there = frozenset(i for i in of if not name or people[i][name])
                assert part["n"] == len(there), (key, name)
                told[name, key] = there
    return told


def assert_hides_small_groups(told, known=frozenset()):
    """known: those of whom the one who asks knows everything, and subtracts it."""
    for name in ("", "happy", "bribe"):
        sets = [there - known for (question, _), there in told.items() if question == name]
        for one, other in itertools.product(sets, sets):
            assert len(one) not in SMALL
            if other < one:
                assert len(one - other) not in SMALL


def test_no_difference_of_two_answers_is_a_small_group(daemon, database, counted):
    today, quarters = counted
    withheld = 0
    for user in ("mila", "fia"):
        api = daemon.api(user)
        for back in (1, 2):
            first, last = quarter(today, back)
            told = everything(api, database, quarters[first], **{"from": first, "to": last})
            assert ("", "all") in told and ("happy", "all") in told
            assert_hides_small_groups(told)
            shown = {key for name, key in told if name == "" and key != "all" and key[0] == "office"}
            withheld += len(OFFICES) - len(shown)
            assert shown and len(shown) != len(OFFICES) - 1
    assert withheld > 0


def test_what_is_not_asked_for_is_the_last_quarter_that_is_over(daemon, counted):
    today, quarters = counted
    first, last = quarter(today, 1)
    told = ask(daemon.api("mila"))
    assert (told["from"], told["to"], told["total"]["n"]) == (str(first), str(last), PEOPLE)


def test_other_periods_are_refused_with_one_that_is_right(daemon, counted):
    today, _ = counted
    day = datetime.timedelta(days=1)
    (first, last), (now, _), (before, _) = (quarter(today, back) for back in (1, 0, 2))
    for period in ({"from": first}, {"to": last}, {"from": first, "to": last - day},
                   {"from": first + day, "to": last}, {"from": before, "to": last},
                   {"from": now, "to": quarter(today, 0)[1]}, {"from": now, "to": today},
                   {"from": first, "to": today}, {"to": today - day}):
        for by in (None, *SLICES):
            problem = daemon.api("mila").get("/surveys/after/results", query={
                **period, **({"by": by} if by else {})}).expect(422).json
            assert f"from={first}&to={last}" in problem["fields"][0]["message"]


def test_who_leads_or_audits_is_told_everything_of_any_days(daemon, counted, database):
    today, quarters = counted
    people = [one for there in quarters.values() for one in there]
    for user in ("lena", "audra"):
        told = ask(daemon.api(user), by="office")
        assert told["total"]["n"] == 3 * PEOPLE
        assert {one["key"]: one["n"] for one in told["groups"]} == collections.Counter(
            one["office"] for one in people)
    assert ask(daemon.api("lena"), **{"from": today, "to": today})["total"]["n"] is not None


def test_who_leads_an_office_cannot_subtract_it(daemon, counted, database):
    today, quarters = counted
    first, last = quarter(today, 1)
    olga, people = daemon.api("olga"), quarters[first]
    told = everything(olga, database, people, **{"from": first, "to": last})
    own = frozenset(i for i, one in enumerate(people) if one["office"] == "east")
    assert told["", ("office", "east")] == own
    assert_hides_small_groups({key: there for key, there in told.items()
                               if key[1] != ("office", "east")}, known=own)
    any_days = ask(olga, by="office", **{"from": today, "to": today})
    assert all(one["withheld"] == (one["key"] != "east") for one in any_days["groups"])
    assert any_days["total"]["withheld"]
    olga.get("/surveys/after/results", query={"from": today, "to": today}).expect(422)


def test_client_tells_the_quarter(daemon, counted):
    first, last = quarter(counted[0], 1)
    said = daemon.cli("mila")("survey", "results", "after", "--by", "office", code=0).stdout
    assert f"After closing from {first} to {last}: {PEOPLE} invited, {PEOPLE} answered" in said
    wrong = daemon.cli("mila")("survey", "results", "after", "--from", str(counted[0]), code=1)
    assert f"from={first}&to={last}" in wrong.stderr
