"""The web client as a browser gets it: its files, its page, what it may do; read anew on SIGHUP."""
import gzip
import shutil
import signal

import onestop_daemon
import pytest
from onestop_daemon import wait_until

PAGE = "<!doctype html><title>OneStop</title>" + "<p>all day</p>" * 50
SCRIPT = "export const words = [" + "'case'," * 200 + "]"
POLICY = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
          "connect-src": "'self'", "manifest-src": "'self'", "worker-src": "'self'", "form-action": "'self'",
          "base-uri": "'none'", "frame-ancestors": "'none'", "require-trusted-types-for": "'script'",
          "trusted-types": "onestop"}
TYPES = {"index.html": "text/html; charset=utf-8", "sw.js": "text/javascript; charset=utf-8",
         "manifest.webmanifest": "application/manifest+json", "assets/a-1.js": "text/javascript; charset=utf-8",
         "assets/a-1.css": "text/css; charset=utf-8", "assets/a-1.json": "application/json",
         "assets/a-1.svg": "image/svg+xml", "assets/a-1.png": "image/png", "assets/a-1.woff2": "font/woff2"}
PACKED = {"Accept-Encoding": "br, gzip"}


def build(folder, page=PAGE):
    (folder / "assets").mkdir(parents=True)
    for path in TYPES:
        (folder / path).write_text(page if path == "index.html" else SCRIPT)
    (folder / "assets/notes.txt").write_text("not of a client")
    (folder / "outside").symlink_to("/etc")
    (folder / "hostname.js").symlink_to("/etc/hostname")


@pytest.fixture(scope="module")
def folder(workplace):
    build(workplace / "web")
    return workplace / "web"


@pytest.fixture(scope="module")
def daemon(new_daemon, new_database, folder):
    return new_daemon(new_database(), web__directory=folder, server__workers=2)


@pytest.fixture(scope="module")
def browser(daemon):
    return daemon.api()


def assert_safe(answer):
    told = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert told == POLICY
    wanted = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
              "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
              "strict-transport-security": "max-age=31536000"}
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", TYPES)
def test_file_comes_whole_and_packed(browser, folder, path):
    plain = browser.page("/app/" + path).expect(200)
    assert plain.body == (folder / path).read_bytes()
    assert plain.headers["content-type"] == TYPES[path] and "content-encoding" not in plain.headers
    assert_safe(plain)
    packed = browser.page("/app/" + path, **PACKED).expect(200)
    assert_safe(packed)
    if path.endswith((".png", ".woff2")):
        assert packed.body == plain.body and "vary" not in plain.headers
        return
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


def test_assets_are_kept_for_ever_and_all_else_is_asked_for_again(browser):
    for path in TYPES:
        told = browser.page("/app/" + path).headers["cache-control"]
        assert told == ("public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache")


@pytest.mark.parametrize("path", ["", "cases", "cases/7K3M-9XQ4", "queue/", "a/b/c/d/e?x=1", "outside/hostname",
                                  "hostname.js", "assets", "index.htm", "x" * 300, "outside"])
def test_page_is_at_every_other_address(browser, path):
    answer = browser.page("/app/" + path).expect(200)
    assert answer.text == PAGE and answer.headers["cache-control"] == "no-cache"
    assert_safe(answer)


@pytest.mark.parametrize("path", ["assets/gone-1.js", "assets/notes.txt", "assets/x/y.js", "assets%2fgone.js"])
def test_asset_that_is_not_there_is_not_a_page(browser, path):
    answer = browser.page("/app/" + path).expect(404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["../etc/hostname", "%2e%2e/etc/hostname", "assets/../../x", "a//b", "./x", "%00"])
def test_path_that_leads_elsewhere_is_none(browser, path):
    browser.page("/app/" + path).expect(400)


