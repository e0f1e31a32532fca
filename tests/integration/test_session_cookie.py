"""Sessions of browsers: in a cookie, with a second token for what changes something."""
import base64
import hashlib
import re

import pytest
from event_stream import Stream
from matrix import DESK
from onestop_daemon import PASSWORD, wait_until

CLERK = "agency.front-desk"
NAME = "__Host-onestop"
ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict"
CLEARED = f"{NAME}=; Max-Age=0{ATTRIBUTES}"
CASE = {"service": "permit", "office": "main", "channel": "counter", "subject": "By cookie"}


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


class Browser:
    """What a browser does with the cookie; the script in it holds csrf."""

    def __init__(self, daemon, user):
        self.api = daemon.api()
        password = daemon.database.set_password(user)
        answer = self.api.post("/session", {"user_name": user, "password": password, "cookie": True})
        self.opened = answer.expect(201)
        self.token = re.fullmatch(f"{NAME}=(.*?){ATTRIBUTES}", answer.headers["set-cookie"])[1]
        self.csrf = answer.json["csrf_token"]

    @property
    def cookie(self):
        return f"{NAME}={self.token}"

    def ask(self, method, path, body=None, csrf=None, **headers):
        sent = {"Cookie": self.cookie, **headers}
        if csrf is not None:
            sent["X-CSRF-Token"] = csrf
        return self.api.request(method, path, body, headers=sent)


@pytest.fixture
def clerk(daemon):
    return Browser(daemon, CLERK)


