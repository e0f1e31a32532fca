"""Erasing and exporting what is personal of a customer: all of it goes, wherever it was written, and nothing else does."""
import itertools
import json
import pathlib
import subprocess
import threading

import complaint_desk
import pytest
import test_survey
from onestop_daemon import ROOT, wait_until

MARK = "Zyxqvw"  # of the customer, in all that is written of them
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = complaint_desk.write(tmp_path_factory.mktemp("desk"))
    (folder / "city/surveys.json").write_text(json.dumps({"surveys": [{**test_survey.AFTER, "services": []}]}))
    (folder / "city/segments.json").write_text(json.dumps({"segments": [{"code": "young", "name": "Young"}]}))
    return new_database(folder)


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox):
    return new_daemon(database, **mailbox.settings(cluster))


def new_customer(people, **fields):
    return people("lena").post("/customers", {"name": f"Ana {next(_numbers)}", **fields}).expect(201).json["id"]


def new_case(people, customer, **fields):
    return people("fia").post("/cases", {"service": "light", "channel": "counter", "subject": "A lamp", "office": "hall",
                                         "customer": customer, **fields}).expect(201).json["reference"]


def version(people, path):
    return people("lena").get(path).expect(200).version


def act(people, path, what, body, status=200, by="lena"):
    return people(by).post(f"{path}/{what}", body, if_match=version(people, path)).expect(status)


def close(people, case):
    act(people, f"/cases/{case}", "close", {"outcome": "done"})


def erase(people, customer, status=200, by="lena", **options):
    path = f"/customers/{customer}"
    options.setdefault("if_match", version(people, path) if status != 404 else 1)
    return people(by).post(f"{path}/erase", {"reason": "asked for by letter"}, **options).expect(status)


def export(people, customer, by="lena", **query):
    return people(by).get(f"/customers/{customer}/export", query=query).expect(200).json


def marked(*words):
    return " ".join((MARK + word for word in words)) if words else MARK


def dump(database):
    text = subprocess.run(["pg_dump", "--data-only", "--enable-row-security", "--dbname", database.conninfo], check=True, capture_output=True).stdout
    return text.decode(errors="replace").lower()


# ---- all of it ----


@pytest.fixture(scope="module")
def told(people, database, daemon, mailbox):
    """A customer under two records who has been through everything, with the mark in all that was said and written."""
    mail = f"{MARK.lower()}@example.org"
    kept = new_customer(people, name=marked("kept"), phone="+359 2 918 2736", email=mail, address=marked("street"), language="en",
                        channel="email", segment="young", identifiers=[{"kind": "civil", "value": MARK + "1"}])
    gone = new_customer(people, name=marked("gone"), address=marked("road"),
                        identifiers=[{"kind": "passport", "value": MARK + "2"}])
    people("lena").post("/contacts", {"channel": "phone", "customer": gone, "summary": marked("call"), "office": "hall"}).expect(201)
    first = new_case(people, gone, subject=marked("subject"), details=marked("details"))
    act(people, f"/customers/{gone}", "merge", {"into": kept})
    fence = new_case(people, kept, service="fence", subject=marked("fence"))
    path = f"/cases/{fence}"
    people("mila").post(f"{path}/claim", if_match=version(people, path))
    people("lena").post(f"{path}/notes", {"body": marked("note"), "visible": True}).expect(200)
    people("lena").post(f"{path}/contacts", {"channel": "phone", "direction": "out", "summary": marked("back")}).expect(200)
    people("lena").post(f"{path}/replies", {"subject": marked("reply"), "body": marked("answer")}).expect(201)
    act(people, path, "hand-over", {"to": "petar", "reason": marked("over")})
    act(people, path, "steps", {"step": "check"})
    people("lena").post(f"{path}/tasks", {"question": marked("question"), "queue": "experts"}).expect(200)
    task = database.value("select max(id) from task")
    people("arch").post(f"/tasks/{task}/answer", {"answer": marked("expert")}).expect(200)
    act(people, path, "steps", {"step": "decide", "outcome": "granted"})
    close(people, first)
    act(people, f"/cases/{first}", "reopen", {"reason": marked("again")})
    close(people, first)
    for survey in people("lena").get("/surveys", query={"state": "invited"}).expect(200).json["items"]:
        act(people, f"/surveys/{survey['reference']}", "answer", {
            "channel": "phone", "answers": [*test_survey.GOOD, {"question": "words", "answer": marked("words")}]})
    suggestion = people("fia").post("/feedback", {"kind": "suggestion", "channel": "counter", "text": marked("idea"), "office": "hall",
                                                  "customer": kept}).expect(201).json["reference"]
    act(people, f"/feedback/{suggestion}", "answer", {"text": marked("thanks")})
    praise = people("fia").post("/feedback", {"kind": "compliment", "channel": "counter", "text": marked("praise"), "office": "hall",
                                              "case": fence}).expect(201).json["reference"]
    act(people, f"/feedback/{praise}", "close", {"reason": marked("kind")})
    plan = people("lena").post("/improvements", {"title": "A bench", "office": "hall"}).expect(201).json["reference"]
    complaints = [complaint(people, customer=kept), complaint(people, case=first)]
    act(people, f"/improvements/{plan}", "links", {"kind": "complaint", "target": complaints[0], "note": marked("link")})
    for one in complaints:
        act(people, f"/complaints/{one}", "extend", {"amount": 1, "reason": marked("slow")})
        act(people, f"/complaints/{one}", "answer", {"outcome": "upheld", "answer": marked("sorry"), "lesson": marked("lesson"),
                                                     "remedies": [{"what": marked("remedy")}]})
    taken_back = complaint(people, customer=kept)
    act(people, f"/complaints/{taken_back}", "withdraw", {"reason": marked("withdrawn")})
    view(people, "Mine", f"customer={gone}")
    view(people, marked("kept"), f"q={MARK}gone&office=hall", shared=True)
    wait_until(lambda: database.value("select count(*) from outbox where state = 1 and occasion is distinct from 'survey-reminder'") == 0)
    return {"kept": kept, "gone": gone, "cases": [first, fence], "survey": None, "suggestion": suggestion, "complaint": complaints[0]}


