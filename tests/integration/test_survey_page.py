"""The page behind the secret link of a survey, as a browser without scripts sees it."""
import concurrent.futures
import json
import re
import urllib.parse

import pytest

import case_desk
from markup import Markup
from test_survey import AFTER, VISIT, by_email, close, counted, customer, invited, question, write

PUBLIC = "https://desk.town.example/shop"
RUDE = "</textarea><script>alert(1)</script>\"'&"
OURS = {**{key: value for key, value in AFTER.items() if key != "link"},
        "questions": [
            question("happy", topic="satisfaction", kind="scale", satisfied=[4, 5], required=True),
            question("bribe", topic="corruption-concern", kind="yes-no", good="no"),
            question("words")],
        "texts": [{"language": "en", "title": "How was it?", "invitation": "Please tell us.\nSoon.",
                   "thanks": "Thanks <b>a lot</b>"},
                  {"language": "bg", "title": "Как беше?"}]}


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(str(write(tmp_path_factory.mktemp("desk"), [OURS, VISIT])))


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    return new_daemon(database, server__public_url=PUBLIC + "/", login__attempts=100)


@pytest.fixture(scope="module")
def lena(daemon):
    return daemon.api("lena")


@pytest.fixture
def link(daemon, lena, database):
    """Gives a customer's secret address, as it stands in the e-mail, and the survey."""
    def invite(language="en", **fields):
        who = customer(lena, **{**by_email(language=language), **fields})
        case = close(lena, who, office="hall")
        survey = invited(lena, case)
        body = database.value("""select body from outbox o join customer c
            on o.address in (c.email, c.name || E'\\n' || c.address)
            where c.id = %s and body like '%%/survey/%%' order by o.id desc limit 1""", who)
        (found,) = re.findall(r"https://\S+", body)
        assert re.fullmatch(re.escape(PUBLIC) + r"/survey/[\w-]{43}", found)
        return found.removeprefix(PUBLIC), survey
    return invite


class Page(Markup):
    """The page of a survey, accessible as far as that shows."""

    def __init__(self, answer):
        super().__init__(answer)
        headers = self.answer.headers
        assert headers["x-robots-tag"] == "noindex" and headers["cache-control"] == "no-store"
        assert self.all("link") == []
        for one in self.elements:
            assert (one.get("href") or "#").startswith("#")
        for field in self.all("input"):
            assert field["type"] == "radio" and "label" in field["within"] and (
                "fieldset" in field["within"])
        for field in self.all("textarea"):
            assert self.one("label", **{"for": field["id"]})["text"].strip()
        for fieldset in self.all("fieldset"):
            assert fieldset["text"].strip()
        assert len(self.all("legend")) == len(self.all("fieldset"))

    def checked(self):
        return {one["name"]: one["value"] for one in self.all("input") if "checked" in one}


def test_page_asks_in_the_language_of_the_invitation(daemon, link):
    path, _ = link()
    page = Page(daemon.api().page(path).expect(200))
    assert page.one("html")["lang"] == "en" and page.one("title")["text"] == "How was it?"
    assert page.one("header")["text"] == "City" and "Please tell us.\nSoon." in page.one("main")["text"]
    assert [one["text"].split("?")[0] for one in page.all("legend")] == ["happy", "bribe"]
    assert [one["value"] for one in page.all("input", name="happy")] == list("12345")
    assert [one["value"] for one in page.all("input", name="bribe")] == ["yes", "no", ""]
    assert page.one("textarea")["name"] == "words" and page.checked() == {"bribe": ""}
    form = page.one("form")
    assert form["method"] == "post" and "action" not in form  # to the same address
    path, _ = link(language="bg-BG")
    page = Page(daemon.api().page(path).expect(200))
    assert page.one("html")["lang"] == "bg" and page.one("h1")["text"] == "Как беше?"
    assert page.one("button")["text"] == "Изпратете отговорите"


def test_letter_holds_the_address_of_the_page_too(daemon, link):
    path, survey = link(channel="letter", address="1 Square")
    assert survey["delivery"] == "letter"
    Page(daemon.api().page(path).expect(200))


def test_looking_changes_nothing(daemon, link, database):
    path, _ = link()
    before = database.query("select (select count(*) from case_event), (select sum(version) from record)")
    for method in ("GET", "HEAD", "GET"):
        daemon.api()._send(method, path, None, {}).expect(200)
    assert database.query("select (select count(*) from case_event), (select sum(version) from record)") \
        == before


