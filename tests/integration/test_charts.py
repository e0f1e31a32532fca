"""Control charts over the API and the command line; watched charts, whose signals are raised once,
whoever looks, and decided by their owner."""
import datetime
import itertools
import re
import xml.etree.ElementTree as ElementTree

import pytest
import standards_desk
from case_desk import person
from onestop_daemon import wait_until
from town import ZONE, today

TODAY = today()
SVG = "{http://www.w3.org/2000/svg}"
WATCHED = {"code": "arrivals", "name": "Cases by day", "measure": "cases-opened", "every": "day", "periods": 40,
           "owner": "mara"}


def day(back):
    return TODAY - datetime.timedelta(days=back)


def desk_files(charts=()):
    staff = standards_desk.files()["city/staff"] + [person("olga", "manager", "hall")]
    return standards_desk.files(**{"city/staff": staff, "city/charts": list(charts)})


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    staff = desk_files()["city/staff"]
    return new_database(standards_desk.write(tmp_path_factory.mktemp("charts-desk"), **{"city/staff": staff}))


@pytest.fixture(scope="module")
def take_in(daemon):
    """take_in({back: count}): so many cases more, opened on a day so many days ago."""
    numbers, adam = itertools.count(), daemon.api("adam")

    def row(back):
        return {"external_id": f"{next(numbers)}", "service": "light", "office": "hall", "channel": "phone", "subject": "Light",
                "opened_at": datetime.datetime.combine(day(back), datetime.time(10), ZONE).isoformat()}

    def take(counts):
        rows = [row(back) for back, count in counts.items() for _ in range(count)]
        adam.post("/imports/requests", {"source": "past", "rows": rows}).expect(200)

    return take


@pytest.fixture(scope="module")
def history(take_in):
    """40 days of 2 or 4 cases; 20 ten days ago, and 30 yesterday."""
    take_in({back: {10: 20, 1: 30}.get(back, 2 + 2 * (back % 2)) for back in range(1, 41)})


@pytest.fixture(scope="module")
def mara(daemon, history):
    return daemon.api("mara")


def chart(api, name="cases-opened", status=200, **query):
    return api.get(f"/measures/{name}/chart", query={"from": f"{day(40)}", **query}).expect(status)


# ---- charts ----


def test_chart_has_a_point_a_day_limits_and_signals(mara):
    told = chart(mara).json
    assert [told["from"], told["to"]] == [f"{day(40)}", f"{day(1)}"], "today has not ended"
    values = [point["value"] for point in told["points"]]
    assert len(values) == 40 and values[-1] == 30
    ranges = [abs(one - other) for one, other in itertools.pairwise(values)]
    mean, bound = sum(values) / 40, 3.267 * sum(ranges) / 39
    kept = [one for one in ranges if one < bound]
    (segment,) = told["segments"]
    assert segment["mean"] == pytest.approx(mean)
    assert segment["left_out"] == len(ranges) - len(kept) == 3
    assert segment["upper"] == pytest.approx(mean + 2.66 * sum(kept) / len(kept))
    assert (segment["lower"], segment["judged"]) == (0, True) and segment["lower_judged"] < 0
    assert {(one["rule"], one["side"], one["from"]) for one in told["signals"] if one["rule"] == "beyond-limit"} == {
        ("beyond-limit", "above", f"{day(10)}"), ("beyond-limit", "above", f"{day(1)}")}
    assert told["points"][-1]["rule"] == "beyond-limit"


def test_chart_says_whether_a_target_is_luck(mara):
    assert chart(mara).json["assurance"] is None
    assert chart(mara, target="5").json["assurance"] is None, "more cases are neither better nor worse"
    assert chart(mara, "cases-in-time", target="0.9").json["assurance"] is None, "nothing was judged"


def test_chart_is_rebased_by_date(mara):
    told = chart(mara, rebase=f"{day(20)},{day(12)}").json
    assert [(one["values"], one["judged"]) for one in told["segments"]] == [(20, True), (8, False), (12, False)]
    assert told["segments"][0]["to"] == f"{day(21)}"


def test_chart_of_longer_periods_takes_whole_ones_that_have_ended(mara):
    told = chart(mara, every="month").json
    first = day(40).replace(day=1)
    assert told["from"] == f"{first}" and told["points"][0]["period"] == f"{first:%Y-%m}"
    last = TODAY.replace(day=1) - datetime.timedelta(days=1)
    assert told["to"] == f"{last}" and told["points"][-1]["period"] == f"{last:%Y-%m}"
    assert not told["segments"][0]["judged"]
    monday = TODAY - datetime.timedelta(days=TODAY.weekday())
    assert chart(mara, every="week").json["to"] == f"{monday - datetime.timedelta(days=1)}"


