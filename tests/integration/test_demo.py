"""What ./scripts/run fills the demonstration desk with: cases and sample replies, through the client."""
import json
import subprocess

import pytest
from onestop_daemon import BUILD, PASSWORD, ROOT

DESK = ROOT / "config/desk/demo"


@pytest.fixture(scope="module")
def filled(daemon, database, cluster, tmp_path_factory):
    """The directory of such a run, filled."""
    directory = tmp_path_factory.mktemp("var")
    users = [person["user_name"] for path in sorted(DESK.glob("*/staff.json"))
             for person in json.loads(path.read_text())["staff"] if person.get("grants")]
    for user in users:
        database.set_password(user)
    (directory / "demo-logins.json").write_text(json.dumps(
        [{"user": user, "password": PASSWORD} for user in users]))
    (directory / "tls").symlink_to(cluster.directory / "tls")
    done = subprocess.run([ROOT / "scripts/demo-cases", daemon.url, directory, BUILD / "onestop", DESK],
                          text=True, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def test_sample_replies_in_two_languages_have_owners_and_reviews(filled, daemon):
    samples = daemon.api("ivo.marinov").get("/samples", query={"limit": 200}).expect(200).json["items"]
    files = sorted(path.name for path in DESK.glob("*/replies/*.txt"))
    assert sorted(f"{one['code']}.{one['language']}.txt" for one in samples) == files
    for agency, least in (("city", 12), ("water", 3)):
        codes = {language: {one["code"] for one in samples if one["agency"] == agency
                            and one["language"] == language} for language in ("bg", "en")}
        assert codes["bg"] == codes["en"] and len(codes["bg"]) * 2 >= least
    assert len({one["owner"]["user_name"] for one in samples}) > 5
    assert len({one["review_on"] for one in samples}) > 2 and not any(one["review_due"] for one in samples)
    services = {service for one in samples for service in one["services"]}
    assert {"building-permit", "birth-certificate", "meter-check"} <= services


@pytest.mark.parametrize("words, code", [
    ("documents missing", "documents-missing"), ("dokuments mising", "documents-missing"),
    ("липсват документи", "documents-missing"), ("липсвт докумнти", "documents-missing"),
    ("appointment", "appointment"), ("apointmet", "appointment"), ("час за среща", "appointment"),
    ("получена жалба", "complaint-received"), ("получна жалбта", "complaint-received"),
    ("fée to be pàid", "fee-to-pay"), ("kindergarten place", "no-childcare-place-yet")])
def test_sample_replies_are_found_with_accents_and_typos(filled, daemon, words, code):
    cli = daemon.cli("ivo.marinov")
    assert code in [one["code"] for one in cli.json("sample", "search", words)][:3]


def test_every_sample_reply_can_be_sent(filled, daemon):
    """Each is filled for a case of its own service, in its own language."""
    leads = {"city": daemon.api("vesna.jovic"), "water": daemon.api("dimitra.kosta")}
    for agency, api in leads.items():
        cases = api.get("/cases", query={"limit": 200, "agency": agency}).expect(200).json["items"]
        case = next(case for case in cases if case["customer"] is not None)
        for one in api.get("/samples", query={"limit": 200, "agency": agency}).expect(200).json["items"]:
            told = api.post(f"/cases/{case['reference']}/replies", {
                "sample": one["code"], "language": one["language"], "channel": "email",
                "preview": True}).expect(200).json
            assert case["reference"] in told["body"] and "{{" not in told["body"] + told["subject"]
            assert told["language"] == one["language"]


def test_cases_are_logged_and_some_are_replied_to(filled, daemon, database):
    assert database.value("select count(*) from kase") >= 15
    used = {(one["agency"], one["code"]) for one in daemon.api("ivo.marinov").get(
        "/samples", query={"limit": 200}).expect(200).json["items"] if one["uses"] > 0}
    assert used == {("city", "received"), ("water", "received")}
    for audit in ("counters", "chain"):
        assert daemon.api("marek.dvorak").get(f"/audit/{audit}").expect(200).json["clean"]
