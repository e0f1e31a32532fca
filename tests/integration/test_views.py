"""Saved lists: whose they are, who sees them, who deletes them."""
import pytest
from matrix import DESK


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(DESK)


@pytest.fixture(autouse=True)
def nothing(database):
    database.query("delete from saved_view")


def save(api, name="Late ones", status=200, **fields):
    return api.post("/views", {"name": name, "page": "cases", "query": "due=overdue", **fields}, key=False
                    ).expect(status).json


def names(api):
    return [view["name"] for view in api.get("/views").expect(200).json["items"]]


def test_view_is_kept_as_it_was_saved(people):
    clerk = people("office.front-desk")
    view = save(clerk, "Закъснели & co", query="due=overdue&queue=main-desk")
    assert view["query"] == "due=overdue&queue=main-desk" and not view["shared"]
    assert view["by"]["user_name"] == "office.front-desk"
    assert clerk.get("/views").json["items"] == [view]


def test_view_of_the_same_name_takes_what_is_new(people):
    clerk = people("office.front-desk")
    first = save(clerk)
    again = save(clerk, query="due=soon", shared=True)
    assert again["id"] == first["id"] and again["query"] == "due=soon" and again["shared"]
    save(clerk, page="tasks")
    assert len(names(clerk)) == 2


def test_view_of_one_person_is_nobody_elses(people):
    save(people("office.front-desk"))
    for other in ("agency.team-lead", "all.town", "all.county"):
        assert names(people(other)) == []


def test_shared_view_is_for_the_agency_alone(people):
    view = save(people("office.front-desk"), shared=True)
    for other in ("agency.team-lead", "office.auditor", "two-places.front-desk"):
        assert names(people(other)) == ["Late ones"]
    for other in ("all.county",):
        assert names(people(other)) == []
        people(other).delete(f"/views/{view['id']}").expect(404)
    people("agency-wide.courier").get("/views").expect(200)
    assert names(people("agency-wide.courier")) == []  # sends for the town, works elsewhere


def test_who_works_elsewhere_has_views_of_their_own(people):
    courier = people("agency-wide.courier")
    save(courier)
    assert names(courier) == ["Late ones"]


def test_who_made_it_or_leads_deletes(people):
    clerk, other, lead = map(people, ("office.front-desk", "agency.front-desk", "office.team-lead"))
    mine, shared, hidden = save(clerk, "Mine"), save(clerk, "Shared", shared=True), save(clerk, "Hidden")
    other.delete(f"/views/{shared['id']}").expect(403)
    other.delete(f"/views/{hidden['id']}").expect(404)
    lead.delete(f"/views/{hidden['id']}").expect(404)
    lead.delete(f"/views/{shared['id']}").expect(204)
    clerk.delete(f"/views/{mine['id']}").expect(204)
    clerk.delete(f"/views/{mine['id']}").expect(404)
    assert names(clerk) == ["Hidden"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "1x", "99999999999999999999", "%20"])
def test_number_that_is_none_is_not_there(people, number):
    people("office.front-desk").delete(f"/views/{number}").expect(404)


def test_views_of_one_person_are_so_many(people, database):
    clerk = people("office.front-desk")
    view = save(clerk)
    database.query("insert into saved_view (agency_id, staff_id, name, page, query, shared)"
                   " select agency_id, staff_id, 'View ' || n, page, query, false from saved_view, generate_series(1, 99) n")
    refused = save(clerk, "One more", 409)
    assert refused["type"] == "urn:onestop:problem:refused" and "delete" in refused["hint"]
    assert save(clerk)["id"] == view["id"]  # one that is there may change
    save(people("agency.front-desk"))