def test_chart_of_a_distribution_has_the_figure_asked_for(mara):
    assert chart(mara, "elapsed-time").json["unit"] == "seconds"
    told = chart(mara, "elapsed-time", figure="in-time").json
    assert (told["unit"], told["figure"]) == ("share", "in-time")
    assert all(point["value"] is None for point in told["points"]), "nothing was closed"


def test_chart_is_a_picture_to_who_asks_for_one(mara):
    answer = mara.get("/measures/cases-opened/chart", query={"from": f"{day(40)}", "office": "hall"},
                      headers={"Accept": "image/svg+xml"}).expect(200)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    picture = ElementTree.fromstring(answer.text)
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == "Cases opened, Hall" and "signals" in description.text
    marks = [mark.text for mark in picture.iter(f"{SVG}title") if mark.text.endswith("Above the upper limit")]
    assert [mark.split(":")[0] for mark in marks] == [f"{day(10)}", f"{day(1)}"]
    bulgarian = chart(mara, format="svg", language="bg").text
    assert "Горна граница" in bulgarian
    assert "script" not in bulgarian and "href" not in bulgarian


def test_title_of_a_picture_names_what_it_is_narrowed_to_in_words(mara):
    def title(language, name, **query):
        picture = ElementTree.fromstring(chart(mara, name, format="svg", language=language, **query).text)
        return picture.find(f"{SVG}title").text

    assert title("en", "elapsed-time", figure="in-time", service="light", channel="phone") == (
        "Time from receipt to closing (In time), Light, Phone")
    assert title("bg", "elapsed-time", figure="p90", channel="phone") == (
        "Време от получаване до приключване (90-и персентил), Телефон")


@pytest.mark.parametrize("field, query", [
    ("to", {"to": f"{TODAY + datetime.timedelta(days=1)}"}), ("from", {"from": f"{TODAY}"}), ("by", {"by": "office"}),
    ("every", {"from": "1990-01-01"}), ("every", {"every": "hour"}), ("figure", {"figure": "median"}),
    ("figure", {"figure": "mean"}), ("target", {"target": "many"}), ("rebase", {"rebase": "2026-02-30"}),
    ("rebase", {"rebase": ",".join(["2026-01-01"] * 51)}), ("trend", {"trend": "2"}), ("run", {"run": "51"}),
    ("queue", {"queue": "permits"}), ("queue", {"queue": "nonsense"}), ("format", {"format": "png"}),
    ("language", {"language": "xx"}), ("office", {"office": "nonsense"})])
def test_chart_names_what_is_wrong_with_a_question(mara, field, query):
    errors = chart(mara, status=422, **query).json["fields"]
    assert field in {error["field"] for error in errors}


def test_chart_is_told_to_who_may_see_its_figures(daemon, mara):
    assert "cases-opened" in chart(mara, "cases-opend", status=404).json["hint"]
    chart(daemon.api("fia"), status=403)
    chart(daemon.api("walt"), status=404, agency="city")
    olga = daemon.api("olga")
    assert chart(olga, status=403).json["fields"][0]["field"] == "office"
    chart(olga, office="hall")


def test_chart_of_a_queue_is_of_that_queue_alone(mara):
    told = chart(mara, "demand-minutes", queue="archive").json
    assert told["queue"] == "archive" and not any(point["value"] for point in told["points"])


# ---- watched charts ----


def faults_of(daemon, chart):
    files = [{"path": f"{path}.json", "content": {path.rsplit('/', 1)[-1]: items}}
             for path, items in desk_files([WATCHED | chart]).items()]
    told = daemon.api("adam").post("/desk", {"files": files}, query={"dry_run": "true"}).expect(422).json["fields"]
    return {fault["field"].removeprefix("/charts/0/"): fault["message"] for fault in told}


def signals(api, **query):
    return api.get("/signals", query={"limit": 200, **query}).expect(200).json["items"]


def looked(database, code):
    """The day of the last look at a chart."""
    return database.value("select looked_on::text from chart_look where code = %s and claimed_until is null", code)


def look_again(database, new_daemon, days=1):
    """Days are over, as it were: what has looked knows it, two daemons that begin do not."""
    database.query("update chart_look set looked_on = looked_on - %s", days)
    for _ in range(2):
        new_daemon(database, server__workers=2)
    wait_until(lambda: looked(database, "arrivals") == f"{TODAY}", what="another look")