def view(people, name, query, by="fia", **fields):
    return people(by).post("/views", {"name": name, "page": "cases", "query": query, **fields}, key=False).expect(200).json["id"]


def complaint(people, **fields):
    return people("fia").post("/complaints", {"channel": "letter", "subject": "delay", "office": "hall", "text": marked("complaint"),
                                              **fields}).expect(201).json["reference"]


@pytest.fixture(scope="module")
def exported(told, people):
    return export(people, told["kept"])


FIGURES = """select (select json_agg(c order by c::text) from (select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket,
    sum(value) from counter group by 1, 2, 3, 4, 5, 6, 7, 8) c)::text, (select md5(string_agg(e::text, '' order by case_id, seq)) from case_event e),
    (select md5(string_agg(c::text, '' order by id)) from clock c)"""


@pytest.fixture(scope="module")
def erased(told, exported, people, database):
    """What was there before, and the customer erased."""
    wait_until(lambda: database.value("select count(*) from case_words_journal") == 0, what="the words of cases")
    before = database.query(FIGURES), dump(database)
    assert MARK.lower() in database.value("select string_agg(words::text, ' ') from case_words")
    answer = erase(people, told["kept"])
    return {**told, "answer": answer, "figures": before[0], "dump": before[1]}


def test_an_export_has_all_that_was_said(told, exported, database):
    """Every marked word that stands in the dump, but for those of answers that are kept for a retry."""
    found = json.dumps(exported["sections"]).lower()
    written = {word for line in dump(database).splitlines() if '{"etag"' not in line and '"links"' not in line
               for word in line.replace("\\n", " ").replace("\\t", " ").replace("'", " ").replace('"', " ").replace(",", " ").split()
               if word.startswith(MARK.lower()) and word.isalnum()}
    assert len(written) > 25
    assert {word for word in written if word not in found} <= {MARK.lower() + "link"}
    assert {record["id"] for record in exported["sections"]["records"]} == {told["kept"], told["gone"]}
    assert {case["reference"] for case in exported["sections"]["cases"]} == set(told["cases"])


