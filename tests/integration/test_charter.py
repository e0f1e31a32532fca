"""Charters: what everybody may read, in each language, for people and for programs; what nobody may;
and how little it costs however many ask."""
import base64
import concurrent.futures
import contextlib
import csv
import datetime
import hashlib
import io
import json
import re

import pytest

import charter_desk
from charter_desk import FIRST, FORMULA, LAST, MIDDLE, RUDE, ZONE
from markup import Markup
from onestop_daemon import wait_until
from test_limits import figure

PUBLIC = "https://desk.town.example/shop"
LINES = [("You asked for a bench. It is there.", "en"), ("Поискахте пейка. " + RUDE, "bg")]


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(str(charter_desk.write(tmp_path_factory.mktemp("desk"))))


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    daemon = new_daemon(database, server__public_url=PUBLIC, limits__charter_interval="100ms")
    charter_desk.fill(daemon.api("adam"))
    lena = daemon.api("lena")
    for line, language in LINES:
        publish(lena, line, language)
    lena.post("/improvements", {"title": "Secret plan"}).expect(201)
    complain(lena, "delay")
    complain(lena, "corruption")
    return daemon


def publish(api, line, language):
    made = api.post("/improvements", {"title": "Secret title", "owner": "lena"}).expect(201)
    path = made.headers["location"].removeprefix("/api/v1")
    api.post(f"{path}/move", {"to": "accepted"}, if_match=1).expect(200)
    api.post(f"{path}/publish", {"line": line, "language": language, "published": True},
             if_match=2).expect(200)
    return path


def complain(api, subject):
    api.post("/complaints", {"text": "Secret words of a complaint", "channel": "counter", "office": "hall",
                             "subject": subject}).expect(201)


class Page(Markup):
    """The page of a charter."""

    def __init__(self, answer):
        super().__init__(answer)
        style = self.one("style")["text"]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
        assert "form-action 'none'" in answer.headers["content-security-policy"]
        self.language = self.one("html")["lang"]
        assert answer.headers["content-language"] == self.language
        self.check_landmarks()
        self.check_tables()

    def check_landmarks(self):
        first = next(one for one in self.elements if "body" in one["within"])
        assert first["tag"] == "a" and first["href"] == "#main" and self.one("main")["id"] == "main"
        assert self.one("header")["within"] == ["html", "body"]
        for nav in self.all("nav"):
            assert nav["aria-label"]
        for section in self.all("section"):
            assert section["aria-labelledby"] and "main" in section["within"]
        levels = [int(one["tag"][1]) for one in self.elements if re.fullmatch("h[1-6]", one["tag"])]
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))

    def check_tables(self):
        for table in self.all("table"):
            assert "div" in table["within"]
        assert len(self.all("caption")) == len(self.all("table"))
        for head in self.all("th"):
            assert head["scope"] == ("col" if "thead" in head["within"] else "row")
            assert head["text"].strip()

    @property
    def shown(self):
        return self.one("main")["text"]

    def rows(self):
        """Of the table of promises: the text of each row head, and of its cells."""
        rows, cells = [], []
        start = self.elements.index(self.one("section", **{"aria-labelledby": "standards"}))
        for one in self.elements[start:]:
            if one["tag"] == "section" and one["aria-labelledby"] != "standards":
                break
            if one["tag"] == "th" and one["scope"] == "row":
                rows.append((one["text"], cells := []))
            elif one["tag"] == "td":
                cells.append(one["text"])
        return rows


@pytest.fixture
def nobody(daemon):
    """Who has no session."""
    return daemon.api()


@pytest.fixture
def page(nobody):
    def open_page(path="/charter/city", **headers):
        return Page(nobody.page(path, **headers).expect(200))
    return open_page


def copy(nobody, language="en"):
    return nobody.page(f"/charter/city.json?language={language}").expect(200).json


# ---- what is shown ----