@pytest.fixture(scope="module")
def watched(daemon, database, history, tmp_path_factory):
    """The daemon has looked at the chart."""
    folder = tmp_path_factory.mktemp("watched-desk")
    database.onestopd("apply", standards_desk.write(folder, **desk_files([WATCHED])))
    wait_until(lambda: looked(database, "arrivals") == f"{TODAY}", what="the look at a watched chart")


def test_signal_is_raised_for_the_owner_and_older_ones_are_not(watched, mara, daemon):
    (signal,) = signals(mara)
    assert (signal["chart"], signal["rule"], signal["side"], signal["from"], signal["value"]) == (
        "arrivals", "beyond-limit", "above", f"{day(1)}", 30)
    assert signal["upper"] == pytest.approx(chart(mara).json["segments"][0]["upper"])
    assert signal["owner"]["user_name"] == "mara" and signal["state"] == "open"
    notices = mara.get("/notices").expect(200).json["items"]
    assert [(one["kind"], one["about"], one["reference"], one["subject"], one["state"]) for one in notices] == [
        ("signal-raised", "signal", signal["reference"], "Cases by day", "open")]
    assert daemon.api("lena").get("/notices").expect(200).json["items"] == []


def test_signal_is_told_once_whoever_looks(watched, mara, database, new_daemon):
    look_again(database, new_daemon)
    assert len(signals(mara)) == 1
    assert database.value("select count(*) from notice where event_kind_name(kind) = 'signal-raised'") == 1


def test_days_on_which_no_daemon_looked_are_made_up_for(watched, mara, database, new_daemon):
    """Also when they are longer ago than figures are looked at again for corrections."""
    database.query("update chart_look set since = since - 30")  # as if it had been watched for some time
    look_again(database, new_daemon)
    told = lambda: {(one["rule"], one["from"]) for one in signals(mara)}
    assert ("beyond-limit", f"{day(10)}") not in told(), "what was looked at on its day is not news"
    look_again(database, new_daemon, days=15)
    assert ("beyond-limit", f"{day(10)}") in told()


def test_late_correction_is_noticed_at_the_next_look(watched, mara, database, new_daemon, take_in):
    before = {one["reference"] for one in signals(mara)}
    take_in({3: 40})
    look_again(database, new_daemon)
    assert [one["from"] for one in signals(mara) if one["reference"] not in before] == [f"{day(3)}"]


def test_signal_is_decided_once_by_who_leads(watched, mara, daemon, database):
    reference = signals(mara, owner="me", chart="arrivals")[-1]["reference"]
    said = {"cause": "A storm", "decision": "A second shift until Friday"}
    path = f"/signals/{reference}/decide"
    daemon.api("audra").get(f"/signals/{reference}").expect(200)
    daemon.api("audra").post(path, said, if_match=1).expect(403)
    daemon.api("walt").post(path, said, if_match=1).expect(404)
    daemon.api("fia").get(f"/signals/{reference}").expect(403)
    daemon.api("olga").get(f"/signals/{reference}").expect(404)
    assert signals(daemon.api("olga")) == [] and signals(daemon.api("walt")) == []
    mara.post(path, {"cause": "A storm"}, if_match=1).expect(422)
    decided = mara.post(path, said, if_match=1).expect(200)
    shown = mara.get(f"/signals/{reference}").expect(200).json
    assert [event["kind"] for event in shown.pop("events")] == ["signal-raised", "signal-decided"]
    assert shown == decided.json, "the view and the daemon write the same"
    assert (shown["state"], shown["cause"], shown["decided_by"]["user_name"]) == ("decided", "A storm", "mara")
    assert mara.post(path, said, if_match=2).expect(409).json["title"]
    assert [one["reference"] for one in signals(mara, state="decided")] == [reference]
    for what in ("counters", "chain"):
        assert daemon.api("audra").get(f"/audit/{what}").expect(200).json["clean"]


MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday())
BY_WEEK = {"code": "slow-weeks", "name": "Time by week", "measure": "elapsed-time", "figure": "p90", "every": "week",
           "periods": 30, "office": "hall", "service": "light", "target": 864000, "trend": 8, "run": 9, "owner": "mara",
           "rebase": [f"{MONDAY - datetime.timedelta(weeks=20)}"]}
BY_QUEUE = {"code": "permits", "name": "Into permits", "measure": "queue-arrivals", "every": "week", "periods": 20,
            "queue": "permits", "owner": "mara"}