def test_every_personal_column_was_filled(told, exported, database):
    """Else the test of the erasure would prove nothing of it."""
    empty = [f"{row['table_name']}.{row['name']}" for row in database.query("select * from personal_column where exported order by 1, 2")
             if not database.value(f"select count(*) from {row['table_name']} where {row['name']} is not null"
                                   + (f" and lower({row['name']}::text) like '%%{MARK.lower()}%%'" if row["name"] not in
                                      ("phone", "language", "kind") else ""))]
    assert empty == ["outbox.html"]  # what customers are sent is plain text


def test_nothing_of_an_erased_customer_is_left_in_the_database(erased, database):
    assert erased["dump"].count(MARK.lower()) > 60
    after = dump(database)
    assert [line for line in after.splitlines() if MARK.lower() in line] == []
    assert "9182736" not in after and "35929182736" not in after


def test_no_log_ever_had_anything_of_them(erased, daemon):
    folder = pathlib.Path(daemon.directory)
    logs = [path for path in folder.rglob("*") if path.is_file() and "log" in path.name]
    assert logs and not any(MARK.lower() in path.read_text(errors="replace").lower() for path in logs)


def test_events_figures_and_clocks_stay_as_they_were(erased, people, database):
    assert database.query(FIGURES) == erased["figures"]
    for what in ("chain", "counters"):
        assert people("audra").get(f"/audit/{what}").expect(200).json["clean"]


def test_an_erased_customer_still_answers_with_nothing_personal(erased, people):
    record = erased["answer"].json
    assert record["erased_at"] and record["identifiers"] == []
    assert {record[field] for field in ("name", "phone", "email", "address", "language", "channel", "segment")} == {None}
    shown = people("fia").get(f"/customers/{erased['gone']}").expect(200).json
    assert (shown["id"], shown["erased_at"], shown["name"]) == (erased["kept"], record["erased_at"], None)
    for case in erased["cases"]:
        whole = people("lena").get(f"/cases/{case}").expect(200).json
        assert (whole["status"], whole["subject"], whole["customer"]) == ("closed", None, erased["kept"])
        for reply in people("lena").get(f"/cases/{case}/replies").expect(200).json["items"]:
            people("lena").get(f"/cases/{case}/replies/{reply['id']}").expect(200)
            people("lena").get(f"/cases/{case}/replies/{reply['id']}/letter")
    people("lena").get(f"/feedback/{erased['suggestion']}").expect(200)
    people("lena").get(f"/complaints/{erased['complaint']}").expect(200)
    assert all(not MARK.lower() in json.dumps(section).lower() for section in export(people, erased["kept"])["sections"].values())


@pytest.mark.parametrize("query", [{"q": MARK}, {"identifier": MARK + "1"}, {"phone": "+359 2 918 2736"}, {"email": MARK + "@example.org"}])
def test_nobody_finds_an_erased_customer(erased, people, query):
    assert people("fia").get("/customers", query=query).expect(200).json["items"] == []


def test_an_erased_customer_takes_nothing_new(erased, people):
    who, case = erased["kept"], erased["cases"][0]
    for path, body in (("/cases", {"service": "light", "subject": "A lamp"}), ("/contacts", {}), ("/complaints", {"text": "Late"}),
                       ("/feedback", {"kind": "suggestion", "text": "A bench"})):
        people("fia").post(path, {"customer": who, "channel": "counter", "office": "hall", **body}).expect(422)
    people("fia").patch(f"/customers/{who}", {"name": "Ana"}, if_match=version(people, f"/customers/{who}")).expect(409)
    act(people, f"/customers/{who}", "merge", {"into": new_customer(people)}, status=409)
    act(people, f"/customers/{new_customer(people)}", "merge", {"into": who}, status=409)
    told = people("lena").post(f"/cases/{case}/notes", {"body": "More"}).expect(409).json
    assert "erased" in told["detail"]
    act(people, f"/cases/{case}", "reopen", {"reason": "Again"}, status=409)
    people("lena").post(f"/cases/{case}/replies", {"body": "More", "channel": "counter"}).expect(409)
    act(people, f"/complaints/{erased['complaint']}", "escalate", {}, status=409)
    erase(people, who, status=409)


def test_an_erasure_is_written_down(erased, people, database):
    acts = people("audra").get("/audit/personal", query={"limit": 50}).expect(200).json["items"]
    (one,) = [one for one in acts if (one["act"], one["customer"]) == ("erased", erased["kept"])]
    assert (one["by"]["user_name"], one["reason"]) == ("lena", "asked for by letter")
    assert [one for one in acts if (one["act"], one["customer"], one["by"]["user_name"]) == ("exported", erased["kept"], "lena")]
    with pytest.raises(Exception, match="stays as it is"):
        database.query("update personal_act set reason = 'another'")