def test_every_published_promise_is_shown_and_no_other(page, nobody, database):
    shown = page()
    heads = [head for head, _ in shown.rows()]
    names = [row["name"] for row in database.query(
        "select distinct name from standard where (definition ->> 'published')::boolean")]
    assert len(heads) == len(names) == 5 and all(any(name in head for head in heads) for name in names)
    told = copy(nobody)
    assert {one["code"] for one in told["standards"]} == {"ten-days", "with-others", "wait", "calls", "punctual"}
    assert (told["standards_published"], told["charter_published"]) == (5, True)
    water = nobody.page("/charter/water.json").expect(200).json
    assert (water["standards_published"], water["charter_published"]) == (0, False)
    for text in (shown.text, nobody.page("/charter/city.csv").expect(200).text, str(told)):
        assert "Internal hour" not in text and "secret-calls" not in text
    (urgent,) = [one for one in told["services"] if one["code"] == "urgent"]
    assert urgent["promise"] is None  # it has one, which is not published


def test_promises_are_sentences_made_from_the_definition(page, nobody):
    text = page().shown.replace("\u00a0", " ")
    assert "At least 80 % of the people at our counters wait no longer than 15 minutes." in text
    assert "We finish at least 95 % of cases within 10 days." in text
    assert "We may need up to 3 days more" in text
    text = page("/charter/city?language=bg").shown.replace("\u00a0", " ")
    assert "Приключваме поне 95 % от преписките в срок до 10 дни." in text
    by_code = {one["code"]: one for one in copy(nobody)["standards"]}
    assert by_code["ten-days"]["services"] == ["fence", "light"]
    assert by_code["ten-days"]["extension"]["amount"] == 3
    assert (by_code["wait"]["target_percent"], by_code["wait"]["seconds"]) == (80, 900)


def results(told, code):
    (found,) = [one for one in told["standards"] if one["code"] == code]
    return [(one["status"], one.get("met"), one.get("n"), one.get("kept")) for one in found["results"]]


def test_results_are_of_the_last_full_quarter_by_the_version_of_then(nobody):
    told = copy(nobody)
    assert (told["quarter"]["from"], told["quarter"]["to"]) == (FIRST.isoformat(), LAST.isoformat())
    assert results(told, "wait") == [("told", 7, 9, False), ("told", 4, 5, True)]
    assert results(told, "punctual") == [("not-measured", None, None, None)]
    (wait,) = [one for one in told["standards"] if one["code"] == "wait"]
    assert [one["in_force_from"] for one in wait["results"]] == ["2000-01-01", MIDDLE.isoformat()]


def test_few_are_withheld_and_what_would_give_them_away(nobody, page):
    told = copy(nobody)
    assert results(told, "calls") == [("withheld", None, None, None)]  # 3 calls
    assert results(told, "with-others") == [("withheld", None, None, None)]  # 4 cases
    assert results(told, "ten-days") == [("withheld", None, None, None)]  # 12, of 16 of its kind
    cells = {head.split("\n")[0]: cells for head, cells in page().rows()}
    (of_calls,) = [cells for head, cells in cells.items() if FORMULA in head]
    assert of_calls == ["Withheld: too few to be told", "Not judged"]


def test_figures_are_those_of_the_measures(nobody, daemon):
    asked = daemon.api("lena").get("/measures/standards-met", query={
        "by": "standard", "from": FIRST.isoformat(), "to": LAST.isoformat()}).expect(200).json
    told = [one for standard in copy(nobody)["standards"] for one in standard["results"] if one["status"] == "told"]
    measured = {(cell["value"], cell["n"]): cell["share"] for cell in asked["cells"]}
    assert len(told) == 2
    for one in told:
        assert one["share_percent"] / 100 == pytest.approx(measured[one["met"], one["n"]], abs=1e-5)


