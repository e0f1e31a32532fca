"""Where complaints are met: in the counts of queues, in live updates, behind improvements, with their
customer after a merge; and that whoever is shown a serious one is written down."""
import complaint_desk
import pytest
from event_stream import Stream


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(complaint_desk.write(tmp_path_factory.mktemp("complaint-desk")))


def log(people, subject="delay", user="fia", **fields):
    return people(user).post("/complaints", {"channel": "phone", "subject": subject,
                                             "text": "It was bad", **fields}).expect(201).json


def show(people, complaint, user="rolf"):
    return people(user).get(f"/complaints/{complaint['reference']}").expect(200).json


def reads(people, complaint, user="rolf"):
    told = people("audrey").get(f"/complaints/{complaint['reference']}/reads").expect(200).json
    return sum(one["by"]["user_name"] == user for one in told["items"])


# ---- queues ----


def waiting(people, user):
    told = people(user).get("/queues").expect(200).json
    permits = next(item for item in told["items"] if item["code"] == "permits")
    return {"mine": told["mine"]["complaints"], **permits["complaints"]}


def more(after, before):
    return {key: after[key] - before[key] for key in after if key != "mine"}


def test_queues_count_complaints(people):
    users = ("rolf", "lena", "leo", "fia", "emil")
    before = {user: waiting(people, user) for user in users}
    answerer = log(people)["answerer"]["user_name"]
    log(people, about=["lena", "leo"])  # nobody is able to answer
    after = {user: waiting(people, user) for user in users}
    for user in ("rolf", "lena", "leo", "fia"):
        assert more(after[user], before[user]) == {
            "open": 2, "unassigned": 1, "overdue": 0, "due_soon": 2}, user
    assert after["emil"] == before["emil"]  # of another office
    assert after[answerer]["mine"]["open"] == before[answerer]["mine"]["open"] + 1
    assert after[answerer]["mine"]["due_soon"] == before[answerer]["mine"]["due_soon"] + 1
    for user in users:
        for query, key in (({}, "open"), ({"unassigned": "true"}, "unassigned")):
            page = people(user).get("/complaints", query={"queue": "permits", "limit": 200, **query})
            assert len(page.expect(200).json["items"]) == after[user][key], (user, query)


def test_queues_count_what_is_overdue(people, database):
    complaint = log(people)
    before = waiting(people, "rolf")
    database.query("update complaint set due_at = now() - interval '1 minute' where id ="
                   " (select id from record where reference = %s)", complaint["reference"])
    assert more(waiting(people, "rolf"), before) == {
        "open": 0, "unassigned": 0, "overdue": 1, "due_soon": -1}


def test_serious_complaint_counts_for_who_sees_it_alone(people):
    users = ("rolf", "rita", "under", "lena", "hana", "fia", "adam", "audrey")
    before = {user: waiting(people, user) for user in users}
    log(people, "corruption", about=["rita"])
    for user in users:
        seen = int(user in ("rolf", "audrey"))
        assert more(waiting(people, user), before[user])["open"] == seen, user


# ---- live ----


def listen(daemon, people, user, query=""):
    return Stream(daemon, people(user).token, None, query).until_placed()


def test_stream_tells_of_complaints_and_goes_on_where_it_was_cut(people, daemon):
    with listen(daemon, people, "rolf") as stream, listen(daemon, people, "emil") as elsewhere:
        first = log(people)
        stream.until_seen(first["reference"])
        event = next(event for _, event in stream.events if event["reference"] == first["reference"])
        assert event["kind"] == "complaint-logged" and event["subject"] == "delay"
        assert event["answerer"] == first["answerer"] and event["complaint_due_at"] == first["due_at"]
        assert "event: complaint" in stream.lines
        last = stream.last
        stream.close()
        people(first["answerer"]["user_name"]).post(
            f"/complaints/{first['reference']}/acknowledge", {}, if_match=1).expect(200)
        second = log(people, user="emil", office="east")
        with Stream(daemon, people("rolf").token, last) as again:
            again.until_seen(second["reference"])
        assert [kind for kind in (event["kind"] for _, event in again.events)] == [
            "complaint-acknowledged", "complaint-logged"]
        elsewhere.until_seen(second["reference"])
        assert all(event["reference"] != first["reference"] for _, event in elsewhere.events)


def test_stream_of_a_queue_has_its_complaints_alone(people, daemon):
    with listen(daemon, people, "rolf", "?queue=archive") as other, listen(
            daemon, people, "rolf", "?queue=permits") as stream:
        complaint = log(people)
        stream.until_seen(complaint["reference"])
        case = people("fia").post("/cases", {"service": "light", "channel": "phone",
                                             "subject": "Dark"}).expect(201).json
        people("lena").post(f"/cases/{case['reference']}/hand-over", {
            "queue": "archive", "reason": "Old"}, if_match=case["version"]).expect(200)
        other.until_seen(case["reference"])
        assert all(event["reference"] != complaint["reference"] for _, event in other.events)