# ---- the list is whole ----

# Texts in tables that hang on a customer which say nothing of them: codes, references, what staff of a measuring system call it.
HARMLESS = {
    "kase": {"reference", "state", "outcome", "source", "external_id", "hash"}, "contact": {"source", "external_id"},
    "reply": {"language"}, "feedback": {"language"}, "complaint": {"subject", "not_opened"}, "complaint_stage": {"route"},
    "survey": {"language", "answers"}, "outbox": {"message_id", "last_error", "endpoint", "language", "occasion"},
    "customer": {"name_search"}, "saved_view": {"page"},
}
# Tables with a customer, case or record in them and no word of anybody of their own: case_words follows the subject.
WORDLESS = {"case_words", "case_words_journal", "case_event", "case_link", "clock_rung", "notice", "personal_act", "bounce", "idempotency"}


def test_every_text_of_a_table_that_hangs_on_a_customer_is_listed(database):
    known = {(row["table_name"], row["name"]) for row in database.query("select table_name, name from personal_column")}
    texts = {(row["t"], row["c"]) for row in database.query(
        "select table_name as t, column_name as c from information_schema.columns join personal_table on name = table_name"
        " where data_type in ('text', 'jsonb', 'json', 'bytea', 'ARRAY') and udt_name not in ('_int4', '_int8')")}
    harmless = {(table, name) for table, names in HARMLESS.items() for name in names}
    assert texts - known == harmless
    assert {name for name, _ in known} == {row["name"] for row in database.query("select name from personal_table")}


def test_every_table_with_a_customer_or_case_is_listed(database):
    tables = {row["t"] for row in database.query(
        "select distinct c.table_name as t from information_schema.columns c join information_schema.tables t using (table_schema, table_name)"
        " where t.table_type = 'BASE TABLE' and c.table_schema = 'public' and c.column_name in ('customer_id', 'case_id', 'owner_id')")}
    definitions = {"improvement", "sample", "sample_version", "signal", "clock", "framework"}  # owner_id: of staff; clocks have no words
    assert tables - {row["name"] for row in database.query("select name from personal_table")} - WORDLESS <= definitions


def test_each_personal_column_says_so_in_its_comment(database):
    told = {(row["t"], row["c"]) for row in database.query(
        "select attrelid::regclass::text as t, attname as c from pg_attribute where col_description(attrelid, attnum) like 'personal;%%'")}
    assert told == {(row["table_name"], row["name"]) for row in database.query("select table_name, name from personal_column")}


# ---- what people searched for ----


@pytest.mark.parametrize("name, query, goes", [
    ("By number", "customer={id}&status=all", True), ("By another's number", "customer=1{id}", False),
    ("In full", "q=%D0%98%D0%92%D0%90%D0%9D%D0%9E%D0%92%D0%90%2C+%D0%A0%D0%B0%D0%B4%D0%B0", True),
    ("By a word of the name", "q=%D0%B8%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0", True),
    ("By that word and others", "q=%D0%B8%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0+lamp", False),
    ("Рада Иванова, all of hers", "due=overdue", True), ("Рада, all of hers", "due=overdue", False),
    ("By phone", "q=02%2F918-27-55", True), ("By identifier", "q=AB+4711", True), ("By e-mail", "q=rada%40example.org", True),
    ("Of nobody", "due=overdue&queue=main", False), ("No text", "q=%ff%00", False), ("Empty", "", False)])
def test_a_view_that_names_an_erased_customer_goes_with_them(people, database, name, query, goes):
    number = next(_numbers)
    customer = new_customer(people, name="Рада Иванова", phone="+35929182755", email="rada@example.org",
                            identifiers=[{"kind": "card", "value": f"AB-4711-{number}"}])
    query = query.format(id=customer).replace("4711", f"4711+{number}")
    one = view(people, name, query)
    assert [listed["id"] for listed in export(people, customer, section="views")["sections"]["views"]] == [one] * goes
    erase(people, customer)
    assert database.value("select count(*) from saved_view where id = %s", one) == (not goes)
    database.query("delete from saved_view")