def test_page_and_copies_say_the_same(nobody, page):
    told = copy(nobody)
    lines = list(csv.DictReader(io.StringIO(nobody.page("/charter/city.csv").expect(200).text)))
    assert [(line["standard"], line["status"], line["met"], line["n"]) for line in lines] == [
        (standard["code"], one["status"], str(one.get("met", "")), str(one.get("n", "")))
        for standard in told["standards"] for one in standard["results"]]
    assert [line["name"] for line in lines if line["standard"] == "calls"] == ["'" + FORMULA]
    text = page().text.replace("\u00a0", " ")
    for standard in told["standards"]:
        for one in standard["results"]:
            if one["status"] == "told":
                assert f"{one['share_percent']:.1f} % ({one['met']} of {one['n']})" in text


def test_nobody_is_named_and_nothing_secret_told(nobody, page, database):
    texts = [page().text, page("/charter/city?language=bg").text, nobody.page("/charter/city.json").text,
             nobody.page("/charter/city.csv").text, page("/charter").text]
    hidden = ["Secret", *(row["name"] for row in database.query("select name from staff")),
              *(row["user_name"] for row in database.query("select user_name from staff")),
              *(row["reference"] for row in database.query("select reference from record where reference is not null"))]
    for text in texts:
        words = set(re.findall(r"[\w.-]+", text))
        assert not words & {word for word in hidden if word not in ("Urgent",)}, words & set(hidden)
    before = copy(nobody)
    complain(nobody.daemon.api("lena"), "corruption")
    assert copy(nobody) == before


def test_way_of_complaints_is_told(page, nobody):
    shown = page()
    for text in ("Team lead", "within 2 working days", "within 5 working days", "within 1 month", "Ask the boss.",
                 "Ombudsman, 1 High Street", "Corruption", "Delay " + RUDE):
        assert text in shown.shown, text
    (ladder,) = copy(nobody)["ladders"]
    assert ladder["serious_begin_at"] == "boss" and ladder["stages"][0]["extension"]["amount"] == 5


def test_lines_are_shown_newest_first_in_their_languages(page, nobody):
    shown = page()
    assert [one["line"] for one in copy(nobody)["improvements"]] == [LINES[1][0], LINES[0][0]]
    assert [one["text"] for one in shown.all("p", **{"class": "said"})][:2] == [LINES[1][0], LINES[0][0]]
    assert LINES[1][0] in {one["text"] for one in shown.all("span", lang="bg")}


def test_line_that_is_taken_back_goes(nobody, daemon):
    lena = daemon.api("lena")
    path = publish(lena, "A line for a while.", "en")
    wait_until(lambda: "A line for a while." in nobody.page("/charter/city").text, what="the line")
    lena.post(f"{path}/publish", {"published": False}, if_match=3).expect(200)
    wait_until(lambda: "A line for a while." not in nobody.page("/charter/city").text, what="no line")


def test_offices_tell_how_to_reach_them_and_when(page, nobody):
    shown = page()
    assert "1 Square " + RUDE in shown.shown
    assert shown.one("a", href="tel:+359255501")["text"] == "+359 (2) 555-01"
    assert "Open round the clock." in shown.shown and "Feast 3" in shown.shown
    east, hall = copy(nobody)["offices"]
    assert hall["languages"] == ["bg", "el"] and east["open_now"] and east["open_until"] is None
    assert [one["name"] for one in hall["holidays"]] == ["Feast 3", "Feast 20"]
    assert hall["days"][3]["hours"] == [] and hall["days"][3]["holiday"] == "Feast 3"
    now = datetime.datetime.now(ZONE)
    for day in hall["days"]:
        date = datetime.date.fromisoformat(day["date"])
        if date.weekday() < 5 and day["holiday"] is None:
            assert day["hours"] == ["09:00-12:00", "12:30-17:00"]
    minutes = now.hour * 60 + now.minute
    if now.weekday() >= 5:
        assert not hall["open_now"]
    elif minutes not in (539, 540, 719, 720, 749, 750, 1019, 1020):
        assert hall["open_now"] == (540 <= minutes < 720 or 750 <= minutes < 1020)
    assert copy(nobody)["languages"] == ["bg", "el", "en", "tr"]


