"""The client at the real daemon: suggestions, compliments, the register of improvements."""
import re

import pytest

import cli_desk


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(str(cli_desk.write(tmp_path_factory.mktemp("desk"))))


@pytest.fixture(scope="module")
def staff(daemon):
    """staff("mila"): her client, logged in once."""
    known = {}

    def client(user):
        if user not in known:
            known[user] = daemon.cli(user)
        return known[user]

    return client


def test_suggestion_becomes_an_improvement(staff):
    said = staff("fia")("feedback", "log", "suggestion", "-", "--channel", "counter",
                        "--received-at", "2026-01-05T10:00", input="A bench, please\n", code=0).stdout
    reference = re.search(r"Feedback (\S+) is logged; state open", said).group(1)
    assert reference in staff("lena")("feedback", "list", "--state", "open", code=0).stdout
    lead, owner = staff("lena"), staff("mila")
    assert "with Mila Petrova" in lead("feedback", "assign", reference, "mila", code=0).stdout
    assert reference in owner("notice", code=0).stdout
    plan = lead.json("improvement", "add", "A bench before the hall", "--office", "hall", "--owner",
                     "petar", "--due-at", "2026-12-31 17:00", "--cost", "1250.50", "--currency", "EUR",
                     "--indicator", "feedback-answered", "--aim", "up", "--before", "3")
    assert (plan["cost"], plan["before"], plan["state"]) == (1250.5, 3, "idea")
    assert "is linked" in owner("improvement", "link", plan["reference"], "--feedback", reference,
                                code=0).stdout
    lead("improvement", "link", plan["reference"], "--figure", "wait 34 min", "--note", "July", code=0)
    lead("improvement", "link", plan["reference"], code=2)
    for state in ("accepted", "planned", "costed", "doing"):
        assert f"state {state}" in lead("improvement", "move", plan["reference"], state, code=0).stdout
    lead("improvement", "move", plan["reference"], "idea", code=5)
    assert "the states are" in lead("improvement", "move", plan["reference"], "maybe", code=2).stderr
    shown = owner("improvement", "show", plan["reference"], code=0).stdout
    for words in ("A bench, please", "wait 34 min", "1250.5", "feedback-answered", "Next"):
        assert words in shown
    assert re.search(r"Before\s+3\n", shown) and not re.search(r"After\s", shown)
    lead("improvement", "move", plan["reference"], "done", code=0)
    owner("improvement", "change", plan["reference"], "--after", "11.5", code=5)  # its owner is another one
    lead("improvement", "change", plan["reference"], "--after", "11.5", code=0)
    shown = owner("improvement", "show", plan["reference"], code=0).stdout
    assert re.search(r"Figure\s+feedback-answered\n", shown) and re.search(r"should go\s+up\n", shown)
    assert re.search(r"Before\s+3\nAfter\s+11.5\n", shown)
    lead("improvement", "publish", plan["reference"], "--line", "You asked for a bench.",
         "--language", "en", code=0)
    assert plan["reference"] in staff("fia")("improvement", "list", "--published", code=0).stdout
    assert "is taken back" in lead("improvement", "publish", plan["reference"], "--withdraw",
                                   code=0).stdout


def test_feedback_is_answered_or_closed(staff):
    owner = staff("mila")
    said = staff("fia").json("feedback", "log", "compliment", "So friendly", "--channel", "phone",
                             "--staff", "mila")
    assert said["staff"]["user_name"] == "mila" and said["customer"] is None
    answered = owner.json("feedback", "answer", said["reference"], "Thank you")
    assert (answered["state"], answered["answer"]) == ("answered", "Thank you")
    owner("feedback", "close", said["reference"], "Twice", code=5)
    shown = owner("feedback", "show", said["reference"], code=0).stdout
    assert "So friendly" in shown and "feedback-answered" in shown
    staff("fia")("feedback", "log", "praise", "x", "--channel", "phone", code=2)
    staff("petar")("feedback", "answer", said["reference"], "Mine", "--version", "1", code=5)
    owner("feedback", "show", "7K3M-9XQ5", code=4)


def test_improvement_is_changed(staff):
    lead = staff("lena")
    plan = lead.json("improvement", "add", "Longer hours")
    lead("improvement", "change", plan["reference"], code=2)
    lead("improvement", "change", plan["reference"], "--cost", "dear", code=2)
    changed = lead.json("improvement", "change", plan["reference"], "--owner", "mila",
                        "--description", "On Thursdays")
    assert changed["owner"]["user_name"] == "mila" and changed["version"] == 2
    cleared = lead.json("improvement", "change", plan["reference"], "--owner", "")
    assert cleared["owner"] is None
    lead("improvement", "change", plan["reference"], "--title", "Late", "--version", "1", code=5)
