"""Who gets in: log-in and log-out, throttling, limits of a session, revocation, passwords."""
import copy
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import small_desk
from onestop_daemon import PASSWORD, wait_until


@pytest.fixture(scope="module")
def desk(workplace):
    return small_desk.write(workplace / "small-desk")


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture(scope="module")
def other_daemon(new_daemon, database):
    return new_daemon(database)


def log_in(api, user, password):
    return api.post("/session", {"user_name": user, "password": password})


def without_id(answer):
    return re.sub(r'"request_id":"[^"]*"', "", answer.text)


@pytest.fixture
def throttled(new_database, new_daemon, desk):
    """A daemon on a database of its own that lets a name fail three times."""
    return new_daemon(new_database(desk), login__attempts=3)


def test_login_gives_a_session_that_says_who_one_is(api):
    ada = api("ada")
    me = ada.get("/session").expect(200).json
    assert me["staff"] == {"user_name": "ada", "name": "Ada", "agency": "north",
                           "must_change_password": False}
    assert me["grants"] == [{"role": "administrator", "agency": "north", "office": None}]
    assert [agency["code"] for agency in me["agencies"]] == ["north"]
    assert [office["code"] for office in me["offices"]] == ["main"]


def test_logout_ends_the_session(api):
    ada = api("ada")
    ada.delete("/session").expect(204)
    ada.get("/session").expect(401)


def test_request_without_session_is_refused_and_told_how(api):
    answer = api().get("/session").expect(401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json["type"] == "urn:onestop:problem:unauthenticated"


@pytest.mark.parametrize("token", ["x", "1.", "1." + "A" * 43, "0." + "A" * 43, "99999999999.a",
                                   "1." + "A" * 44, "-1." + "A" * 43])
def test_token_that_never_was_is_refused(api, token):
    api().get("/session", headers={"Authorization": "Bearer " + token}).expect(401)


def test_wrong_password_and_unknown_user_get_the_same_answer(api, database):
    database.set_password("fay")
    wrong = log_in(api(), "fay", "not her password").expect(401)
    unknown = log_in(api(), "nobody-here", "not her password").expect(401)
    assert without_id(wrong) == without_id(unknown)
    assert wrong.headers.keys() == unknown.headers.keys()


def test_login_names_every_wrong_field(api):
    answer = api().post("/session", {"user_name": 7, "pass": "x"}).expect(422)
    assert {field["field"] for field in answer.json["fields"]} >= {
        "/user_name", "/password", "/pass"}


@pytest.mark.parametrize("user", ["fay", "nobody-here"])
def test_login_that_failed_often_has_to_wait(throttled, user):
    throttled.database.set_password("fay")
    statuses = [log_in(throttled.api(), user, "wrong").status for _ in range(5)]
    assert statuses == [401, 401, 401, 401, 429]
    answer = log_in(throttled.api(), user, PASSWORD).expect(429)
    assert 1 <= int(answer.headers["retry-after"]) <= 2


def test_throttling_holds_across_daemons_and_ends(throttled, new_daemon):
    throttled.database.set_password("finn")
    other = new_daemon(throttled.database, login__attempts=3)
    while log_in(throttled.api(), "finn", "wrong").status != 429:
        pass
    log_in(other.api(), "finn", PASSWORD).expect(429)
    wait_until(lambda: log_in(other.api(), "finn", PASSWORD).status == 201, what="the wait's end")
    assert log_in(other.api(), "finn", "wrong").status == 401  # counted from the beginning


def test_throttled_name_does_not_stop_others(throttled):
    throttled.database.set_password("ada")
    while log_in(throttled.api(), "fay", "wrong").status != 429:
        pass
    log_in(throttled.api(), "ada", PASSWORD).expect(201)


def test_address_that_failed_often_has_to_wait(new_database, new_daemon, desk):
    daemon = new_daemon(new_database(desk), login__attempts=1)
    statuses = [log_in(daemon.api(), f"user-{i}", "wrong").status for i in range(12)]
    assert statuses == [401] * 11 + [429]


def at_once(daemon, password, count=24):
    """The statuses of that many log-ins of one user at the same moment."""
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(
            lambda _: log_in(daemon.api(), "finn", password).status, range(count)))


def test_right_logins_at_once_do_not_throttle_each_other(new_database, new_daemon, desk):
    daemon = new_daemon(new_database(desk), login__attempts=3, server__workers=2)
    daemon.database.set_password("finn")
    assert at_once(daemon, PASSWORD) == [201] * 24