def test_page_is_kept_no_longer_than_it_is_true(new_daemon, database):
    daemon = new_daemon(database, limits__charter_interval="1h")
    nobody = daemon.api()
    told = nobody.page("/charter/city.json").expect(200)
    kept = re.fullmatch(r"public, max-age=(\d+), must-revalidate", told.headers["cache-control"])
    now = datetime.datetime.now(ZONE)
    midnight = datetime.datetime.combine(now.date() + datetime.timedelta(days=1), datetime.time(), ZONE)
    changes = [midnight, now + datetime.timedelta(hours=1)]
    for office in told.json["offices"]:
        for at in (office["open_until"], office["opens_at"]):
            changes += [] if at is None else [datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))]
    left = (min(changes) - now).total_seconds()
    assert left - 3 <= int(kept.group(1)) <= left + 2


def test_services_tell_what_they_cost_and_take(page, nobody):
    shown = page()
    for text in ("12.50 EUR", "Deed " + RUDE, "About " + RUDE, "free of charge"):
        assert text in shown.shown, text
    assert shown.all("a", href="#standard-ten-days") and "service-fence" in shown.ids
    (fence,) = [one for one in copy(nobody)["services"] if one["code"] == "fence"]
    assert fence["link"] == PUBLIC + "/charter/city?language=en#service-fence"


def test_published_reports_are_linked_until_they_are_withdrawn(nobody, page, database):
    for agency, title in (("city", "Monthly " + RUDE), ("water", "Of the water")):
        run = database.value("""insert into report_run (agency_id, code, report_id, period, from_day, to_day, scheduled,
            delivers, asked_by, state, frozen_at, edition, figures, definition, digest)
            select id, 'monthly', 1, '2026-08', '2026-08-01', '2026-08-31', false, false, 0, 3, now(), 1, '{}', %s, '1'
            from agency where code = %s returning id""",
                             json.dumps({"texts": [{"language": "en", "title": title}]}), agency)
        database.query("insert into publication (agency_id, run_id, published_by)"
                       " select agency_id, id, 0 from report_run where id = %s", run)
    link = f"{PUBLIC}/published/city/monthly/2026-08?language=en"
    wait_until(lambda: page().all("a", href=link), what="the report")
    assert page().one("a", href=link)["text"] == "Monthly " + RUDE + ": August 2026"
    (told,) = copy(nobody)["reports"]
    assert (told["link"], told["period"], told["title"]) == (link, "2026-08", "Monthly " + RUDE)
    database.query("update publication set withdrawn_at = now()")
    wait_until(lambda: copy(nobody)["reports"] == [], what="no report")


# ---- languages ----


def test_language_is_the_readers(page):
    assert page(**{"Accept-Language": "de, bg-BG;q=0.9, en;q=0.5"}).language == "bg"
    assert page(**{"Accept-Language": "de"}).language == "en"  # the agency's
    assert page("/charter/water").language == "bg"  # the agency's
    assert page("/charter/water?language=en", **{"Accept-Language": "bg"}).language == "en"
    assert page("/charter/city?language=xx", **{"Accept-Language": "bg"}).language == "bg"
    assert page("/charter", **{"Accept-Language": "bg"}).language == "bg"


def test_page_names_itself_in_other_languages(page):
    shown = page("/charter/city?language=bg")
    links = {one["hreflang"]: one["href"] for one in shown.all("link", rel="alternate")}
    address = PUBLIC + "/charter/city"
    assert links == {"en": address + "?language=en", "bg": address + "?language=bg", "x-default": address}
    assert shown.one("link", rel="canonical")["href"] == address + "?language=bg"
    assert shown.answer.headers["vary"] == "Accept-Language"
    (current,) = [one for one in shown.all("a") if one.get("aria-current")]
    assert current["lang"] == "bg"


