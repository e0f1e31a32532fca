"""What customers are told of their complaints, through the real daemon: by e-mail or letter, in their
language, as the agency chose; of serious ones nothing that others could find."""
import datetime
import json

import complaint_desk
import pytest
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = complaint_desk.write(tmp_path_factory.mktemp("complaint-desk"))
    agencies = json.loads((folder / "agencies.json").read_text())
    agencies["agencies"][0]["notify"] = [
        "opened", "extended", "complaint-acknowledged", "complaint-answered", "complaint-escalated"]
    (folder / "agencies.json").write_text(json.dumps(agencies))
    return new_database(folder)


@pytest.fixture(scope="module")
def ana(people):
    return people("fia").post("/customers", {
        "name": "Ana", "email": "ana@example.org", "channel": "email", "language": "en"}
    ).expect(201).json["id"]


@pytest.fixture(scope="module")
def boris(people):
    return people("fia").post("/customers", {
        "name": "Boris", "address": "1 Hill", "channel": "letter", "language": "bg"}
    ).expect(201).json["id"]


def log(people, subject="delay", user="fia", **fields):
    return people(user).post("/complaints", {"channel": "phone", "subject": subject,
                                             "text": "It was bad", **fields}).expect(201).json


def act(people, user, complaint, action, status=200, **body):
    path = f"/complaints/{complaint['reference']}"
    version = people("rolf").get(path).expect(200).json["version"]
    return people(user).post(f"{path}/{action}", body, if_match=version).expect(status).json


def answerer(people, complaint):
    """As who sees it is told; who has logged a serious one is not."""
    path = f"/complaints/{complaint['reference']}"
    return people("rolf").get(path).expect(200).json["answerer"]["user_name"]


def told(database, complaint):
    """What was written to the customer, oldest first."""
    return database.query(
        "select o.kind, o.address, o.subject, o.body, o.language, o.secret from outbox o"
        " join record r on r.agency_id = o.agency_id and r.id = o.owner_id"
        " where r.reference = %s order by o.id", complaint["reference"])


def test_customer_is_told_the_whole_way(people, database, ana):
    complaint = log(people, customer=ana)
    first = complaint["answerer"]["user_name"]
    assert told(database, complaint) == []
    act(people, first, complaint, "acknowledge")
    act(people, first, complaint, "extend", amount=30, reason="The file is away")
    act(people, first, complaint, "answer", outcome="not-upheld", answer="All went as it should")
    act(people, "fia", complaint, "escalate")
    rows = told(database, complaint)
    assert {(row["kind"], row["address"], row["language"], row["secret"]) for row in rows} == {
        (1, "ana@example.org", "en", False)}
    assert all(complaint["reference"] in row["subject"] for row in rows)
    acknowledged, extended, answered, escalated = (row["body"] for row in rows)
    assert "You will have our answer by" in acknowledged
    assert "The reason: The file is away" in extended and "Ombudsman, 1 Hill" in extended
    assert "not upheld" in answered and "All went as it should" in answered
    assert "After lead: ask for the next stage." in answered
    assert "as you asked" in escalated and "Head" in escalated


def test_letter_in_the_customers_language_waits_to_be_printed(people, database, boris):
    complaint = log(people, customer=boris)
    act(people, complaint["answerer"]["user_name"], complaint, "acknowledge")
    row, = told(database, complaint)
    assert (row["kind"], row["address"], row["language"]) == (2, "Boris\n1 Hill", "bg")
    assert row["body"].startswith("Здравейте, Boris!")
    listed = people("lena").get("/outbox", query={"kind": "letter"}).expect(200).json["items"]
    assert complaint["reference"] in {item["reference"] for item in listed}


def test_time_that_runs_out_is_told(people, database, ana):
    late = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=605))
    complaint = log(people, customer=ana, received_at=late.isoformat())
    wait_until(lambda: told(database, complaint), what="the customer to be told")
    assert "we did not answer your complaint" in told(database, complaint)[0]["body"]


def test_who_is_unnamed_or_wishes_no_letters_is_told_nothing(people, database):
    silent = people("fia").post("/customers", {
        "name": "Carl", "email": "carl@example.org", "channel": "phone"}).expect(201).json["id"]
    for fields in ({}, {"customer": silent}):
        complaint = log(people, **fields)
        act(people, complaint["answerer"]["user_name"], complaint, "answer", outcome="upheld",
            answer="Sorry")
        assert told(database, complaint) == []


def test_message_goes_to_the_record_that_is_kept(people, database, ana):
    gone = people("fia").post("/customers", {"name": "Anna", "email": "old@example.org",
                                             "channel": "email"}).expect(201).json["id"]
    complaint = log(people, customer=gone)
    people("lena").post(f"/customers/{gone}/merge", {"into": ana}, if_match=1).expect(200)
    act(people, complaint["answerer"]["user_name"], complaint, "acknowledge")
    assert [row["address"] for row in told(database, complaint)] == ["ana@example.org"]


def test_request_in_a_complaint_is_told_as_a_case(people, database, ana):
    complaint = log(people, customer=ana, office="hall")
    act(people, "fia", complaint, "convert", service="light", subject="Dark")
    case = people("rolf").get(f"/complaints/{complaint['reference']}").json["converted_to"]
    assert case in database.value(
        "select o.subject from outbox o join kase k on k.id = o.owner_id where k.reference = %s", case)


def test_message_of_a_serious_one_stands_in_no_list(people, database, ana):
    complaint = log(people, "corruption", customer=ana, about=["lena"])
    act(people, answerer(people, complaint), complaint, "answer", outcome="upheld",
        answer="You were right")
    row, = told(database, complaint)
    assert row["secret"] and "You were right" in row["body"]
    for name in ("Lena", "Rolf", "Rita", "Under"):
        assert name not in row["body"]
    for user in ("lena", "adam", "audra"):
        page = people(user).get("/outbox", query={"state": "waiting", "limit": 200}).expect(200)
        assert complaint["reference"] not in page.text


def test_letter_about_a_serious_one_is_printed_by_who_sees_it(people, boris, database, cli):
    complaint = log(people, "safety", customer=boris, about=["lena"])
    path = f"/complaints/{complaint['reference']}"
    act(people, answerer(people, complaint), complaint, "answer", outcome="upheld",
        answer="It is closed off")
    for user in ("lena", "adam"):
        assert complaint["reference"] not in people(user).get(
            "/outbox", query={"kind": "letter", "limit": 200}).expect(200).text
    letter, = people("rolf").get(path).expect(200).json["letters"]
    assert letter["state"] == "waiting" and letter["address"] == "Boris\n1 Hill"
    assert "It is closed off" in letter["body"]
    assert "It is closed off" in cli("rolf")("complaint", "show", complaint["reference"], code=0).stdout
    printed = {"letter": letter["id"]}
    assert people("lena").post(f"{path}/letters/printed", printed).status == 404
    other = log(people, customer=boris)
    people("rolf").post(f"/complaints/{other['reference']}/letters/printed", printed).expect(422)
    people("rolf").post(f"{path}/letters/printed", {"letter": 1}).expect(422)
    cli("rolf")("complaint", "printed", complaint["reference"], str(letter["id"]), code=0)
    people("rolf").post(f"{path}/letters/printed", printed).expect(200)  # once more is no more
    letter, = people("rolf").get(path).expect(200).json["letters"]
    assert letter["state"] == "printed"
    act(people, other["answerer"]["user_name"], other, "acknowledge")
    assert people("rolf").get(f"/complaints/{other['reference']}").json["letters"] == []