def test_stream_tells_no_more_of_a_serious_one_than_that_it_changed(people, daemon):
    with listen(daemon, people, "rolf") as stream:
        complaint = log(people, "safety", about=["lena"])
        stream.until_seen(complaint["reference"])
        event = stream.events[-1][1]
    assert set(event) == {"seq", "at", "kind", "reference", "version", "serious"}
    assert event["serious"] and reads(people, complaint) == 0


# ---- who was shown it ----


def test_row_of_a_serious_complaint_in_a_list_is_a_read(people):
    ordinary, serious = log(people), log(people, "corruption", about=["lena"])
    for limit, times in ((200, 1), (1, 2)):
        page = people("rolf").get("/complaints", query={"limit": limit}).expect(200).json
        assert page["items"][0]["reference"] == serious["reference"]
        assert (page["next"] is None) == (limit == 200)
        assert reads(people, serious) == times
    people("rolf").get("/complaints", query={"subject": "delay"}).expect(200)
    assert reads(people, serious) == 2
    show(people, serious)
    assert reads(people, serious) == 3 and reads(people, ordinary) == 0


def test_notice_of_a_serious_complaint_points_to_it_and_says_no_more(people):
    ordinary, serious = (log(people, subject, about=["lena", "leo"])
                         for subject in ("delay", "corruption"))
    told = {}
    for user in ("rita", "rolf", "under"):
        for notice in people(user).get("/notices", query={"limit": 200}).expect(200).json["items"]:
            told[notice["reference"]] = notice
    assert told[ordinary["reference"]]["subject"] == "delay"
    assert told[ordinary["reference"]]["state"] == "open"
    notice = told[serious["reference"]]
    assert (notice["about"], notice["kind"]) == ("complaint", "complaint-logged")
    assert {notice[key] for key in ("subject", "state", "due_at", "service")} == {None}
    assert sum(reads(people, serious, user) for user in ("rita", "rolf", "under")) == 0


def test_row_behind_the_page_is_no_read(people):
    serious = log(people, "corruption", about=["lena"])
    log(people)
    people("rolf").get("/complaints", query={"limit": 1}).expect(200)
    assert reads(people, serious) == 0


# ---- behind an improvement ----


def behind(people, user, improvement, reference):
    return people(user).post(f"/improvements/{improvement}/links", {
        "kind": "complaint", "target": reference}, if_match=1)


def test_improvement_takes_no_complaint_that_is_not_the_callers(people):
    idea = people("rita").post("/improvements", {"title": "Ask twice"}).expect(201).json["reference"]
    secret = log(people, "corruption", about=["rita"])["reference"]
    told = []
    for reference in (secret, "7K3M-9XQ5", people("fia").post("/cases", {
            "service": "light", "channel": "phone", "subject": "Dark"}).expect(201).json["reference"]):
        problem = behind(people, "rita", idea, reference).expect(422).json
        told.append({**problem, "request_id": None})
    assert told[0] == told[1] == told[2]
    assert [field["field"] for field in told[0]["fields"]] == ["/target"]
    behind(people, "rolf", idea, secret).expect(200)
    shown = people("rolf").get(f"/improvements/{idea}").expect(200).json
    assert [link["target"] for link in shown["links"]] == [secret]
    for user in ("rita", "under", "lena", "fia"):
        answer = people(user).get(f"/improvements/{idea}").expect(200)
        assert answer.json["links"] == [] and secret not in answer.text, user


# ---- with its customer ----


def test_merge_takes_along_what_hangs_on_the_customer(people, database):
    fia = people("fia")
    gone, kept = (fia.post("/customers", {"name": name}).expect(201) for name in ("Ana", "Anna"))
    gone_id, kept_id = gone.json["id"], kept.json["id"]
    complaint = log(people, customer=gone_id)
    secret = log(people, "corruption", about=["lena"], customer=gone_id)
    said = fia.post("/feedback", {"kind": "suggestion", "channel": "phone", "text": "A bench",
                                  "customer": gone_id}).expect(201).json["reference"]
    case = fia.post("/cases", {"service": "light", "channel": "phone", "subject": "Dark",
                               "customer": gone_id}).expect(201).json
    people(case["case_manager"]["user_name"]).post(
        f"/cases/{case['reference']}/replies", {"body": "Soon", "channel": "counter"}).expect(201)
    people("lena").post(f"/customers/{gone_id}/merge", {"into": kept_id}, if_match=1).expect(200)
    assert show(people, complaint)["customer"] == show(people, secret)["customer"] == kept_id
    assert fia.get(f"/feedback/{said}").expect(200).json["customer"] == kept_id
    for table in ("complaint", "feedback", "reply", "kase"):
        assert database.value(f"select count(*) from {table} where customer_id = %s", gone_id) == 0
        assert database.value(f"select count(*) from {table} where customer_id = %s", kept_id) >= 1
    for audit in ("chain", "counters"):
        assert people("audrey").get(f"/audit/{audit}").expect(200).json["clean"]