def test_what_is_in_another_language_is_marked(page):
    shown = page("/charter/city?language=bg")
    marked = {one["text"] for one in shown.all("span", lang="en")}
    assert {"City " + RUDE, "Team lead", "Ombudsman, 1 High Street", "Fence", LINES[0][0]} <= marked
    assert not shown.all("span", lang="bg") or {one["text"] for one in shown.all("span", lang="bg")} <= {"български"}
    assert "Fence" not in {one["text"] for one in page().all("span", lang="en")}


# ---- addresses ----


def test_all_charters_are_listed(page):
    shown = page("/charter")
    assert [(one["href"], one["text"]) for one in shown.all("a") if "main" in one["within"]] == [
        ("charter/city?language=en", "City " + RUDE), ("charter/water?language=en", "Вода")]


@pytest.mark.parametrize("name", ["nowhere", "CITY", "city.xml", "%3Cscript%3E", "city%2F"])
def test_charter_that_is_not_there_is_said_so_in_plain_words(nobody, name):
    shown = Page(nobody.page(f"/charter/{name}").expect(404))
    assert shown.one("h1")["text"] == "There is no such charter"
    assert [one["href"] for one in shown.all("a") if "main" in one["within"]] == [
        "city?language=en", "water?language=en"]
    assert shown.answer.headers["cache-control"] == "no-store"
    nobody.page(f"/charter/{name}.json").expect(404)
    nobody.page(f"/charter/{name}.csv").expect(404)


def test_page_refuses_as_a_page(nobody):
    refused = Markup(nobody.page("/charter/city", Accept="application/json").expect(406))
    assert "web browser" in refused.one("main")["text"]
    nobody._send("POST", "/charter/city", b"", {}).expect(405)


# ---- kept in memory ----


@pytest.mark.parametrize("path", ["/charter", "/charter/city", "/charter/city.json", "/charter/city.csv"])
def test_what_has_not_changed_is_not_sent_again(nobody, path):
    first = nobody.page(path).expect(200)
    tag = first.headers["etag"]
    for named in (tag, f'"x", W/{tag}', "*"):
        again = nobody.page(path, **{"If-None-Match": named}).expect(304)
        assert again.body == b"" and again.headers["etag"] == tag
        assert again.headers["cache-control"].startswith("public, max-age=")
    nobody.page(path, **{"If-None-Match": '"other"'}).expect(200)
    head = nobody._send("HEAD", path, None, {}).expect(200)
    assert head.body == b"" and head.headers["content-length"] == str(len(first.body))


@contextlib.contextmanager
def held(database, table="improvement"):
    """Nobody can read the table until what is given is called."""
    connection = database.connect()
    connection.autocommit = False
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(f"lock table {table} in access exclusive mode")
        yield connection.rollback


def ask_many(daemon, paths, times, connections=16):
    """All answers to paths, each asked so often, by so many at once."""
    def ask(number):
        api = daemon.api()
        with contextlib.closing(api):
            return [api.page(paths[(number + i) % len(paths)]) for i in range(times)]
    with concurrent.futures.ThreadPoolExecutor(connections) as pool:
        return [answer for answers in pool.map(ask, range(connections)) for answer in answers]


def reads(daemon):
    return figure(daemon, "charter_reads_total")


FORMS = ["/charter/city", "/charter/city?language=bg", "/charter/city.json", "/charter/city.csv"]


def test_flood_asks_the_database_once_an_interval(new_daemon, database):
    daemon = new_daemon(database, limits__charter_interval="1h")
    answers = ask_many(daemon, FORMS, 25)
    assert len(answers) == 400 and {answer.status for answer in answers} == {200}
    assert len({answer.headers["etag"] for answer in answers}) == len(FORMS)
    assert reads(daemon) == 1