def test_form_is_answered_once(daemon, link, lena, database):
    path, survey = link()
    happy = counted(database, "survey-satisfied")
    sent = {"happy": "5", "bribe": "no", "words": f"Да, {RUDE}\r\nбърже"}
    thanks = Page(daemon.api().page(path, sent).expect(200))
    assert "Thanks <b>a lot</b>" in thanks.one("main")["text"] and not thanks.all("form")
    done = lena.get(f"/surveys/{survey['reference']}").expect(200).json
    assert (done["state"], done["answered_via"]) == ("answered", "web")
    assert done["answers"] == {"happy": 5, "bribe": "no"}
    assert done["free_text"] == {"words": f"Да, {RUDE}\nбърже"}
    assert counted(database, "survey-satisfied") == happy + 2
    events = database.value("select count(*) from case_event")
    for form in (None, sent, {"happy": "9"}):
        Page(daemon.api().page(path, form).expect(404))
    assert database.value("select count(*) from case_event") == events
    assert lena.get(f"/surveys/{survey['reference']}").json == done


def test_unanswered_and_blank_fields_are_no_answers(daemon, link, lena):
    path, survey = link()
    Page(daemon.api().page(path, {"happy": "3", "bribe": "", "words": " \r\n "}).expect(200))
    done = lena.get(f"/surveys/{survey['reference']}").expect(200).json
    assert (done["answers"], done["free_text"]) == ({"happy": 3}, None)


@pytest.mark.parametrize("form, wrong", [
    ({}, ["happy"]), ({"words": "Hello"}, ["happy"]), ({"happy": "6"}, ["happy"]),
    ({"happy": "5 "}, ["happy"]), ({"happy": "4", "bribe": "maybe"}, ["bribe"]),
    ({"happy": "0", "bribe": "maybe"}, ["happy", "bribe"]),
    ({"words": "x" * 4001}, ["happy", "words"])])
def test_wrong_answers_come_back_with_a_way_to_each(daemon, link, lena, form, wrong):
    path, survey = link()
    page = Page(daemon.api().page(path, {"words": RUDE, **form}).expect(422))
    assert page.one("title")["text"].startswith("Error: ")
    summary = page.one("div", role="alert")
    assert "autofocus" in summary and summary["tabindex"] == "-1"
    told = [one["href"] for one in page.all("a")]
    assert told == [f"#q-{code}" for code in wrong]
    for code in wrong:
        near = page.one("p", id=f"error-{code}")["text"]
        (field,) = [one for one in page.elements if f"error-{code}" in one.get("aria-describedby", "")]
        assert near and field["tag"] in ("fieldset", "textarea")
    assert page.one("textarea")["text"].removeprefix("\n") == form.get("words", RUDE)
    assert page.checked().get("happy") == (form.get("happy") if form.get("happy") in list("12345")
                                           else None)
    assert lena.get(f"/surveys/{survey['reference']}").json["state"] == "invited"
    Page(daemon.api().page(path, {"happy": "4"}).expect(200))


def test_question_that_is_not_asked_is_no_answer(daemon, link, lena):
    path, survey = link()
    page = Page(daemon.api().page(path, {"happy": "4", "tea": "5"}).expect(422))
    assert page.all("a") and lena.get(f"/surveys/{survey['reference']}").json["state"] == "invited"


def test_used_over_and_forged_links_are_one_and_the_same(daemon, link, database):
    used, _ = link()
    daemon.api().page(used, {"happy": "4"}).expect(200)
    over, survey = link()
    database.query("update survey set expires_at = now() - interval '1 second' where id ="
                   " (select id from record where reference = %s)", survey["reference"])
    forged = used[:-1] + ("A" if used[-1] != "A" else "B")
    paths = [used, over, forged, "/survey/x", "/survey/" + "x" * 3000, "/survey/%3Cscript%3E"]
    state = database.value("select count(*) from case_event")
    for form in (None, {"happy": "4"}, {}):
        told = {Page(daemon.api().page(path, form).expect(404)).text for path in paths}
        assert len(told) == 1
    page = Page(daemon.api().page(used))
    assert [one["lang"] for one in page.all("section")] == ["en", "bg"]
    assert database.value("select count(*) from case_event") == state


