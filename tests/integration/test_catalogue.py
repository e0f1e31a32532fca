"""The desk as the caller works with it, and the catalogue of services."""
import json
import pathlib

import pytest
from town import today

DEMO = pathlib.Path(__file__).resolve().parent.parent.parent / "config/desk/demo"


def defined(agency, kind):
    return json.loads((DEMO / agency / f"{kind}.json").read_text())[kind]


@pytest.fixture
def clerk(api):
    return api("ivo.marinov")  # of both agencies


@pytest.fixture
def water(api):
    return api("stela.ruseva")  # of the water company only


def codes(items, key="code"):
    return {item[key] for item in items}


def test_desk_shows_what_the_caller_works_with(water):
    desk = water.get("/desk").expect(200).json
    assert {(agency["code"], agency["mine"]) for agency in desk["agencies"]} == {
        ("city", False), ("water", True)}
    assert codes(desk["queues"]) == codes(defined("water", "queues"))
    assert codes(desk["segments"]) == codes(defined("water", "segments"))
    assert codes(desk["services"]) == codes(defined("water", "services"))
    # The city's hall serves the water company too; the district office does not.
    assert codes(desk["offices"]) == {"customer-centre", "central-hall"}
    by_name = {staff["user_name"]: staff for staff in desk["staff"]}
    assert by_name["dimitra.kosta"]["roles"] == ["case-manager", "team-lead"]
    assert by_name["ivo.marinov"]["roles"] == ["front-desk"]  # of the city, at its hall also for water
    assert "mila.petrova" not in by_name and "mail.courier" not in by_name


def test_desk_of_who_works_for_two_agencies_has_both(clerk):
    desk = clerk.get("/desk").expect(200).json
    assert all(agency["mine"] for agency in desk["agencies"])
    assert {queue["agency"] for queue in desk["queues"]} == {"city", "water"}
    visits = next(queue for queue in desk["queues"] if queue["code"] == "home-visits")
    assert (visits["office"], visits["skill"]) == ("north-district", None)
    assert "rada.lind" not in codes(desk["staff"], "user_name")  # not active


def test_desk_needs_a_session(api):
    api().get("/desk").expect(401)
    api().get("/services").expect(401)


def test_services_are_all_there_for_everyone(water):
    items = water.get("/services").expect(200).json["items"]
    assert {(item["agency"], item["code"]) for item in items} == {
        (agency, service["code"]) for agency in ("city", "water")
        for service in defined(agency, "services")}


@pytest.mark.parametrize("words, service", [
    ("birth certificate", "birth-certificate"), ("copy of my birth record", "birth-certificate"),
    ("I am moving house", "address-registration"), ("chnage of adress", "address-registration"),
    ("there is a pothole", "street-damage"), ("street lihgt", "street-damage"), ("kindergarten", "childcare-place"),
    ("creche", "childcare-place"), ("crèche", "childcare-place"), ("burst pipe", "burst-pipe"),
    ("my water bill is too high", "bill-enquiry"), ("old sofa", "bulky-waste"), ("terrace", "pavement-cafe"),
    ("building-permit", "building-permit"),
])
def test_services_are_found_by_the_words_of_customers(clerk, words, service):
    items = clerk.get("/services", query={"q": words}).expect(200).json["items"]
    assert service in [item["code"] for item in items[:3]]


def test_services_that_do_not_fit_are_left_out(clerk):
    assert clerk.get("/services", query={"q": "zxqj vwkk"}).expect(200).json == {"items": [], "next": None}
    items = clerk.get("/services", query={"q": "kindergarten"}).expect(200).json["items"]
    assert len(items) < 5


def test_services_of_the_callers_agencies(water):
    items = water.get("/services", query={"mine": "true"}).expect(200).json["items"]
    assert {item["agency"] for item in items} == {"water"}
    assert water.get("/services", query={"mine": "true", "agency": "city"}).expect(200).json["items"] == []
    assert water.get("/services", query={"mine": "true", "agency": "water"}).expect(200).json["items"] == items
    water.get("/services", query={"mine": "yes"}).expect(422)


def test_services_of_one_agency(clerk):
    items = clerk.get("/services", query={"agency": "water"}).expect(200).json["items"]
    assert codes(items) == codes(defined("water", "services"))
    clerk.get("/services", query={"agency": "nowhere"}).expect(422)


def test_service_is_shown_as_defined_with_its_promise(clerk):
    told = next(s for s in defined("city", "services") if s["code"] == "building-permit")
    shown = clerk.get("/services/building-permit").expect(200).json
    for key in ("name", "description", "kind", "documents", "channels", "expected_minutes", "skill",
                "queue", "process", "words"):
        assert shown[key] == told[key], key
    assert shown["fee"].items() >= told["fee"].items() if told.get("fee") else shown["fee"] is None
    now = str(today())
    standard = max((s for s in defined("city", "standards")
                    if s["code"] == told["standard"] and s["in_force_from"] <= now),
                   key=lambda s: s["in_force_from"])
    assert shown["standard"]["code"] == standard["code"]
    assert shown["standard"]["text"] == (
        f"{standard['target_percent']} % within {standard['amount']} {standard['unit'].replace('-', ' ')}")
    assert [related["code"] for related in shown["related"]] == [
        name.split("/")[-1] for name in told.get("related", [])]
    assert all(related["name"] for related in shown["related"])
    assert {"central-hall", "north-district"} == codes(shown["offices"])


def test_service_of_another_agency_can_be_looked_up(water):
    assert water.get("/services/building-permit").expect(200).json["agency"] == "city"
    assert water.get("/services/burst-pipe", query={"agency": "water"}).expect(200).json["agency"] == "water"
    water.get("/services/burst-pipe", query={"agency": "city"}).expect(404)
    water.get("/services/burst-pipe", query={"agency": "nowhere"}).expect(404)
    water.get("/services/nothing-at-all").expect(404)


def test_every_service_can_be_shown(clerk):
    for item in clerk.get("/services").expect(200).json["items"]:
        shown = clerk.get(f"/services/{item['code']}", query={"agency": item["agency"]}).expect(200).json
        assert shown["name"] == item["name"]
        assert shown["standard"] is None or " within " in shown["standard"]["text"]
