"""What was written to a customer and what they said, with the customer and a page at a time: replies,
feedback, complaints; newest first, of merged records too, and of each only what the caller may see."""
import itertools

import complaint_desk
import pytest

LISTS = ("replies", "feedback", "complaints")
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = complaint_desk.write(tmp_path_factory.mktemp("desk"))
    staff = folder / "city/staff.json"
    # Who sees customers and leads the independent stage, whom no test names.
    staff.write_text(staff.read_text().replace(
        '"user_name": "rolf", "name": "Rolf", "grants": [{"role": "manager"}]',
        '"user_name": "rolf", "name": "Rolf", "grants": [{"role": "manager"}, {"role": "team-lead"}]'))
    return new_database(folder)


@pytest.fixture
def customer(people):
    return new_customer(people)


def new_customer(people, **fields):
    return people("fia").post("/customers", {"name": f"Ana {next(_numbers)}", "agency": "city",
                                             "address": "3 Road, 1000 Sofia", **fields}).expect(201).json["id"]


def case_of(people, customer, by="fia", office="hall"):
    return people(by).post("/cases", {"service": "fence", "channel": "counter", "office": office,
                                      "subject": "Fence", "customer": customer}).expect(201).json


def reply(people, case, subject="Yes"):
    return people("lena").post(f"/cases/{case['reference']}/replies",
                               {"subject": subject, "body": "Words"}).expect(201).json


def suggest(people, customer, by="fia", office="hall", **fields):
    return people(by).post("/feedback", {"kind": "suggestion", "channel": "counter", "text": "A bench",
                                         "office": office, "customer": customer, **fields}).expect(201).json


def complain(people, customer, by="fia", office="hall", **fields):
    return people(by).post("/complaints", {"channel": "letter", "subject": "delay", "customer": customer,
                                           "text": "Too late", "office": office, **fields}).expect(201).json


def show(people, customer, by="fia"):
    return people(by).get(f"/customers/{customer}").expect(200).json


def pages(people, customer, what, by="fia", limit=2):
    query = {"limit": limit}
    while True:
        page = people(by).get(f"/customers/{customer}/{what}", query=query).expect(200).json
        yield from page["items"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def test_what_was_said_stands_with_the_customer(people, customer):
    case = case_of(people, customer)
    answer, said, complaint = reply(people, case), suggest(people, customer, case=case["reference"]), \
        complain(people, customer)
    shown = show(people, customer)
    assert [(one["id"], one["reference"], one["subject"]) for one in shown["replies"]["items"]] == [
        (answer["id"], case["reference"], "Yes")]
    assert shown["feedback"] == {"items": [people("fia").get(f"/feedback?limit=1").json["items"][0]], "next": None}
    assert shown["feedback"]["items"][0]["reference"] == said["reference"]
    assert shown["feedback"]["items"][0]["case"] == case["reference"]
    assert [one["reference"] for one in shown["complaints"]["items"]] == [complaint["reference"]]
    for what in LISTS:
        assert list(pages(people, customer, what)) == shown[what]["items"]
    other = show(people, new_customer(people))
    assert all(other[what] == {"items": [], "next": None} for what in LISTS)


def test_newest_come_first_and_the_rest_a_page_at_a_time(people, customer, daemon):
    case = case_of(people, customer)
    made = {"replies": [reply(people, case, f"Number {number}")["id"] for number in range(13)],
            "feedback": [suggest(people, customer)["reference"] for _ in range(12)],
            "complaints": [complain(people, customer)["reference"] for _ in range(11)]}
    key = {"replies": "id", "feedback": "reference", "complaints": "reference"}
    shown = show(people, customer)
    cli = daemon.cli("fia")
    told = cli("customer", "show", str(customer), code=0)
    for what in LISTS:
        newest = list(reversed(made[what]))
        assert [one[key[what]] for one in shown[what]["items"]] == newest[:10]
        rest = people("fia").get(f"/customers/{customer}/{what}",
                                 query={"cursor": shown[what]["next"]}).expect(200)
        assert [one[key[what]] for one in rest.json["items"]] == newest[10:] and rest.json["next"] is None
        assert [one[key[what]] for one in pages(people, customer, what, limit=5)] == newest
        assert f"There are more: onestop customer {what} {customer}" in told.stdout + told.stderr
        assert str(newest[9]) in told.stdout and str(newest[10]) not in told.stdout
        assert [str(one[key[what]]) for one in cli.json("customer", what, str(customer), "--limit", "100")] == [
            str(one) for one in newest]


def test_what_the_caller_may_not_see_is_not_there(people, customer):
    here, there = case_of(people, customer), case_of(people, customer, by="emil", office="east")
    reply(people, here), reply(people, there)
    suggest(people, customer), suggest(people, customer, by="emil", office="east")
    complain(people, customer), complain(people, customer, by="emil", office="east")
    for user, offices in (("fia", 1), ("emil", 1), ("lena", 2)):
        shown = show(people, customer, by=user)
        assert [len(shown[what]["items"]) for what in LISTS] == [offices] * 3, user
        assert all(len(list(pages(people, customer, what, by=user))) == offices for what in LISTS)
    assert [one["reference"] for one in show(people, customer)["replies"]["items"]] == [here["reference"]]
    for what in LISTS:
        for user, status in (("wanda", 404), ("adam", 403), ("audra", 403)):
            people(user).get(f"/customers/{customer}/{what}").expect(status)
        people("fia").get(f"/customers/999999999/{what}").expect(404)
        people("fia").get(f"/customers/{customer}/{what}?cursor=x").expect(422)
        people("fia").get(f"/customers/{customer}/{what}?limit=201").expect(422)


def test_serious_complaint_is_shown_to_who_may_see_it_and_that_is_written_down(people, customer, database):
    open_one = complain(people, customer)
    secret = people("emil").post("/complaints", {
        "channel": "letter", "subject": "corruption", "customer": customer, "about": ["lena"],
        "text": "Envelope", "office": "east"}).expect(201).json["reference"]

    def reads():
        return database.value("select count(*) from complaint_read c join record r on r.id = c.id"
                              " where r.reference = %s", secret)

    before = reads()
    for user in ("fia", "lena", "mila", "leo"):
        shown = show(people, customer, by=user)
        assert [one["reference"] for one in shown["complaints"]["items"]] == [open_one["reference"]]
        assert secret not in str(shown) and secret not in str(list(pages(people, customer, "complaints", by=user)))
    assert reads() == before
    assert [one["reference"] for one in show(people, customer, by="rolf")["complaints"]["items"]] == [
        secret, open_one["reference"]]
    assert reads() == before + 1
    assert len(list(pages(people, customer, "complaints", by="rolf", limit=1))) == 2
    assert reads() == before + 2
    assert len(people("rolf").get(f"/customers/{customer}/replies").expect(200).json["items"]) == 0
    assert reads() == before + 2


def test_merged_record_brings_what_it_had(people, customer):
    other = new_customer(people)
    case = case_of(people, other)
    reply(people, case), suggest(people, other), complain(people, other)
    complain(people, customer)
    people("lena").post(f"/customers/{other}/merge", {"into": customer}, if_match=1).expect(200)
    shown = show(people, customer)
    assert [len(shown[what]["items"]) for what in LISTS] == [1, 1, 2]
    for what in LISTS:  # by its old number too
        assert list(pages(people, other, what)) == list(pages(people, customer, what))