def test_those_who_come_first_wait_for_one_reading(new_daemon, database):
    daemon = new_daemon(database)
    lena = daemon.api("lena")
    with held(database) as release, concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask_many, daemon, FORMS, 1, 20)
        wait_until(lambda: figure(daemon, "requests_under_way", '{worker="0"}') == 20, what="all to wait")
        assert reads(daemon) == 1 and not asked.done()
        lena.get("/services").expect(200)  # staff have lanes of their own
        lena.get("/measures/cases-opened").expect(200)
        release()
        assert {answer.status for answer in asked.result()} == {200}
    assert reads(daemon) == 1


def test_what_was_read_is_shown_while_it_is_read_anew(new_daemon, database):
    daemon = new_daemon(database, limits__charter_interval="1s")
    nobody, lena = daemon.api(), daemon.api("lena")
    first = nobody.page("/charter/city").expect(200)
    with held(database) as release:
        def is_being_read():
            assert nobody.page("/charter/city").expect(200).headers["etag"] == first.headers["etag"]
            return reads(daemon) == 2
        wait_until(is_being_read, what="another reading")
        for answer in ask_many(daemon, FORMS[:1], 20, 8):
            assert answer.status == 200 and answer.headers["etag"] == first.headers["etag"]
        lena.get("/services").expect(200)
        assert reads(daemon) == 2
        release()
    path = publish(lena, "A line that comes late.", "en")
    wait_until(lambda: "A line that comes late." in nobody.page("/charter/city").text, what="the line")
    lena.post(f"{path}/publish", {"published": False}, if_match=3).expect(200)


def test_published_report_that_is_slow_to_find_holds_up_no_staff(new_daemon, database):
    daemon = new_daemon(database)
    lena = daemon.api("lena")
    with held(database, "publication") as release, concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(daemon.api().page, "/published/city/monthly/2026-08")
        wait_until(lambda: figure(daemon, "requests_under_way", '{worker="0"}') == 1, what="the visitor to wait")
        lena.get("/services").expect(200)
        lena.get("/cases").expect(200)
        assert not asked.done()
        release()
        Markup(asked.result().expect(404))


def test_reading_that_fails_leaves_what_there_was(new_daemon, database):
    daemon = new_daemon(database, limits__charter_interval="100ms")
    nobody = daemon.api()
    nobody.page("/charter/city").expect(200)
    database.query("revoke select on improvement from onestop_read")
    try:
        wait_until(lambda: nobody.page("/charter/city").expect(200) and reads(daemon) > 1, what="a failed reading")
        refused = Markup(nobody.page("/charter/water").expect(503))
        assert int(refused.answer.headers["retry-after"]) > 0
        nobody.page("/charter/water.json").expect(503)
        before = reads(daemon)
        for _ in range(20):
            nobody.page("/charter/water").expect(503)
        assert reads(daemon) <= before + 1  # it is not asked again for each
    finally:
        database.query("grant select on improvement to onestop_read")


def test_visitors_leave_connections_to_staff(new_daemon, database):
    daemon = new_daemon(database, server__max_public_connections=3)
    visitors = [daemon.api() for _ in range(3)]
    for visitor in visitors:
        visitor.page("/charter").expect(200)
        visitor.page("/charter/city").expect(200)  # on the same connection
    late = daemon.api()
    refused = Markup(late.page("/charter/city").expect(503))
    assert refused.answer.headers["connection"] == "close" and refused.answer.headers["retry-after"]
    daemon.api().page("/charter/city.json").expect(503)
    daemon.api("lena").get("/services").expect(200)
    visitors.pop().close()
    wait_until(lambda: late.page("/charter/city").status == 200, what="room for another")


def test_changed_desk_is_shown(nobody, database, tmp_path):
    made = charter_desk.files()
    made["city/standards"][5]["name"] = "Calls, quickly"
    made["city/standards"][3]["published"] = made["city/standards"][4]["published"] = False
    database.onestopd("apply", charter_desk.write(tmp_path, made))
    wait_until(lambda: "Calls, quickly" in nobody.page("/charter/city").text, what="the new desk")
    assert "wait" not in {one["code"] for one in copy(nobody)["standards"]}
