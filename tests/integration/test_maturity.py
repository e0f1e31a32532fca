"""Maturity: frameworks checked and applied, days judged, kept and never rewritten, targets, and who
may know."""
import copy
import json

import psycopg2
import pytest

from onestop_daemon import ROOT, wait_until
from town import today

OSS = (ROOT / "config/frameworks/oss.json").read_text()
ADMINISTRATOR, MANAGER, OF_OFFICE, CLERK = ("nikola.babic", "irina.constantin", "katarina.weiss",
                                            "ivo.marinov")


def day(offset=0):
    return str(today(offset))


def rules(at_least=1, code="small"):
    """A framework of one element, levels low < middle < high."""
    return {"code": code, "names": {"en": "Small", "bg": "Малка"},
            "levels": [{"code": level, "names": {"en": level}} for level in ("low", "middle", "high")],
            "components": [{"code": "1", "names": {"en": "All"}, "elements": [
                {"code": "1.1", "names": {"en": "The one"}, "levels": {
                    "middle": [{"indicator": "staff", "op": ">=", "value": 1}],
                    "high": [{"indicator": "standards_kinds", "op": ">=", "value": at_least}]}}]}]}


def small(at_least=1, **more):
    document = rules(at_least, **more)
    document["components"][0]["elements"][0]["levels"]["middle"] = [
        {"indicator": "ladder_levels", "op": ">=", "value": 1}]
    return document


def send(api, path, framework, status=200, **more):
    content = framework if isinstance(framework, str) else json.dumps(framework)
    return api.post(path, {"content": content, **more}).expect(status).json


@pytest.fixture(scope="module")
def applied(people):
    administrator = people(ADMINISTRATOR)
    send(administrator, "/frameworks", OSS, agency="city")
    return send(administrator, "/frameworks", small(), agency="city", in_force_from=day(-3))


def show(people, path="/maturity/small", **query):
    words = "&".join(f"{key}={value}" for key, value in {"agency": "city", **query}.items())
    return people(MANAGER).get(f"{path}?{words}")


def level(answer):
    return answer.json["components"][0]["elements"][0]["level"]


# ---- frameworks ----

def test_framework_that_is_shipped_is_right(people):
    checked = send(people(MANAGER), "/frameworks/check", OSS)
    assert checked == {"framework": "oss", "levels": 4, "components": 4, "elements": 22,
                       "conditions": checked["conditions"]}


def test_faults_have_file_place_and_reason(people):
    document = rules()
    problem = send(people(MANAGER), "/frameworks/check", document, 422, file="mine.json")
    assert problem["fields"] == [{
        "file": "mine.json", "field": "/components/0/elements/0/levels/middle/0/indicator",
        "message": 'there is no indicator "staff"'}]


def test_only_administrators_apply(people):
    send(people(MANAGER), "/frameworks", OSS, 403, agency="city")


def test_same_again_is_the_version_that_is_there(people, applied):
    again = send(people(ADMINISTRATOR), "/frameworks", small(), agency="city",
                 in_force_from=day(-3))
    assert again == {**applied, "new": False}


def test_framework_is_shown_as_it_was_applied(people, applied):
    shown = show(people, "/frameworks/small").expect(200).json
    assert shown["document"] == small()
    assert shown["applied_by"]["user_name"] == ADMINISTRATOR
    listed = show(people, "/frameworks").expect(200).json["items"]
    assert {item["framework"] for item in listed} == {"oss", "small"}


# ---- judging ----

def test_levels_come_with_figures_steps_and_parts(people, applied):
    element = show(people, "/maturity/oss/elements/4.3", why="true").expect(200).json
    kinds = next(c for c in element["conditions"] if c["indicator"] == "standards_kinds")
    assert kinds["holds"] and kinds["found"] == sum(part["numerator"] for part in kinds["parts"])
    measured = next(c for c in element["conditions"]
                    if c["indicator"] == "standards_measured_share" and c["op"] == ">")
    assert not measured["holds"]
    assert measured["step"] in element["steps"]
    assert measured["denominator"] == len(measured["parts"])
    assert element["level"] == "basic" and element["next"] == "developing"