def test_wrong_logins_at_once_are_no_more_than_one_by_one(new_database, new_daemon, desk):
    """Throttling begins with the fourth, and holds for longer than the others take."""
    daemon = new_daemon(new_database(desk), login__attempts=3, server__workers=2)
    daemon.database.set_password("finn")
    assert sorted(at_once(daemon, "wrong")) == [401] * 4 + [429] * 20


def at_once_on(daemons, password, count=24):
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(
            lambda n: log_in(daemons[n % len(daemons)].api(), "finn", password).status, range(count)))


def several(new_database, new_daemon, desk):
    database = new_database(desk)
    daemons = [new_daemon(database, login__attempts=1) for _ in range(3)]
    database.set_password("finn")
    return daemons


def test_right_logins_at_once_on_several_daemons_do_not_throttle_each_other(new_database, new_daemon, desk):
    daemons = several(new_database, new_daemon, desk)
    assert at_once_on(daemons, PASSWORD) == [201] * 24
    wait_until(lambda: daemons[0].database.value("select count(*) from login_failure where subject not like 'address%%'") == 0,
               what="the end of the turn")


def test_wrong_logins_at_once_on_several_daemons_are_no_more_than_one_by_one(new_database, new_daemon, desk):
    daemons = several(new_database, new_daemon, desk)
    assert sorted(at_once_on(daemons, "wrong")) == [401] * 2 + [429] * 22


def test_turn_of_a_daemon_that_ended_runs_out(new_database, new_daemon, desk):
    """Somebody was killed with the turn of the name: log-ins wait for it to run out."""
    daemon = new_daemon(new_database(desk))
    daemon.database.set_password("finn")
    daemon.database.query("insert into login_failure select 'turn ' || encode(sha256('finn'), 'hex'), 0,"
                          " now() + interval '1 hour'")
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(lambda: log_in(daemon.api(), "finn", PASSWORD).status)
        for other in ("one", "two", "three"):
            log_in(daemon.api(), other, "wrong").expect(401)  # they do not wait
        assert not waiting.done()
        daemon.database.query("update login_failure set locked_until = now() where subject like 'turn%%'")
        assert waiting.result() == 201


def test_session_ends_when_it_was_idle(new_daemon, database):
    daemon = new_daemon(database, session__idle="2s")
    ada = daemon.api("ada")
    ada.get("/session").expect(200)
    wait_until(lambda: database.value(
        "select max(used_at) < clock_timestamp() - interval '3 seconds' from session"
        " where staff_id = (select id from staff where user_name = 'ada')"), what="idleness")
    ada.get("/session").expect(401)


def test_session_ends_however_it_is_used(new_daemon, database):
    daemon = new_daemon(database, session__idle="2s", session__absolute="3s")
    ada = daemon.api("ada")
    ada.get("/session").expect(200)
    wait_until(lambda: ada.get("/session").status == 401, what="the absolute limit")


def test_use_of_a_session_is_written_rarely(api, database):
    ada = api("ada")
    used = [ada.get("/session") and database.value("select max(used_at) from session")
            for _ in range(5)]
    assert len(set(used)) == 1


def test_tokens_and_passwords_are_nowhere_in_clear(api, database, daemon):
    cora = api("cora")
    cora.get("/session").expect(200)
    log_in(api(), "cora", "a wrong secret").expect(401)
    rows = json.dumps(database.query("select * from session") + database.query(
        "select * from credential") + database.query("select * from login_failure"), default=repr)
    written = rows + daemon.log.read_text()
    for secret in (cora.token, cora.token.split(".")[1], PASSWORD, "a wrong secret", "cora"):
        assert secret not in written


def test_revocation_holds_at_once_on_other_daemons(api, other_daemon, database):
    fay = other_daemon.api("fay")
    finn = other_daemon.api("finn")
    fay.get("/session").expect(200)  # in its cache now
    assert api("ada").delete("/staff/fay/sessions").expect(200).json["revoked"] >= 1
    wait_until(lambda: fay.get("/session").status == 401, 2, what="the revocation")
    finn.get("/session").expect(200)


def test_only_an_administrator_of_the_agency_revokes(api):
    fay = api("fay")
    fay.delete("/staff/ada/sessions").expect(403)
    other, unknown = (api("abe").delete(f"/staff/{name}/sessions").expect(404)
                      for name in ("fay", "nobody-here"))
    assert without_id(other) == without_id(unknown)
    fay.get("/session").expect(200)


def open_stream(daemon, token):
    sock = daemon.connect()
    sock.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                 "\r\n".encode())
    wait_until(lambda: sock.recv(4096).startswith(b"HTTP/1.1 200"), what="the stream")
    return sock