def test_sent_many_times_at_once_it_counts_once(daemon, link, database):
    path, _ = link()
    before = counted(database, "survey-answered")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(lambda _: daemon.api().page(path, {"happy": "4"}).status, range(6)))
    assert found == [200] + [404] * 5
    assert counted(database, "survey-answered") == before + 1


@pytest.mark.parametrize("form", [b"happy=4&happy=5", b"happy=%4", b"happy=%00", b"=4", b"words=%FF",
                                  b"&".join(b"f%d=1" % i for i in range(70)),
                                  b"words=" + b"x" * 300000])
def test_form_with_two_meanings_is_refused_as_a_page(daemon, link, lena, form):
    path, survey = link()
    answer = daemon.api().page(path, form)
    assert answer.status in (400, 413)
    Page(answer)
    assert lena.get(f"/surveys/{survey['reference']}").json["state"] == "invited"


def test_other_bodies_and_methods_are_refused(daemon, link):
    path, _ = link()
    nobody = daemon.api()
    answer = nobody.page(path, b'{"happy":"4"}', **{"Content-Type": "application/json"})
    Page(answer.expect(415))
    assert nobody.page(path, b"happy=4", **{"Content-Type": "text/plain"}).status == 415
    assert nobody._send("PUT", path, b"", {}).expect(405).headers["allow"] == "GET, POST"
    Page(nobody.page(path, Accept="application/json").expect(406))
    nobody.get(path).expect(404)  # not below the API


def test_form_cannot_do_what_the_api_does(daemon, lena):
    """Another site can make a browser send a form; nothing but a page reads one."""
    body = urllib.parse.urlencode({"name": "Ana", "phone": "+35921234567"}).encode()
    lena.post("/customers", body, headers={"Content-Type": "application/x-www-form-urlencoded"}
              ).expect(415)


def test_who_tries_pages_is_slowed_down(new_database, new_daemon, tmp_path):
    database = new_database(str(write(tmp_path / "desk", [OURS])))
    daemon = new_daemon(database, login__attempts=1, server__public_url=PUBLIC)
    found = [daemon.api().page(f"/survey/{number:043}") for number in range(14)]
    assert [one.status for one in found[:10]] == [404] * 10 and found[-1].status == 429
    Page(found[-1])
    assert int(found[-1].headers["retry-after"]) > 0


def test_secret_is_in_no_log(daemon, link):
    path, _ = link()
    daemon.api().page(path).expect(200)
    daemon.api().page(path, {"happy": "9"}).expect(422)
    daemon.api().page(path, {"happy": "4", "words": "Personal words"}).expect(200)
    daemon.api().page(path).expect(404)
    log = daemon.log.read_text()
    assert path.rpartition("/")[2] not in log and "Personal words" not in log


def test_without_an_address_customers_are_called(new_database, new_daemon, tmp_path):
    """Nowhere to answer: no link is written to anybody."""
    folder = write(tmp_path / "desk", [OURS])
    database = new_database(str(folder))
    lena = new_daemon(database).api("lena")
    survey = invited(lena, close(lena, customer(lena, **by_email()), office="hall"))
    assert survey["delivery"] == "phone" and survey["sent_at"] is None
    assert database.value("select count(*) from outbox") == 0


def test_language_without_words_of_ours_is_marked(new_database, new_daemon, tmp_path):
    texts = [{"language": "fr", "title": "Votre avis"}]
    folder = tmp_path / "desk"
    case_desk.write(folder)
    survey = {**OURS, "services": [], "texts": texts, "questions": [
        {**one, "texts": [{"language": "fr", "text": "Content ?"}]} for one in OURS["questions"]]}
    (folder / "city/surveys.json").write_text(json.dumps({"surveys": [survey]}))
    database = new_database(str(folder))
    daemon = new_daemon(database, server__public_url=PUBLIC)
    lena = daemon.api("lena")
    told = invited(lena, close(lena, customer(lena), office="hall"))
    sent = lena.post(f"/surveys/{told['reference']}/send", {}, if_match=told["version"]).json
    assert sent["link"] == f"{PUBLIC}/survey/{sent['secret']}"
    page = Page(daemon.api().page(f"/survey/{sent['secret']}").expect(200))
    assert page.one("html")["lang"] == "fr" and page.one("button")["lang"] == "en"
    assert all(one["lang"] == "en" for one in page.all("span"))