def test_components_have_lower_median_and_profile(people, applied):
    whole = show(people, "/maturity/oss").expect(200).json
    assert len(whole["components"]) == 4
    order = [entry["code"] for entry in whole["levels"]]
    for component in whole["components"]:
        levels = sorted(order.index(element["level"]) for element in component["elements"])
        assert component["level"] == order[levels[(len(levels) - 1) // 2]]
        assert component["profile"] == {name: levels.count(i) for i, name in enumerate(order)}


def test_words_are_in_the_language_asked_for(people, applied):
    bulgarian = show(people, "/maturity/oss", language="bg").expect(200).json
    assert bulgarian["components"][0]["name"] == "Процеси"
    assert "достигнете" in json.dumps(bulgarian, ensure_ascii=False)


def test_rules_are_tried_on_a_day_without_being_applied(people, applied):
    tried = send(people(MANAGER), "/frameworks/try?why=true", small(at_least=99), agency="city",
                 at=day(-1), element="1.1")
    assert tried["version"] is None and tried["level"] == "middle" and tried["at"] == day(-1)
    assert level(show(people).expect(200)) == "high"


@pytest.mark.parametrize("query, field", [
    ({"at": day(2)}, "at"), ({"at": "2026-02-30"}, "at"), ({"version": "x"}, "version"),
    ({"why": "maybe"}, "why"), ({"by": "moon"}, "by"), ({"language": "xx"}, "language")])
def test_wrong_questions_name_the_field(people, applied, query, field):
    problem = show(people, "/maturity/small/elements/1.1", **query).expect(422).json
    assert [wrong["field"] for wrong in problem["fields"]] == [field]


def test_unknown_framework_version_and_element_are_not_there(people, applied):
    show(people, "/maturity/none").expect(404)
    show(people, version=99).expect(404)
    show(people, "/maturity/small/elements/9.9").expect(404)


def test_maturity_is_for_who_leads_the_whole_agency(people, applied):
    people(CLERK).get("/maturity/small?agency=city").expect(403)
    problem = people(OF_OFFICE).get("/maturity/small?agency=city").expect(403).json
    assert problem["fields"][0]["field"] == "office"
    people(OF_OFFICE).get("/maturity/small?agency=water").expect(404)


# ---- snapshots ----

def history(people, **query):
    return show(people, "/maturity/small/history", **query).expect(200).json["items"]


def test_days_that_are_over_are_caught_up_and_kept_with_their_figures(people, applied, database):
    wait_until(lambda: len(history(people)) == 3, what="three snapshots")
    assert [item["day"] for item in history(people)] == [day(-3), day(-2), day(-1)]
    kept = history(people, element="1.1")[0]
    assert kept["version"] == 1
    assert [c["found"] for c in kept["elements"][0]["conditions"]] == [3, 8]
    listed = show(people, "/maturity").expect(200).json["items"]
    newest = next(item for item in listed if item["framework"] == "small")
    assert newest["snapshot"]["day"] == day(-1)
    with database.connect() as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match="never rewritten"):
            cursor.execute("update maturity_snapshot set version = 2")


def test_new_version_judges_later_days_and_leaves_those_before(people, applied):
    wait_until(lambda: len(history(people)) == 3, what="three snapshots")
    before = history(people, element="1.1")
    problem = send(people(ADMINISTRATOR), "/frameworks", small(at_least=99), 422, agency="city",
                   in_force_from=day(-1))
    assert problem["fields"][0]["field"] == "/in_force_from"
    assert day(-1) in problem["fields"][0]["message"]
    version = send(people(ADMINISTRATOR), "/frameworks", small(at_least=99), agency="city")
    assert version["version"] == 2 and version["in_force_from"] == day()
    assert level(show(people).expect(200)) == "middle"
    past = show(people, at=day(-2)).expect(200)
    assert level(past) == "high" and past.json["version"] == 1
    assert level(show(people, at=day(-2), version=2).expect(200)) == "middle"
    assert history(people, element="1.1") == before


# ---- targets ----

def put_target(people, status=204, user=MANAGER, **body):
    return people(user).put("/maturity/oss/targets", {"agency": "city", **body}).expect(status)


def test_target_has_gap_and_days_left(people, applied):
    put_target(people, element="4.3", target="performing", by=day(30))
    target = show(people, "/maturity/oss/elements/4.3").expect(200).json["target"]
    assert target == {"target": "performing", "by": day(30), "gap": 2, "days_left": 30}
    put_target(people, element="4.3")
    assert show(people, "/maturity/oss/elements/4.3").expect(200).json["target"] is None


def test_targets_are_the_managers_and_of_what_there_is(people, applied):
    put_target(people, 403, ADMINISTRATOR, element="4.3", target="performing", by=day(30))
    for body, field in (({"element": "9.9", "target": "performing", "by": day(1)}, "/element"),
                        ({"element": "4.3", "target": "perfect", "by": day(1)}, "/target"),
                        ({"element": "4.3", "target": "performing"}, "/by"),
                        ({"element": "4.3", "target": "performing", "by": day(-2)}, "/by")):
        problem = put_target(people, 422, **body).json
        assert [wrong["field"] for wrong in problem["fields"]] == [field]


def test_nobody_sets_a_level(people, applied):
    problem = put_target(people, 422, element="4.3", level="performing").json
    assert problem["fields"][0]["field"] == "/level"
    assert "derived from facts" in problem["fields"][0]["message"]
    for path in ("/maturity/oss", "/maturity/oss/elements/4.3"):
        people(MANAGER).put(path, {"level": "performing"}).expect(405)


# ---- the command line ----

def test_command_line_shows_levels_why_and_history(cli, applied, tmp_path):
    def manager(*words, code=0):
        done = cli(MANAGER)(*words, code=code)
        return done.stdout + done.stderr

    assert "1.2" in manager("maturity", "--agency", "city")
    assert "service standard" in manager("maturity", "oss", "--agency", "city", "--element", "4.3",
                                         "--why")
    stricter = copy.deepcopy(json.loads(OSS))
    stricter["code"] = "stricter"
    file = tmp_path / "stricter.json"
    file.write_text(json.dumps(stricter))
    assert "is right" in manager("framework", "check", file)
    assert "not applied" in manager("maturity", "--agency", "city", "--framework", file, "--at",
                                    day(-1))
    manager("framework", "target", "oss", "1.2", "performing", "--by", day(9), "--agency", "city")
    assert "9 days left" in manager("maturity", "--agency", "city", "--element", "1.2")
    assert "small" in manager("framework", "list", "--agency", "city")
    wait_until(lambda: day(-1) in manager("maturity", "small", "--agency", "city", "--history"),
               what="a snapshot of yesterday")
    file.write_text("{")
    assert "not JSON" in manager("framework", "check", file, code=1)
