"""Problems, and why something is not open, are told in the reader's language (Accept-Language); English
is the language of who asks for none, or for one that is not there."""
import case_desk
import pytest
from test_cases import log, step

BULGARIAN = {"Accept-Language": "bg-BG, de;q=0.9, en;q=0.8"}


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


def problem(answer, status, language):
    assert answer.expect(status).headers["content-language"] == language
    return answer.json


def test_wrong_fields_are_told_in_bulgarian_each_beside_its_name(people):
    body = {"service": "Fence!", "channel": "drum", "subject": "x" * 201, "minutes": 7, "colour": "red"}
    told = problem(people("fia").post("/cases", body, headers=BULGARIAN), 422, "bg")
    assert told["type"] == "urn:onestop:problem:invalid"
    assert told["title"] == "Някои полета не са попълнени правилно"
    assert told["detail"] == "някои полета не са попълнени правилно"
    messages = {field["field"]: field["message"] for field in told["fields"]}
    assert messages["/service"] == "трябва да е код: малки латински букви, цифри и тирета"
    assert messages["/channel"].startswith("трябва да е едно от: counter, phone")
    assert messages["/subject"] == "трябва да има от 1 до 200 знака, а има 201"
    assert messages["/colour"].startswith("тук не е известно; известни са: service")
    english = problem(people("fia").post("/cases", body), 422, "en")
    assert {field["field"] for field in english["fields"]} == set(messages)


def test_refusal_by_the_rules_is_told_in_bulgarian_with_its_reason(people):
    case = log(people)
    step(people("mila"), case, "check")
    version = people("mila").get(f"/cases/{case['reference']}").expect(200).version
    told = problem(people("mila").post(f"/cases/{case['reference']}/steps", {"step": "ask"},
                                       if_match=version, headers=BULGARIAN), 409, "bg")
    assert told["title"] == "Правилата не позволяват това"
    assert told["detail"] == "„ask“ сега не е възможно: преписката е анонимна: първо посочете клиента"
    shown = people("mila").get(f"/cases/{case['reference']}", headers=BULGARIAN).expect(200).json
    why = {one["step"]: one["why"] for one in shown["steps"]}
    assert why["ask"] == "преписката е анонимна: първо посочете клиента" and why["decide"] is None


def test_what_somebody_wrote_stands_in_the_problem_as_it_is(people):
    told = problem(people("lena").get("/measures/%7B1%7Ctext%7D%25s", headers=BULGARIAN), 404, "bg")
    assert told["detail"] == "няма показател {1|text}%s"


def test_what_is_not_there_is_told_in_the_language_of_who_asks(people):
    mila = people("mila")
    for header, language, detail in (
            (BULGARIAN, "bg", "няма такъв запис"),
            ({"Accept-Language": "bg"}, "bg", "няма такъв запис"),
            ({"Accept-Language": "en, bg"}, "en", "there is no such thing"),
            ({"Accept-Language": "de-AT, fr"}, "en", "there is no such thing"),
            ({"Accept-Language": "*"}, "en", "there is no such thing"),
            ({"Accept-Language": ";;q=,bg;q=0"}, "en", "there is no such thing"),
            ({}, "en", "there is no such thing")):
        told = problem(mila.get("/cases/AAAA-AAA1", headers=header), 404, language)
        assert told["detail"] == detail


def test_address_and_session_are_refused_in_the_language_too(daemon):
    nobody = daemon.api()
    told = problem(nobody.get("/cases", headers=BULGARIAN), 401, "bg")
    assert told["title"] == "Първо влезте" and told["detail"] == "за това е необходима сесия: влезте"
    told = problem(nobody.get("/nothing-of-this-name", headers=BULGARIAN), 404, "bg")
    assert told["detail"] == "на този адрес няма нищо"
    told = problem(nobody.get("/session?a=1&a=2", headers=BULGARIAN), 400, "bg")
    assert told["detail"] == "параметърът a е даден два пъти"
    answer = nobody.request("PATCH", "/session", headers=BULGARIAN)
    assert problem(answer, 405, "bg") and "POST" in answer.headers["allow"]


