"""Lists of cases, whatever is asked for: each page by page, against all cases and the rules of who sees what."""
import itertools
import random

import case_desk
import pytest

ALL = "select k.id, k.reference, case when isfinite(k.due_at) then extract(epoch from k.due_at) else 1e18 end as due, a.code as agency, h.code as handling, o.code as office, s.code as service, q.code as queue," \
      " k.closed_at is null as open, st.user_name as handler" \
      " from kase k join agency a on a.id = k.agency_id join agency h on h.id = k.handling_agency_id" \
      " join office o on o.id = k.office_id join service s on s.id = k.service_id join queue q on q.id = k.queue_id" \
      " left join staff st on st.id = k.handler_id"
SCOPES = {  # whole agencies, and offices
    "lena": ({"city"}, set()), "fia": (set(), {("city", "hall")}), "emil": (set(), {("city", "east")}),
    "wanda": ({"water"}, set()), "nora": (set(), {("city", "north")}), "both": ({"city", "water"}, set()),
    "half": ({"water"}, {("city", "east")})}


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = case_desk.write(tmp_path_factory.mktemp("list-desk"))

    def grant(role, agency, office=None):
        return {"role": role, "agency": agency, **({"office": office} if office else {})}
    case_desk.change(folder, "city/offices", lambda items: items.append(
        case_desk.named("north", address="3 Lane", calendar="always")))
    case_desk.change(folder, "city/staff", lambda items: items.extend([
        case_desk.person("nora", "front-desk", "north"),
        {**case_desk.person("both", "team-lead"), "grants": [grant("team-lead", "city"), grant("team-lead", "water")]},
        {**case_desk.person("half", "front-desk"), "grants": [grant("front-desk", "city", "east"),
                                                              grant("team-lead", "water")]}]))
    return new_database(folder)


def act(api, case, action, body):
    """Rungs of cases that were received long ago may come in between."""
    for _ in range(9):
        version = api.get(f"/cases/{case['reference']}").expect(200).version
        done = api.post(f"/cases/{case['reference']}/{action}", body, if_match=version)
        if done.status != 412:
            break
    return done.expect(200).json


@pytest.fixture(scope="module")
def cases(people, database):
    """Of every service, from two offices, in every state, some with the other agency; none of the office north."""
    chance = random.Random(7)
    lena, wanda = people("lena"), people("wanda")
    for number in range(72):
        office = chance.choice(["hall", "hall", "east"])
        service = chance.choice(["fence", "fence", "plan", "light"])
        case = lena.post("/cases", {"service": service, "office": office, "channel": "counter", "subject": f"No {number}",
                                    "received_at": f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}T09:00:00Z"})
        case = case.expect(201).json
        what = number % 6
        if what == 0:
            act(lena, case, "hand-over", {"queue": "archive", "reason": "x"})
        if what in (1, 2):
            act(lena, case, "hand-over", {"agency": "water", "queue": chance.choice(["meters", "pipes"]), "reason": "x"})
        if what == 2:
            act(wanda, case, "claim", {})
            if service == "light":
                act(wanda, case, "steps", {"step": "finish", "outcome": "done"})
            else:
                act(wanda, case, "steps", {"step": "check"})
                act(wanda, case, "steps", {"step": "decide", "outcome": "granted"})
        if what == 3 and service == "light":
            act(lena, case, "steps", {"step": "finish", "outcome": "void"})
        if what == 4:
            act(lena, case, "pause", {"reason": "court-proceedings"})
    rows = database.query(ALL)
    assert {row["handling"] for row in rows if not row["open"]} == {"city", "water"}
    assert {row["handler"] is None for row in rows if row["open"]} == {True, False}
    return rows


def pages(api, **query):
    references, cursor = [], None
    while True:
        page = api.get("/cases", query={"limit": 5, **query, **({"cursor": cursor} if cursor else {})}).expect(200).json
        references += [item["reference"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return references
        assert len(page["items"]) == 5


def at_home(user, row):
    whole, offices = SCOPES[user]
    return row["agency"] in whole or (row["agency"], row["office"]) in offices


def seen(user, row):
    return at_home(user, row) or row["handling"] in SCOPES[user][0]


def agencies_of(user):
    whole, offices = SCOPES[user]
    return whole | {agency for agency, _ in offices}


def fits(row, query):
    return all(row[name] == query[name] for name in ("service", "office", "queue") if name in query) and \
        (not query.get("unassigned") or row["handler"] is None)


@pytest.mark.parametrize("user", SCOPES)
def test_open_cases_are_listed_whatever_is_asked_for(people, cases, user):
    """Each filter alone and with the others; also what no case fits."""
    found = 0
    choices = {"service": ["fence", "plan", "light", "urgent"], "office": ["hall", "east", "north"],
               "queue": ["permits", "archive", "meters"], "unassigned": ["true"]}
    for values in itertools.product(*([None, *of] for of in choices.values())):
        query = {name: value for name, value in zip(choices, values, strict=True) if value}
        answer = people(user).get("/cases", query=query)
        if answer.status != 200:  # of several agencies, the code is ambiguous
            continue
        wanted = [row for row in cases if row["open"] and row["handling"] in agencies_of(user) and seen(user, row)
                  and fits(row, query)]
        if {"service", "office"} & set(query) and "city" not in agencies_of(user):
            wanted = []  # there is no such service or office for them
        wanted.sort(key=lambda row: (row["due"], row["id"]))
        assert pages(people(user), **query) == [row["reference"] for row in wanted], (user, query)
        found += len(wanted)
    assert (found > 0) == (user != "nora")


def test_overdue_and_due_soon_are_bounds_of_the_same_order(people, cases, database):
    now = database.value("select extract(epoch from now())")
    for query in ({}, {"service": "fence"}, {"office": "east"}, {"unassigned": "true"}, {"office": "north"}):
        wanted = [row for row in cases if row["open"] and row["handling"] == "city" and fits(row, query) and row["due"] < now]
        wanted.sort(key=lambda row: (row["due"], row["id"]))
        assert pages(people("lena"), due="overdue", **query) == [row["reference"] for row in wanted], query
        assert pages(people("lena"), due="soon", **query) == []


@pytest.mark.parametrize("user", SCOPES)
def test_closed_and_all_hold_what_was_handed_over_once(people, cases, user):
    """With the agency that works on it as with the one where it began; listed together, it stands there once."""
    both = 0
    for status, agency, query in itertools.product(
            ("closed", "all"), (None, "city", "water"), ({}, {"service": "fence"}, {"office": "east"})):
        listed = {agency} if agency else agencies_of(user)
        if agency:
            query = {**query, "agency": agency}
        answer = people(user).get("/cases", query={"status": status, **query})
        if answer.status != 200:
            continue
        names = {name: query[name] for name in ("service", "office") if name in query}
        wanted = [row for row in cases if (status == "all" or not row["open"]) and fits(row, names)
                  and ((row["agency"] in listed and at_home(user, row))
                       or (row["handling"] in listed - {row["agency"]} and seen(user, row)))]
        if names and "city" not in (agencies_of(user) & listed):
            wanted = []  # there is no such service or office for them
        wanted.sort(key=lambda row: -row["id"])
        assert pages(people(user), status=status, **query) == [row["reference"] for row in wanted], (user, status, query)
        both += sum(row["handling"] != row["agency"] for row in wanted)
    assert (both > 0) == (user != "nora")
