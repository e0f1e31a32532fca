"""Versions of the desk definition: what was applied, by whom, and what it said."""
import copy
import json

import pytest
import small_desk


@pytest.fixture(scope="module")
def folder(workplace):
    return small_desk.write(workplace / "version-desk")


@pytest.fixture(scope="module")
def database(new_database, folder):
    return new_database(folder)


def rename(people, name):
    people = copy.deepcopy(people)
    people["north"][1]["name"] = name
    return people


@pytest.fixture(scope="module")
def applied(database, folder):
    """The first version, and two that rename somebody."""
    for name in ("Fay Second", "Fay Third"):
        database.onestopd("apply", small_desk.write(folder, rename(small_desk.STAFF, name)))


@pytest.fixture(scope="module")
def ada(people, applied):
    return people("ada")


def fay(version):
    return next(member["name"] for member in version["definition"]["staff"] if member["user_name"] == "fay")


def test_versions_come_newest_first_with_what_they_said(ada):
    versions = ada.get("/desk/versions").expect(200).json["items"]
    assert len(versions) == 3
    assert [version["number"] for version in versions] == sorted(
        (version["number"] for version in versions), reverse=True)
    shown = [ada.get(f"/desk/versions/{version['number']}").expect(200).json for version in versions]
    assert [fay(version) for version in shown] == ["Fay Third", "Fay Second", "Fay"]
    for version, whole in zip(versions, shown):
        assert {name: whole[name] for name in version} == version
        assert version["applied_by"] is None  # by the operator
        assert whole["definition"]["code"] == "north" and "south" not in str(whole)


def test_pages_go_on_where_they_ended(ada):
    first = ada.get("/desk/versions", query={"limit": 2}).expect(200).json
    rest = ada.get("/desk/versions", query={"limit": 2, "cursor": first["next"]}).expect(200).json
    assert len(first["items"]) == 2 and len(rest["items"]) == 1 and rest["next"] is None


def test_version_says_who_applied_it(ada, database):
    number = ada.get("/desk/versions").json["items"][0]["number"]
    database.query("update desk_definition set applied_by = (select id from staff where user_name = 'ada') where id = %s",
                   number)
    assert ada.get(f"/desk/versions/{number}").json["applied_by"] == {"user_name": "ada", "name": "Ada"}


def test_agency_sees_its_own_part(people, ada):
    abe = people("abe")
    south = abe.get("/desk/versions").expect(200).json["items"][-1]["number"]
    assert abe.get(f"/desk/versions/{south}").expect(200).json["definition"]["code"] == "south"
    abe.get("/desk/versions", query={"agency": "north"}).expect(404)
    abe.get(f"/desk/versions/{south}", query={"agency": "north"}).expect(404)
    people("cora").get("/desk/versions").expect(403)


@pytest.mark.parametrize("number", ["0", "999999", "x", "-1", "99999999999999999999"])
def test_version_that_never_was_is_not_there(ada, number):
    ada.get(f"/desk/versions/{number}").expect(404)


def body(folder, name):
    files = small_desk.write(folder, rename(small_desk.STAFF, name))
    return {"files": [{"path": str(path.relative_to(files)), "content": json.loads(path.read_text())}
                      for path in sorted(files.rglob("*.json")) if "south" not in str(path)]}


def of_north(definition):
    """Without the other agency, which ada does not administer."""
    for file in definition["files"]:
        if file["path"] == "agencies.json":
            file["content"]["agencies"] = [one for one in file["content"]["agencies"] if one["code"] == "north"]
    return definition


def test_what_others_applied_since_the_dry_run_is_noticed(ada, tmp_path):
    first, second = (of_north(body(tmp_path / name, name)) for name in ("Fay Fourth", "Fay Fifth"))
    tried = [ada.post("/desk", one, query={"dry_run": "true"}).expect(200) for one in (first, second)]
    assert tried[0].version == tried[1].version == ada.get("/desk/versions").json["items"][0]["number"]
    applied = ada.post("/desk", first, if_match=tried[0].version).expect(200)
    assert applied.version == applied.json["definition_id"] > tried[0].version
    for query in ({}, {"dry_run": "true"}):
        ada.post("/desk", second, if_match=tried[1].version, query=query).expect(412)
    assert fay(ada.get(f"/desk/versions/{applied.version}").json) == "Fay Fourth"
    same = ada.post("/desk", first, if_match=applied.version).expect(200)  # nothing is different
    assert same.json["definition_id"] is None and same.version == applied.version
    ada.post("/desk", second, if_match=applied.version).expect(200)


def test_what_is_applied_names_the_version_that_was_seen(ada, tmp_path):
    definition = of_north(body(tmp_path, "Fay"))
    for query in ({}, {"dry_run": "false"}):
        ada.post("/desk", definition, query=query).expect(428)