def read_to_end(sock):
    while sock.recv(4096):
        pass
    return True


def test_revocation_ends_streams(api, other_daemon):
    fay = other_daemon.api("fay")
    stream = open_stream(other_daemon, fay.token)
    api("ada").delete("/staff/fay/sessions").expect(200)
    stream.settimeout(5)
    assert read_to_end(stream)


def test_logout_ends_only_the_own_stream(daemon, api):
    one, two = api("fay"), api("fay")
    mine, other = open_stream(daemon, one.token), open_stream(daemon, two.token)
    one.delete("/session").expect(204)
    mine.settimeout(5)
    assert read_to_end(mine)
    other.settimeout(0.2)
    with pytest.raises(TimeoutError):
        read_to_end(other)


def test_streams_of_one_user_are_limited(new_daemon, database):
    daemon = new_daemon(database, limits__streams_per_user=2)
    finn = daemon.api("finn")
    streams = [open_stream(daemon, finn.token) for _ in range(2)]
    finn.get("/events", headers={"Accept": "text/event-stream"}).expect(429)
    assert len(streams) == 2


def test_revocation_missed_while_not_listening_holds_too(daemon, api, database):
    fay = api("fay")
    fay.get("/session").expect(200)
    database.query("update session set revoked_at = now() where revoked_at is null and staff_id ="
                   " (select id from staff where user_name = 'fay')")  # nobody is told
    database.query("select pg_terminate_backend(pid) from pg_stat_activity"
                   " where datname = current_database() and pid <> pg_backend_pid()")
    wait_until(lambda: fay.get("/session").status == 401, what="the cache to be dropped")


def test_password_change_ends_the_other_sessions(api, database):
    one, two = api("finn"), api("finn")
    one.put("/session/password",
            {"old_password": PASSWORD, "new_password": "a much better one"}).expect(204)
    one.get("/session").expect(200)
    wait_until(lambda: two.get("/session").status == 401, 2, what="the other session's end")
    log_in(api(), "finn", PASSWORD).expect(401)
    log_in(api(), "finn", "a much better one").expect(201)
    database.passwords.pop("finn")


@pytest.mark.parametrize("old, new, field", [
    (PASSWORD, "short", "/new_password"),
    (PASSWORD, "i-am-cora-and-i-know-it", "/new_password"),
    (PASSWORD, PASSWORD, "/new_password"),
    (PASSWORD, "aaaaaaaaaaaaaaaa", "/new_password"),
    ("not the old one", "a much better one", "/old_password"),
])
def test_password_that_will_not_do_is_refused(api, old, new, field):
    cora = api("cora")
    answer = cora.put("/session/password", {"old_password": old, "new_password": new}).expect(422)
    assert [wrong["field"] for wrong in answer.json["fields"]] == [field]
    cora.get("/session").expect(200)


def test_who_must_change_the_password_can_do_nothing_else(api, database):
    fay = api("fay")
    database.query("update credential set must_change = true")
    again = api()
    assert log_in(again, "fay", PASSWORD).expect(201).json["staff"]["must_change_password"]
    again.log_in("fay", PASSWORD)
    refused = again.get("/cases").expect(403)
    assert refused.json["type"] == "urn:onestop:problem:must-change-password"
    again.get("/session").expect(200)
    again.put("/session/password",
              {"old_password": PASSWORD, "new_password": "a much better one"}).expect(204)
    again.get("/cases").expect(200)
    fay.get("/session").expect(401)
    database.query("update credential set must_change = false")
    database.passwords.clear()


def given(database, user):
    """The password of somebody is another than the tests know."""
    database.passwords.pop(user, None)


def test_administrator_gives_a_new_password(api, other_daemon, database):
    ada, fay, elsewhere = api("ada"), api("fay"), other_daemon.api("fay")
    elsewhere.get("/session").expect(200)
    answer = ada.post("/staff/fay/password", key=False).expect(200)
    given(database, "fay")
    assert answer.headers["cache-control"] == "no-store"
    password = answer.json["password"]
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", password)
    for session in (fay, elsewhere):
        wait_until(lambda session=session: session.get("/session").status == 401, 2, what="the sessions' end")
    log_in(api(), "fay", PASSWORD).expect(401)
    fay.log_in("fay", password)
    assert fay.get("/session").expect(200).json["staff"]["must_change_password"]
    for path in ("/cases", "/desk", "/events", "/staff/fay/sessions"):
        fay.get(path, headers={"Accept": "*/*"}).expect(403)
    own = other_daemon.api()
    own.token = fay.token
    own.get("/cases").expect(403)  # no worker keeps what it knows of her
    fay.put("/session/password", {"old_password": password, "new_password": "a much better one"}).expect(204)
    fay.get("/cases").expect(200)
    own.get("/cases").expect(200)
    log_in(api(), "fay", password).expect(401)
    assert not log_in(api(), "fay", "a much better one").expect(201).json["staff"]["must_change_password"]


