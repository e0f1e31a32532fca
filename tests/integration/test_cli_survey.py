"""The client at the real daemon: surveys."""
import json
import re

import pytest

import cli_desk
from test_survey import AFTER, VISIT


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = cli_desk.write(tmp_path_factory.mktemp("desk"))
    (folder / "city/surveys.json").write_text(
        json.dumps({"surveys": [{**AFTER, "services": []}, VISIT]}))
    return new_database(str(folder))


@pytest.fixture(scope="module")
def staff(daemon):
    known = {}

    def client(user):
        if user not in known:
            known[user] = daemon.cli(user)
        return known[user]

    return client


def invitation(staff, number):
    lead = staff("lena")
    who = lead.json("customer", "add", "--name", f"Ana {number}", "--phone", f"+3592900{number:04}")["id"]
    case = lead.json("case", "log", "--service", "light", "--subject", "A lamp", "--channel", "phone",
                     "--office", "hall", "--customer", str(who))["reference"]
    lead("case", "close", case, "done", code=0)
    listed = lead("survey", "list", "--state", "invited", "--delivery", "phone", code=0).stdout
    return re.search(r"^(\S{4}-\S{4})", listed.splitlines()[1]).group(1)


def test_invitation_is_shown_and_its_answers_keyed_in(staff):
    reference, desk = invitation(staff, 1), staff("fia")
    shown = desk("survey", "show", reference, code=0).stdout
    assert "Ana 1" in shown and "happy?" in shown
    desk("survey", "answer", reference, "happy", "--channel", "phone", code=2)
    assert "1 to 5" in desk("survey", "answer", reference, "happy=7", "--channel", "phone",
                            code=1).stderr
    answers = "happy=4\nbribe=no\nwords=Long, slow queue\n"
    assert "is answered; state answered" in desk("survey", "answer", reference, "-", "--channel",
                                                 "letter", input=answers, code=0).stdout
    assert "Long, slow" not in desk("survey", "show", reference, code=0).stdout
    assert "Long, slow queue" in staff("lena")("survey", "show", reference, code=0).stdout
    desk("survey", "answer", reference, "happy=4", "--channel", "phone", code=5)
    assert "fewer than 5" in desk("survey", "results", "after", code=0).stdout
    told = staff("audra")("survey", "results", "after", "--by", "office", code=0).stdout
    assert "1 answered" in told and "hall" in told
    desk("survey", "results", "nonsense", code=4)


def test_link_is_given_out_once(staff):
    reference, desk = invitation(staff, 2), staff("fia")
    link = desk("survey", "send", reference, code=0).stdout.strip()
    assert re.fullmatch(r"https://town\.example/answer#[\w-]{43}", link)
    assert desk("survey", "send", reference, code=0).stdout.strip() != link


def test_visit_is_entered_by_who_audits(staff):
    entered = staff("audra")("survey", "enter", "visit", "happy=2,bribe=yes", "--office", "hall",
                             code=0).stdout
    assert "is entered; state answered" in entered
    staff("fia")("survey", "enter", "visit", "happy=2", code=5)
    assert len(staff("audra").json("survey", "list", "--kind", "mystery-visit")) == 1
