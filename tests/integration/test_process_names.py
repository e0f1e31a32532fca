"""What states, steps and outcomes are called: in the language asked for, for cases that run already too, and complete in what is shipped."""
import json
import shutil

import pytest
from onestop_daemon import ROOT, wait_until

DEMO = ROOT / "config/desk/demo"
SHIPPED = [*DEMO.glob("*/processes.json"), *(ROOT / "config/samples").glob("*/desk/*/processes.json")]


def edited(folder, change):
    """Files of the demonstration with the process of advice changed, as POST /desk takes them."""
    file = folder / "city/processes.json"
    content = json.loads(file.read_text())
    change(next(one for one in content["processes"] if one["code"] == "advice"))
    file.write_text(json.dumps(content))
    return [{"path": str(path.relative_to(folder)), "content": json.loads(path.read_text())} for path in sorted(folder.rglob("*.json"))]


def without_names(process):
    process.pop("outcomes")
    for one in process["states"] + process["transitions"]:
        one.pop("names")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The demonstration's, but advice has no names beside those of its agency, and none of outcomes."""
    folder = tmp_path_factory.mktemp("desk") / "desk"
    shutil.copytree(DEMO, folder)
    edited(folder, without_names)
    return folder


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture(scope="module")
def case(daemon):
    return daemon.api("ivo.marinov").post("/cases", {"agency": "city", "service": "tenant-advice", "office": "central-hall", "channel": "counter",
                                                     "subject": "A fence"}).expect(201).json["reference"]


def words(words, code):
    return next(one["name"] for one in words if one["code"] == code)


def process_of(api, code, **query):
    return next(one for one in api.get("/desk", query=query).expect(200).json["processes"] if (one["agency"], one["code"]) == ("city", code))


@pytest.mark.parametrize("query, state, step, outcome", [
    ({}, "Being assessed", "Grant", "Granted with conditions"), ({"language": "bg"}, "В процес на преценка", "Уважи искането", "Разрешено при условия"),
    ({"language": "bg-BG"}, "В процес на преценка", "Уважи искането", "Разрешено при условия"),
    ({"language": "de"}, "Being assessed", "Grant", "Granted with conditions")])
def test_the_desk_has_names_in_the_language_asked_for(daemon, query, state, step, outcome):
    process = process_of(daemon.api("ivo.marinov"), "permit", **query)
    assert words(process["states"], "assessing") == state
    assert words(process["steps"], "grant") == step
    assert words(process["outcomes"], "granted-with-conditions") == outcome


def test_outcomes_at_once_are_those_of_the_first_step(daemon):
    api = daemon.api("ivo.marinov")
    assert {one["code"] for one in process_of(api, "simple")["outcomes"] if one["at_once"]} == {"done", "answered", "refused", "withdrawn"}
    assert {one["code"] for one in process_of(api, "permit")["outcomes"] if one["at_once"]} == {"withdrawn", "not-pursued"}
    services = {one["code"]: one["process"] for one in api.get("/desk").json["services"] if one["agency"] == "city"}
    assert services["pavement-cafe"] == "permit"


def test_names_reach_cases_that_run_and_are_no_new_version(daemon, database, desk, case):
    """Until then an outcome is its code made readable; a reply says it in the language that it is written in."""
    lead, bg = daemon.api("vesna.jovic"), {"language": "bg"}
    whole = lead.get(f"/cases/{case}", query=bg).expect(200).json
    assert words(whole["process"]["outcomes"], "not-reached") == "Not reached"
    assert words(whole["process"]["states"], whole["state"]) == "Question asked"
    named = json.loads((DEMO / "city/processes.json").read_text())["processes"]
    files = edited(desk, lambda process: process.update(next(one for one in named if one["code"] == "advice")))
    daemon.api("nikola.babic").apply_desk({"files": files})
    assert database.value("select max(version) from process where code = 'advice'") == 1

    def seen():
        return lead.get(f"/cases/{case}", query=bg).expect(200).json
    wait_until(lambda: words(seen()["process"]["outcomes"], "not-reached") == "Клиентът не беше намерен")
    whole = seen()
    assert words(whole["process"]["states"], whole["state"]) == "Зададен въпрос"
    assert {one["step"]: one["name"] for one in whole["steps"]}["finish"] == "Консултирай и приключи"
    shown = daemon.cli("vesna.jovic")("case", "show", case, code=0).stdout
    assert "Question asked (asked)" in shown
    told = {language: lead.post(f"/cases/{case}/replies", {"body": "{{case.state}}", "language": language, "channel": "email", "preview": True}
                                ).expect(200).json["body"] for language in ("bg", "en")}
    assert told == {"bg": "Зададен въпрос", "en": "Question asked"}
    lead.post(f"/cases/{case}/close", {"outcome": "advised"}, if_match=lead.get(f"/cases/{case}").version).expect(200)
    assert "Advised (advised)" in daemon.cli("vesna.jovic")("case", "show", case, code=0).stdout


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
def test_what_is_shipped_is_complete_in_both_languages(file):
    for process in json.loads(file.read_text())["processes"]:
        ends = {outcome for state in process["states"] for outcome in state.get("outcomes", [])}
        assert {one["code"] for one in process["outcomes"]} == ends
        for one in process["states"] + process["transitions"] + process["outcomes"]:
            assert one["name"] and [(name["language"], bool(name["name"])) for name in one["names"]] == [("bg", True)], one