@pytest.fixture(scope="module")
def watched_by_week(watched, daemon, database, tmp_path_factory):
    """What took one hour or four for thirty weeks took until the next day in the last one, and much more came."""
    def row(weeks, number):
        opened = datetime.datetime.combine(MONDAY - datetime.timedelta(weeks=weeks), datetime.time(10), ZONE)
        took = datetime.timedelta(hours=30 if weeks == 1 else 1 + 3 * (weeks % 2))
        return {"external_id": f"{weeks}-{number}", "service": "light", "office": "hall", "channel": "phone", "subject": "Light",
                "opened_at": opened.isoformat(), "closed_at": (opened + took).isoformat(), "outcome": "done"}

    rows = [row(weeks, number) for weeks in range(1, 31) for number in range(200 if weeks == 1 else 2 + weeks % 2)]
    told = daemon.api("adam").post("/imports/requests", {"source": "weeks", "rows": rows}).expect(200).json["results"]
    assert [one for one in told if one["result"] == "rejected"] == []
    folder = tmp_path_factory.mktemp("weeks-desk")
    database.onestopd("apply", standards_desk.write(folder, **desk_files([WATCHED, BY_WEEK, BY_QUEUE])))
    for code in ("slow-weeks", "permits"):
        wait_until(lambda: looked(database, code) == f"{TODAY}", what="the look at a chart by week")


@pytest.mark.parametrize("definition", [BY_WEEK, BY_QUEUE], ids=["figure", "queue"])
def test_signal_tells_what_its_chart_watches_so_that_it_is_drawn_again(watched_by_week, mara, definition):
    signal = next(one for one in signals(mara, chart=definition["code"]) if one["rule"] == "beyond-limit")
    without = {"figure": None, "queue": None, "office": None, "service": None, "target": None, "trend": 7, "run": 7, "rebase": []}
    expected = without | {key: told for key, told in definition.items() if key not in ("code", "owner")}
    assert {key: signal[key] for key in expected} == expected
    assert signal["to"] == f"{MONDAY - datetime.timedelta(days=1)}"
    asked = {key: signal[key] for key in ("figure", "every", "office", "service", "queue", "target", "trend", "run")}
    asked |= {"from": MONDAY - datetime.timedelta(weeks=signal["periods"]), "rebase": ",".join(signal["rebase"])}
    drawn = chart(mara, definition["measure"], **{key: f"{value}" for key, value in asked.items() if value}).json
    assert drawn["points"][-1]["value"] == signal["value"] and len(drawn["points"]) == signal["periods"]
    last = drawn["segments"][-1]
    assert [last[key] for key in ("mean", "lower", "upper")] == pytest.approx([signal[key] for key in ("mean", "lower", "upper")])
    if definition is BY_WEEK:
        assert signal["lower"] == 0 > last["lower_judged"], "limits are as shown"
    decided = mara.post(f"/signals/{signal['reference']}/decide", {"cause": "A fair", "decision": "Nothing"}, if_match=1).expect(200).json
    shown = mara.get(f"/signals/{signal['reference']}").expect(200).json
    assert shown == decided | {"events": shown["events"]}, "the view and the daemon write the same"


def test_definition_names_what_is_wrong_with_a_watched_chart(daemon):
    wrong = {"measure": "cases-opend", "owner": "fia", "office": "nowhere", "every": "hour", "periods": 12}
    faults = faults_of(daemon, wrong)
    assert faults.keys() == wrong.keys() and "cases-opened" in faults["measure"]
    days = [f"{day(back)}" for back in range(51)]
    assert faults_of(daemon, {"figure": "p90", "queue": "permits", "rebase": days}).keys() == {
        "figure", "queue", "rebase"}


# ---- the command line ----


def test_cli_shows_a_chart_and_draws_it(daemon, mara, tmp_path):
    cli = daemon.cli("mara")
    shown = cli("chart", "cases-opened", "--from", f"{day(40)}", code=0).stdout
    assert "█" in shown and f"Signal: beyond-limit above, {day(1)}" in shown
    assert re.search(rf"{day(1)}\s+30\s+beyond-limit above", shown)
    cli("chart", "cases-opened", "--svg", "-o", tmp_path / "chart.svg", code=0)
    assert ElementTree.parse(tmp_path / "chart.svg").getroot().tag == f"{SVG}svg"
    cli("chart", "cases-opened", "-o", tmp_path / "other", code=2)
    cli("chart", "cases-opend", code=4)


def test_cli_decides_a_signal(daemon, mara, watched):
    cli = daemon.cli("mara")
    reference = signals(mara, state="open")[0]["reference"]
    assert reference in cli("signal", "list", "--mine", "--state", "open", code=0).stdout
    told = cli("signal", "decide", reference, "--cause", "A fair", "--decision", "Nothing", code=0).stdout
    assert f"Signal {reference} is decided; state decided" in told
    shown = cli("signal", "show", reference, code=0).stdout
    assert "A fair" in shown and "signal-decided" in shown and re.search(r"Every\s+day", shown)
