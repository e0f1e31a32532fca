"""Measures: figures by what was done, by day and by dimension; who is told what; text forms."""
import csv
import datetime
import io
import json

import pytest
import standards_desk
from case_desk import person
from town import today

TODAY = today()


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    staff = standards_desk.files()["city/staff"] + [person("olga", "manager", "hall")]
    return new_database(standards_desk.write(tmp_path_factory.mktemp("measures-desk"),
                                             **{"city/staff": staff}))


@pytest.fixture(scope="module")
def boss(daemon):
    """The manager of the city."""
    return daemon.api("mara")


@pytest.fixture(scope="module")
def world(daemon):
    """Six cases of two services over three channels; two are closed at once."""
    fia = daemon.api("fia")
    for service, channel, outcome in (("light", "email", None), ("light", "phone", "done"),
                                      ("light", "phone", None), ("shade", "counter", "done"),
                                      ("shade", "email", None), ("shade", "email", None)):
        fia.post("/cases", {"service": service, "channel": channel, "subject": "Light",
                            **({"outcome": outcome} if outcome else {})}).expect(201)
    return daemon


def ask(api, name, status=200, **query):
    return api.get(f"/measures/{name}", query=query).expect(status)


def cells(api, name, **query):
    """{(key, …): cell} of a measure in one period."""
    return {tuple(cell["key"]): cell for cell in ask(api, name, **query).json["cells"]}


def test_catalogue_has_every_family(boss):
    items = boss.get("/measures").expect(200).json["items"]
    assert {item["family"] for item in items} == {
        "volume", "time", "standards", "complaints", "satisfaction", "capacity", "segments", "quality"}
    assert len({item["name"] for item in items}) == len(items)
    for item in items:
        assert item["kind"] not in ("share",) or item["denominator"], item


def test_what_is_counted_is_told_in_the_readers_language(boss):
    told = {language: {item["name"]: item for item in boss.get(
        "/measures", headers={"Accept-Language": language}).expect(200).json["items"]} for language in ("en", "bg")}
    late = told["en"]["contacts-chase"], told["bg"]["contacts-chase"]
    assert [(one["numerator"], one["denominator"]) for one in late] == [
        ("contacts that ask how far it is", None), ("контакти с въпрос докъде е стигнало", None)]
    for name, item in told["bg"].items():
        for part in ("numerator", "denominator"):
            english = told["en"][name][part]
            assert (item[part] is None) == (english is None) and (item[part] is None or item[part] != english), name
    query = {"agency": "city", "from": "2011-01-01", "to": "2011-12-31"}
    shown = boss.get("/measures/cases-in-time", query=query, headers={"Accept-Language": "bg"}).expect(200).json
    assert shown["measure"]["denominator"] == "приключени преписки, оценени по стандарт за обработка"


def test_every_measure_is_read(world, boss):
    """Each by what it can be broken down by, so that every statement is tried."""
    for item in boss.get("/measures").expect(200).json["items"]:
        for by in item["dimensions"]:
            ask(boss, item["name"], by=by, every="month")


def test_counts_are_broken_down_by_two_dimensions(world, boss):
    found = cells(boss, "cases-opened", by="service,channel")
    assert {key: cell["value"] for key, cell in found.items()} == {
        ("light", "email"): 1, ("light", "phone"): 2, ("shade", "counter"): 1, ("shade", "email"): 2}
    assert cells(boss, "cases-opened")[()]["value"] == 6
    assert cells(boss, "cases-open")[()]["value"] == 4


def test_filters_take_what_they_name(world, boss):
    assert cells(boss, "cases-opened", service="shade")[()]["value"] == 3
    assert cells(boss, "cases-opened", channel="phone", by="service").keys() == {("light",)}
    assert cells(boss, "cases-opened", service="shade", channel="phone")[()]["value"] == 0
    assert cells(boss, "queue-arrivals", queue="permits")[()]["value"] == 6
    assert cells(boss, "queue-arrivals", queue="archive")[()]["value"] == 0
    assert cells(boss, "queue-arrivals", queue="permits", by="service")[("shade",)]["value"] == 3
    assert ask(boss, "queue-arrivals", queue="permits").json["queue"] == "permits"


def test_queue_of_what_is_not_counted_by_queue_is_refused(world, boss):
    (fault,) = ask(boss, "cases-opened", 422, queue="permits").json["fields"]
    assert fault["field"] == "queue" and "cases-opened" in fault["message"]
    (fault,) = ask(boss, "queue-arrivals", 422, queue="nowhere").json["fields"]
    assert fault["field"] == "queue" and "nowhere" in fault["message"]


def test_totals_stand_beside_a_breakdown(world, boss):
    answer = ask(boss, "cases-opened", by="service").json
    assert [cell["value"] for cell in answer["totals"]] == [6]
    assert answer["totals"][0]["key"] == []


def test_shares_say_what_they_are_of(world, boss):
    cell = cells(boss, "first-contact-resolution")[()]
    assert (cell["value"], cell["n"], cell["share"]) == (2, 2, 1)
    assert cells(boss, "reopened", service="light")[()]["n"] == 1
    nothing = cells(boss, "complaints-upheld")[()]
    assert (nothing["n"], nothing["share"]) == (0, None)