# ---- refusals ----


def test_what_is_under_way_is_named(people):
    customer = new_customer(people)
    case = new_case(people, customer)
    about = people("fia").post("/complaints", {"channel": "letter", "subject": "delay", "office": "hall", "text": "Late",
                                               "customer": customer}).expect(201).json["reference"]
    said = people("fia").post("/feedback", {"kind": "suggestion", "channel": "counter", "text": "A bench", "office": "hall",
                                            "customer": customer}).expect(201).json["reference"]
    told = erase(people, customer, status=409).json
    assert all(text in told["detail"] for text in (f"case {case}", f"complaint {about}", f"feedback {said}"))
    close(people, case)
    act(people, f"/complaints/{about}", "withdraw", {})
    act(people, f"/feedback/{said}", "close", {"reason": "No place for it"})
    erase(people, customer)


def test_a_message_that_waits_stands_in_the_way_until_it_went(people, mailbox):
    mailbox.refusals["waits@example.org"] = "451 4.7.1 later"
    customer = new_customer(people, email="waits@example.org", channel="email")
    close(people, new_case(people, customer))
    assert "message" in erase(people, customer, status=409).json["detail"]
    del mailbox.refusals["waits@example.org"]
    wait_until(lambda: mailbox.to("waits@example.org"))
    path = f"/customers/{customer}"
    wait_until(lambda: people("lena").post(f"{path}/erase", {"reason": "old"}, if_match=version(people, path)).status == 200)


def test_only_who_leads_or_administers_the_whole_agency_may(people):
    customer = new_customer(people)
    for who in ("fia", "mila", "audra", "arch", "hana"):
        erase(people, customer, status=403, by=who)
        people(who).get(f"/customers/{customer}/export").expect(403)
    for who in ("walt", "wanda"):
        people(who).get(f"/customers/{customer}/export").expect(404 if who == "walt" else 403)
    erase(people, customer, status=404, by="walt")
    export(people, customer, by="adam")
    erase(people, customer, by="adam")


def test_a_stale_version_and_a_merged_record_are_refused(people):
    kept, gone = new_customer(people), new_customer(people)
    seen = version(people, f"/customers/{kept}")
    people("lena").patch(f"/customers/{kept}", {"name": "Ana B"}, if_match=seen).expect(200)
    erase(people, kept, status=412, if_match=seen)
    act(people, f"/customers/{gone}", "merge", {"into": kept})
    assert str(kept) in erase(people, gone, status=409).json["detail"]


@pytest.mark.parametrize("reason", ["Petrova's wish", "wish of +359 29182737", "see CIVIL 77 07 070707", "PETROVA"])
def test_a_reason_that_names_the_customer_is_refused(people, reason):
    number = next(_numbers)
    customer = new_customer(people, name="Ana Petrova", phone="+35929182737", identifiers=[{"kind": "civil", "value": f"7707070{number}707"}])
    wrong = reason.replace("070707", f"070{number}707")
    told = people("lena").post(f"/customers/{customer}/erase", {"reason": wrong}, if_match=1).expect(422).json
    assert [error["field"] for error in told["fields"]] == ["/reason"]


def test_an_unknown_section_is_refused(people):
    customer = new_customer(people)
    assert set(export(people, customer, section="cases")["sections"]) == {"cases"}
    people("lena").get(f"/customers/{customer}/export", query={"section": "dreams"}).expect(422)


def test_an_export_that_is_too_large_is_had_section_by_section(people, database):
    customer = new_customer(people)
    database.query("insert into contact (agency_id, id, at, customer_id, office_id, service_id, segment_id, staff_id, channel, direction,"
                   " purpose, cause, summary) select agency_id, -n, now(), id, 1, 0, 0, created_by, 1, 1, 1, 1, repeat('long ', 2000)"
                   " from customer cross join generate_series(1, 1700) n where id = %s", customer)
    told = people("lena").get(f"/customers/{customer}/export").expect(413).json
    assert "section" in told["hint"]
    assert export(people, customer, section="records")["sections"]["records"]


# ---- retries ----