def test_faults_of_a_desk_definition_are_told_in_bulgarian(people):
    files = [{"path": "agencies.json", "content": {"agencies": [{"code": "city", "nam": "City"}]}}]
    told = problem(people("adam").post("/desk", {"files": files}, headers=BULGARIAN,
                                       query={"dry_run": "true"}), 422, "bg")
    assert told["detail"] == "настройките на службата имат грешки; нищо не е променено"
    messages = {field["field"]: field["message"] for field in told["fields"]}
    assert messages["/agencies/0/nam"].startswith("непознат ключ; може би „name“?")
    assert messages["/agencies/0/name"] == "липсва; изисква се текст"


def test_faults_that_the_database_finds_are_told_in_bulgarian(people):
    away = {"from": "2099-03-01", "to": "2099-03-09"}
    made = people("lena").post("/staff/mila/absences", away).expect(201).json
    lists = {path: [dict(one) for one in items] for path, items in case_desk.FILES.items() if not path.startswith("water/")}
    lists["agencies"] = [dict(lists["agencies"][0], time_zone="Europe/Rivnik")]
    lists["city/staff"].append(case_desk.person("wanda", "case-manager"))
    next(one for one in lists["city/staff"] if one["user_name"] == "mila")["absences"] = [
        {"from": "2099-03-05", "to": "2099-03-12"}]
    files = [{"path": path + ".json", "content": {path.rsplit("/", 1)[-1]: items}} for path, items in lists.items()]

    def messages(**options):
        answer = people("adam").post("/desk", {"files": files}, query={"dry_run": "true"}, **options)
        return sorted(field["message"] for field in answer.expect(422).json["fields"])

    assert messages(headers=BULGARIAN) == sorted([
        "администрация „city“: базата данни не познава часовата зона „Europe/Rivnik“",
        "потребителското име „wanda“ е на човек от администрация „water“ и никога не се дава на друга администрация; "
        "изберете друго",
        f"отсъствието на „mila“ от 2099-03-05 до 2099-03-12 се припокрива с {made['reference']}, въведено от 2099-03-01 до "
        "2099-03-09: махнете го или поискайте онова да бъде оттеглено"])
    assert 'agency "city": the database knows no time zone "Europe/Rivnik"' in messages()


def found(people, audit, **options):
    told = people("audra").get(f"/audit/{audit}", **options).expect(200).json
    assert len(told["differences"]) == told["differences_count"]
    return set(told["differences"])


def test_what_the_audit_of_counters_finds_is_told_in_bulgarian_with_its_values(people, database):
    log(people)
    key = "agency_id, day, metric, office_id, service_id, channel, segment_id, bucket"
    before = found(people, "counters", headers=BULGARIAN)
    wrong = database.query(
        f"insert into counter_total ({key}, value) select agency_id, date '2001-02-03', metric, office_id, service_id, channel,"
        " segment_id, bucket, 7 from counter where metric = 1 and channel = 1 limit 1 returning office_id, service_id")[0]
    try:
        assert found(people, "counters", headers=BULGARIAN) - before == {
            f"образувани преписки за 2001-02-03, офис {wrong['office_id']}, услуга {wrong['service_id']}, гише, сегмент 0, "
            "разряд 0: броячът е 7, преброени отново са 0"}
        assert (f"cases-opened of 2001-02-03, office {wrong['office_id']}, service {wrong['service_id']}, counter, segment 0, "
                "bucket 0: counter 7, recount 0") in found(people, "counters")
    finally:
        database.query("delete from counter_total where day = '2001-02-03'")


def test_what_the_audit_of_chains_finds_is_told_in_bulgarian_with_its_values(people, database):
    one, other = log(people), log(people)
    number = lambda case: database.value("select id from kase where reference = %s", case["reference"])
    database.query("update kase set version = version + 1 where id = %s", number(one))
    database.query("update kase set customer_id = 0 where id = %s", number(other))
    missing = database.value("select version from kase where id = %s", number(one))
    try:
        assert found(people, "chain", headers=BULGARIAN) == {
            f"преписка {number(one)}: липсва събитие {missing}", "преписка на непознат клиент, брой: 1"}
        assert found(people, "chain") == {
            f"case {number(one)}: event {missing} is missing", "case of an unknown customer, how many: 1"}
    finally:
        database.query("update kase set version = version - 1 where id = %s", number(one))
        database.query("update kase set customer_id = null where id = %s", number(other))