def csrf_of(token):
    digest = hashlib.sha256(b"onestop-csrf" + token.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_cookie_login_keeps_the_token_from_scripts(clerk):
    assert "token" not in clerk.opened.json and clerk.token not in clerk.opened.text
    assert clerk.csrf == csrf_of(clerk.token)
    me = clerk.ask("GET", "/session").expect(200)
    assert me.json["csrf_token"] == clerk.csrf and me.json["staff"]["user_name"] == CLERK
    assert "set-cookie" not in me.headers and clerk.token not in me.text


def test_login_without_cookie_is_as_before(api, database):
    told = api().post("/session", {"user_name": CLERK, "password": database.set_password(CLERK),
                                   "cookie": False}).expect(201)
    assert "csrf_token" not in told.json and "set-cookie" not in told.headers
    bearer = api().get("/session", headers={"Authorization": "Bearer " + told.json["token"]}).expect(200)
    assert "csrf_token" not in bearer.json


def test_cookie_alone_reads(clerk):
    clerk.ask("GET", "/cases").expect(200)
    clerk.ask("HEAD", "/cases").expect(200)


@pytest.mark.parametrize("method,path,body", [
    ("POST", "/cases", CASE), ("DELETE", "/session", None),
    ("PUT", "/session/password", {"old_password": PASSWORD, "new_password": "another-horse-battery"}),
    ("PATCH", "/customers/1", {"name": "X"})])
def test_change_without_the_right_token_is_forged(clerk, daemon, database, method, path, body):
    other = Browser(daemon, CLERK)
    cases = database.value("select count(*) from kase")
    for wrong in (None, "", "x", clerk.csrf[:-1], clerk.csrf + "A", other.csrf, clerk.token, "A" * 43):
        told = clerk.ask(method, path, body, wrong).expect(403)
        assert told.json["type"] == "urn:onestop:problem:forged"
        assert "set-cookie" not in told.headers
    assert database.value("select count(*) from kase") == cases
    clerk.ask("GET", "/session").expect(200)


def test_change_with_the_right_token_is_done(clerk):
    made = clerk.ask("POST", "/cases", CASE, clerk.csrf).expect(201)
    clerk.ask("GET", "/cases/" + made.json["reference"]).expect(200)


def test_address_that_is_not_there_needs_no_token(clerk):
    clerk.ask("POST", "/nothing", {}).expect(404)


def test_logout_takes_the_cookie_away(clerk):
    assert clerk.ask("DELETE", "/session", csrf=clerk.csrf).expect(204).headers["set-cookie"] == CLEARED
    gone = clerk.ask("GET", "/session").expect(401)
    assert gone.headers["set-cookie"] == CLEARED and "www-authenticate" in gone.headers
    clerk.ask("POST", "/cases", CASE, clerk.csrf).expect(401)


def test_logout_by_header_leaves_the_cookie(clerk, daemon):
    other = daemon.api(CLERK)
    told = clerk.ask("DELETE", "/session", Authorization="Bearer " + other.token).expect(204)
    assert "set-cookie" not in told.headers
    clerk.ask("GET", "/session").expect(200)


def test_header_wins_over_the_cookie(clerk, daemon):
    ada = daemon.api("all.town")
    bearer = {"Authorization": "Bearer " + ada.token}
    me = clerk.ask("GET", "/session", **bearer).expect(200).json
    assert me["staff"]["user_name"] == "all.town" and "csrf_token" not in me
    clerk.ask("DELETE", "/staff/target.town/sessions", **bearer).expect(200)  # needs no second token
    for wrong in ("Bearer 1." + "A" * 43, "Basic YWRhOng="):
        refused = clerk.ask("GET", "/session", Authorization=wrong).expect(401)
        assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("cookies", [
    "{0}; {0}", "{0}; __Host-onestop=", "__Host-onestop=x", "__Host-onestop=", '__Host-onestop="{1}"',
    "{0}A", "__Host-onestop=1." + "A" * 43, "__Host-onestop=" + "1" * 4000])
def test_cookie_that_is_no_session_is_taken_away(clerk, cookies):
    refused = clerk.ask("GET", "/session", Cookie=cookies.format(clerk.cookie, clerk.token)).expect(401)
    assert refused.headers["set-cookie"] == CLEARED
    clerk.ask("GET", "/session", Cookie=f"a=b; {clerk.cookie}; c=d").expect(200)


def test_cookies_of_others_are_nobodys(clerk):
    refused = clerk.ask("GET", "/session", Cookie=f"onestop={clerk.token}; __host-onestop={clerk.token}").expect(401)
    assert "set-cookie" not in refused.headers


def test_wrong_login_with_a_cookie_leaves_it(clerk):
    refused = clerk.ask("POST", "/session", {"user_name": CLERK, "password": "wrong", "cookie": True}).expect(401)
    assert "set-cookie" not in refused.headers
    clerk.ask("GET", "/session").expect(200)


def test_cookie_of_another_agency_sees_and_does_nothing_here(clerk, daemon):
    path = "/cases/" + clerk.ask("POST", "/cases", CASE, clerk.csrf).expect(201).json["reference"]
    other = Browser(daemon, "all.county")
    other.ask("GET", path).expect(404)
    other.ask("POST", path + "/notes", {"body": "x"}, other.csrf).expect(404)
    forged = other.ask("POST", path + "/notes", {"body": "x"}, clerk.csrf).expect(403)
    assert forged.json["type"] == "urn:onestop:problem:forged"
    clerk.ask("POST", path + "/notes", {"body": "x"}, clerk.csrf).expect(200)


def test_session_that_ends_takes_its_cookie_with_it(clerk, daemon):
    clerk.ask("GET", "/session").expect(200)
    daemon.api("all.town").delete("/staff/agency.front-desk/sessions").expect(200)
    refused = wait_until(lambda: (got := clerk.ask("GET", "/session")).status == 401 and got, 2, what="the end")
    assert refused.headers["set-cookie"] == CLEARED


def test_stream_by_cookie_ends_when_revoked(clerk, daemon):
    with Stream(daemon, None, cookie=clerk.cookie) as stream:
        assert stream.until_placed().status == 200
        daemon.api("all.town").delete("/staff/agency.front-desk/sessions").expect(200)
        stream.until(lambda: stream.ended, "the end of the stream", 5)
    with Stream(daemon, None, cookie=clerk.cookie) as again:
        assert again.status == 401 and f"Set-Cookie: {CLEARED}" in again.head