def test_tag_saves_the_way(browser):
    for headers in ({}, PACKED):
        first = browser.page("/app/assets/a-1.js", **headers).expect(200)
        tag = first.headers["etag"]
        again = browser.page("/app/assets/a-1.js", **{**headers, "If-None-Match": f'"x", W/{tag}'}).expect(304)
        assert again.body == b"" and again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers["vary"] == "Accept-Encoding" and "content-encoding" not in again.headers
        assert_safe(again)
    assert browser.page("/app/", **{"If-None-Match": tag}).status == 200


def test_tags_are_the_same_on_all_workers(daemon):
    assert len({daemon.api().page("/app/", **PACKED).headers["etag"] for _ in range(12)}) == 1


def test_head_tells_what_get_would(browser):
    for path in ("/app/", "/app/assets/a-1.js", "/app/assets/none.js"):
        got, head = browser.page(path), browser._send("HEAD", path, None, {})
        assert head.body == b"" and head.status == got.status
        told = {name: value for name, value in got.headers.items() if name not in ("date", "x-request-id")}
        assert told == {name: head.headers[name] for name in told}


def test_other_methods_are_refused(browser):
    for method in ("POST", "PUT", "DELETE"):
        refused = browser._send(method, "/app/index.html", None, {})
        assert refused.status == 405 and refused.headers["allow"] == "GET"


@pytest.mark.parametrize("path", ["/", "/app"])
def test_root_leads_to_the_client(browser, path):
    assert browser.page(path).expect(303).headers["location"] == "/app/"


def test_visitors_do_not_keep_staff_out(new_daemon, daemon, folder):
    small = new_daemon(daemon.database, web__directory=folder, server__max_public_connections=1)
    visitor, staff = small.api(), small.api()
    visitor.page("/charter").expect(200)
    small.api().page("/charter").expect(503)
    staff.page("/app/").expect(200)


def test_folder_without_a_client_says_what_to_do(new_daemon, daemon, workplace):
    (workplace / "empty").mkdir()
    for folder in (workplace / "empty", workplace / "nowhere"):
        api = new_daemon(daemon.database, web__directory=folder).api()
        for path in ("/app/", "/app/cases", "/app/assets/a-1.js"):
            told = api.page(path).expect(404)
            assert told.headers["content-type"] == "application/problem+json"
            assert "scripts/build-web" in told.json["hint"] and "web.directory" in told.json["hint"]
        api.get("/services").expect(401)


def test_client_is_read_anew_on_reload(new_daemon, daemon, workplace):
    folder = workplace / "changing"
    build(folder)
    reader = new_daemon(daemon.database, web__directory=folder)
    api = reader.api()
    api.page("/app/").expect(200)
    (folder / "index.html").write_text("<!doctype html>newer")
    assert api.page("/app/").text == PAGE  # what is served is one build
    reader.signal(signal.SIGHUP)
    wait_until(lambda: api.page("/app/").text == "<!doctype html>newer", what="the new client")
    (folder / "large.png").write_bytes(b"x" * (8 << 20))
    reader.signal(signal.SIGHUP)
    wait_until(lambda: any(line["message"] == "the web client stays as it was" for line in reader.log_lines()),
               what="the refusal")
    assert api.page("/app/").text == "<!doctype html>newer"
    shutil.rmtree(folder)
    reader.signal(signal.SIGHUP)
    wait_until(lambda: api.page("/app/").status == 404, what="the client's end")


def test_installed_client_is_found_beside_the_program(daemon, new_daemon, workplace, monkeypatch):
    """bin/onestopd serves share/onestop/web."""
    prefix = workplace / "prefix"
    (prefix / "bin").mkdir(parents=True)
    shutil.copy(onestop_daemon.BUILD / "onestopd", prefix / "bin/onestopd")
    build(prefix / "share/onestop/web", "<!doctype html>installed")
    monkeypatch.setattr(onestop_daemon, "BUILD", prefix / "bin")
    assert new_daemon(daemon.database).api().page("/app/").text == "<!doctype html>installed"