def test_times_have_percentiles_and_a_share_in_time(world, boss):
    cell = cells(boss, "elapsed-time")[()]
    assert cell["n"] == 2 and cell["in_time"] == cell["judged"] == 2 and cell["share"] == 1
    assert 0 <= cell["median"] <= cell["p90"] <= cell["p95"] < 3600
    assert ask(boss, "elapsed-time").json["measure"]["percentile_error"] == 0.016
    empty = cells(boss, "complaint-days")[()]
    assert (empty["n"], empty["median"]) == (0, None)


def test_each_period_is_there(world, boss):
    since = TODAY - datetime.timedelta(days=40)
    days = ask(boss, "cases-opened", every="day", **{"from": since, "to": TODAY}).json["cells"]
    assert len(days) == 41
    assert [cell["period"] for cell in days[:2]] == [
        str(since), str(since + datetime.timedelta(days=1))]
    assert sum(cell["value"] for cell in days) == 6
    for every, text in (("week", "%G-W%V"), ("month", "%Y-%m"), ("year", "%Y")):
        told = ask(boss, "cases-opened", every=every, **{"from": since, "to": TODAY}).json["cells"]
        assert told[0]["period"] == since.strftime(text)
        assert told[-1]["period"] == TODAY.strftime(text)
    assert ask(boss, "cases-opened", every="quarter").json["cells"][-1]["period"] == \
        f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"


def test_standards_are_told_by_their_version(world, boss):
    found = cells(boss, "right-first-time", by="standard")
    assert {key: cell["n"] for key, cell in found.items()} == {("right@2000-01-01",): 1}


# ---- what is refused ----


@pytest.mark.parametrize("query,field", [
    ({"from": "2026-02-30"}, "from"), ({"from": "nonsense"}, "from"), ({"to": "2011-13-01"}, "to"),
    ({"from": "2020-01-02", "to": "2020-01-01"}, "from"), ({"to": "2999-01-01"}, "to"),
    ({"by": "colour"}, "by"), ({"by": "service,service"}, "by"), ({"by": "stage"}, "by"),
    ({"by": "office,service,channel"}, "by"), ({"every": "hour"}, "every"), ({"office": "x"}, "office"),
    ({"service": "x"}, "service"), ({"channel": "x"}, "channel"), ({"segment": "x"}, "segment"),
    ({"format": "xml"}, "format"), ({"every": "day", "from": "1970-01-01"}, "every")])
def test_wrong_question_names_the_field(boss, query, field):
    answer = ask(boss, "cases-opened", 422, **query).json
    assert field in [one["field"] for one in answer["fields"]]


def test_unknown_measure_names_the_nearest(boss):
    answer = ask(boss, "case-opened", 404).json
    assert "cases-opened" in answer["hint"]


def test_other_agency_is_not_there(boss):
    ask(boss, "cases-opened", 404, agency="nowhere")


# ---- who is told ----


def test_figures_are_for_who_leads(daemon):
    ask(daemon.api("fia"), "cases-opened", 403)


def test_who_leads_one_office_is_told_of_that_one(world):
    olga = world.api("olga")
    assert cells(olga, "cases-opened", office="hall")[()]["value"] == 6
    for query in ({}, {"office": "east"}, {"by": "office"}):
        answer = ask(olga, "cases-opened", 403, **query).json
        assert [one["field"] for one in answer["fields"]] == ["office"]


def test_answers_to_surveys_are_for_who_leads_or_audits(world):
    for user, status in (("adam", 403), ("audra", 200), ("mara", 200)):
        ask(world.api(user), "answers-satisfied", status)
        ask(world.api(user), "cases-opened")


# ---- text ----


def test_csv_has_the_same_figures(world, boss):
    query = {"by": "service,channel", "every": "month"}
    answer = ask(boss, "cases-opened", **query).json
    for told in (ask(boss, "cases-opened", format="csv", **query),
                 boss.get("/measures/cases-opened", query=query, headers={"Accept": "text/csv"})):
        assert told.expect(200).headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(told.body.decode())))
        assert [(row["month"], row["service"], row["channel"], int(row["value"])) for row in rows] == [
            (cell["period"], *cell["key"], cell["value"]) for cell in answer["cells"]]


def test_command_lists_and_shows(world):
    mara = world.cli("mara")
    assert "cases-opened" in mara("measure", code=0).stdout
    table = mara("measure", "cases-opened", "--by", "service", code=0).stdout
    assert [line.split() for line in table.splitlines()[-3:]] == [
        ["light", "3"], ["shade", "3"], ["all", "6"]]
    assert json.loads(mara("measure", "cases-opened", "--json", code=0).stdout)["cells"][0]["value"] == 6
    assert mara("measure", "cases-opened", "--csv", code=0).stdout.splitlines() == ["\"value\"", "6"]
    assert "1.6 %" in mara("measure", "elapsed-time", code=0).stdout
    assert "nearest" in mara("measure", "elapsed", code=4).stderr