def test_a_retry_tells_nothing_of_an_erased_customer(people):
    body = {"name": f"{MARK} Retry", "identifiers": [{"kind": "civil", "value": f"{MARK}R"}]}
    customer = people("lena").post("/customers", body, key="make-retry").expect(201).json["id"]
    case = {"service": "light", "channel": "counter", "subject": f"{MARK} lamp", "customer": customer, "office": "hall"}
    reference = people("lena").post("/cases", case, key="log-retry").expect(201).json["reference"]
    close(people, reference)
    assert people("lena").post("/cases", case, key="log-retry").expect(201).json["reference"] == reference
    first = erase(people, customer, key="erase-retry", if_match=1).json
    for path, sent, key in (("/customers", body, "make-retry"), ("/cases", case, "log-retry")):
        told = people("lena").post(path, sent, key=key).expect(409)
        assert MARK not in told.text and "erased" in told.json["detail"]
    assert erase(people, customer, key="erase-retry", if_match=1).json == first


# ---- what nobody may learn of ----


def test_a_serious_complaint_outlives_the_erasure_until_it_ends(people, database):
    """A team lead erases whose complaint is about her: she learns nothing of it, and it goes on."""
    customer = new_customer(people)
    serious = people("rita").post("/complaints", {"channel": "letter", "subject": "corruption", "office": "hall", "about": ["lena"],
                                                  "text": "Zyxserious bribe", "customer": customer}).expect(201).json["reference"]
    assert "Zyxserious" not in json.dumps(export(people, customer))
    erase(people, customer)
    path = f"/complaints/{serious}"
    whole = people("rita").get(path).expect(200)
    assert whole.json["text"] == "Zyxserious bribe"
    people("rita").post(f"{path}/answer", {"outcome": "upheld", "answer": "Zyxserious answer", "remedies": [{"what": "Zyxserious remedy"}]},
                        if_match=whole.version).expect(200)
    ended = people("rita").get(path).expect(200).json
    assert ended["state"] == "answered" and "zyxserious" not in json.dumps(ended).lower()
    assert "zyxserious" not in "".join(line for line in dump(database).splitlines())


def test_who_may_see_a_serious_complaint_is_told_of_it(people):
    """The administrator does not; nobody else may erase."""
    customer = new_customer(people)
    people("rita").post("/complaints", {"channel": "letter", "subject": "corruption", "office": "hall", "text": "A bribe",
                                        "customer": customer}).expect(201)
    erase(people, customer, by="adam")


# ---- at the same moment ----


def test_a_case_logged_at_the_same_moment_is_erased_or_refused(people, daemon, database):
    """Each time either the case came first, and stands in the way, or the customer was gone."""
    clerks = [daemon.api("fia") for _ in range(3)]
    for _ in range(5):
        customer = new_customer(people)
        start, found = threading.Barrier(4), []

        def log(clerk):
            start.wait()
            found.append(clerk.post("/cases", {"service": "light", "channel": "counter", "subject": f"{MARK} race", "office": "hall",
                                               "customer": customer}).status)
        threads = [threading.Thread(target=log, args=(clerk,)) for clerk in clerks]
        for thread in threads:
            thread.start()
        start.wait()
        status = people("lena").post(f"/customers/{customer}/erase", {"reason": "old"}, if_match=1).status
        for thread in threads:
            thread.join()
        cases = database.value("select count(*) from kase where customer_id = %s", customer)
        assert cases == found.count(201)
        assert (status == 200) == (cases == 0) and status in (200, 409, 412), (status, found)


# ---- on the command line ----


def test_the_command_line_exports_and_erases(daemon, people, tmp_path):
    customer = new_customer(people, name="Ana Terminal")
    file = tmp_path / "export.json"
    daemon.cli("lena")("customer", "export", customer, "-o", file, code=0)
    assert json.loads(file.read_text())["sections"]["records"][0]["name"] == "Ana Terminal"
    adam = daemon.cli("adam")
    assert "--yes" in adam("customer", "erase", customer, "--reason", "old", code=2).stderr
    assert "erased" in adam("customer", "erase", customer, "--reason", "old", "--yes", code=0).stdout
    assert "Erased" in daemon.cli("fia")("customer", "show", customer, code=0).stdout
    shown = daemon.cli("audra").json("audit", "personal", "--limit", 2)
    assert [(one["customer"], one["act"]) for one in shown] == [(customer, "erased"), (customer, "exported")]