def test_another_request_makes_another_password(api, database):
    ada = api("ada")
    one, two = (ada.post("/staff/fay/password", key="the-same-key").expect(200).json["password"] for _ in range(2))
    given(database, "fay")
    assert one != two
    log_in(api(), "fay", one).expect(401)
    log_in(api(), "fay", two).expect(201)


def test_first_password_of_who_never_had_one(api, database):
    database.query("delete from credential where staff_id = (select id from staff where user_name = 'cora')")
    password = api("ada").post("/staff/cora/password", key=False).expect(200).json["password"]
    given(database, "cora")
    assert log_in(api(), "cora", password).expect(201).json["staff"]["must_change_password"]


def test_only_an_administrator_of_the_agency_gives_passwords(api, database):
    fay = api("fay")
    fay.post("/staff/cora/password", key=False).expect(403)
    other, unknown = (api("abe").post(f"/staff/{name}/password", key=False).expect(404)
                      for name in ("fay", "nobody-here"))
    assert without_id(other) == without_id(unknown)
    ada = api("ada")
    before = database.query("select * from credential order by agency_id, staff_id")
    ada.post("/staff/ada/password", key=False).expect(403)
    assert database.query("select * from credential order by agency_id, staff_id") == before
    ada.get("/session").expect(200)
    fay.get("/session").expect(200)


def test_password_that_was_given_is_nowhere_in_clear(api, database, daemon):
    password = api("ada").post("/staff/fay/password", key="kept-nowhere").expect(200).json["password"]
    given(database, "fay")
    log_in(api(), "fay", password).expect(201)
    tables = [row["name"] for row in database.query(
        "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'")]
    kept = json.dumps([database.query(f"select t::text from {table} t") for table in tables], default=repr)
    assert "$argon2id$" in kept
    for text in (kept, daemon.log.read_text()):
        assert password not in text and password.replace("-", "") not in text
    assert '"password given"' in daemon.log.read_text()


def test_who_left_the_desk_is_nobody(api, database, workplace):
    people = copy.deepcopy(small_desk.STAFF)
    people["north"] = [member for member in people["north"] if member["user_name"] != "finn"]
    finn = api("finn")
    finn.get("/session").expect(200)
    database.onestopd("apply", small_desk.write(workplace / "smaller-desk", people))
    wait_until(lambda: finn.get("/session").status == 401, what="the new desk")
    log_in(api(), "finn", PASSWORD).expect(401)
    database.onestopd("apply", workplace / "small-desk")


def test_passwd_says_what_would_be_right(database):
    with pytest.raises(AssertionError, match="at least"):
        database.onestopd("passwd", "ada", input="short\n")
    with pytest.raises(AssertionError, match="no staff member"):
        database.onestopd("passwd", "nobody-here", input=PASSWORD + "\n")


def test_administrator_sees_sessions_and_nothing_to_log_in_by(api, database):
    database.query("update session set revoked_at = now() where revoked_at is null and staff_id ="
                   " (select id from staff where user_name = 'cora')")
    ada, one, two = api("ada"), api("cora"), api("cora")
    told = ada.get("/staff/cora/sessions").expect(200)
    assert [session["number"] for session in told.json["items"]] == [1, 2]
    begun = [session["begun_at"] for session in told.json["items"]]
    assert begun == sorted(begun, reverse=True)
    assert all(session["begun_at"] <= session["used_at"] < session["expires_at"] for session in told.json["items"])
    for secret in (one.token, one.token.split(".")[1]):
        assert secret not in told.text
    assert all(set(session) == {"number", "begun_at", "used_at", "expires_at"} for session in told.json["items"])
    two.delete("/session").expect(204)
    assert len(ada.get("/staff/cora/sessions").json["items"]) == 1
    database.query("update session set used_at = now() - interval '1 day' where revoked_at is null and staff_id ="
                   " (select id from staff where user_name = 'cora')")
    assert ada.get("/staff/cora/sessions").json["items"] == []


def test_only_an_administrator_of_the_agency_sees_sessions(api):
    api("fay").get("/staff/fay/sessions").expect(403)
    other, unknown = (api("abe").get(f"/staff/{name}/sessions").expect(404) for name in ("fay", "nobody-here"))
    assert without_id(other) == without_id(unknown)
