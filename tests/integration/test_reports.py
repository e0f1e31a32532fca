"""Reports: run, frozen, asked for again, corrected, delivered, published; who may, and what is refused."""
import datetime
import io
import json
import re
import zipfile

import case_desk
import post
import pytest
from onestop_daemon import wait_until
import town

CSV_HEAD = '"Section","Measure","Unit","Period"'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def texts(title, other):
    return [{"language": "en", "title": title}, {"language": "bg", "title": other}]


def section(code, measures, **more):
    return {"code": code, "texts": texts(code.capitalize(), code.upper()), "measures": measures, **more}


SECTIONS = [section("days", ["cases-opened", "cases-closed"], every="day", show=["table", "chart"]),
            section("services", ["cases-opened", "cases-closed", "elapsed-time"], by="service", show=["table", "chart"]),
            section("crossed", ["cases-opened"], by=["service", "channel"]),
            section("promises", ["cases-in-time", "elapsed-time", "satisfied"])]


@pytest.fixture(scope="module")
def endpoint(cluster):
    endpoint = post.Endpoint(cluster)
    yield endpoint
    endpoint.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory, endpoint):
    folder = case_desk.write(tmp_path_factory.mktemp("report-desk"))
    case_desk.change(folder, "city/staff", lambda staff: staff.append(case_desk.person("mara", "manager")))
    (folder / "city/reports.json").write_text(json.dumps({"reports": [
        {"code": "monthly", "name": "Monthly", "period": "month", "schedule": {"day": 3}, "publish": True,
         "texts": texts("Monthly report", "Месечен отчет"), "sections": SECTIONS,
         "recipients": [
             {"code": "ministry", "name": "Ministry", "kind": "ministry", "email": "in@ministry.example",
              "format": "xlsx", "language": "bg"},
             {"code": "council", "name": "Council", "kind": "council", "url": endpoint.url("/reports"),
              "format": "json", "language": "en"}]},
        {"code": "yearly", "name": "Yearly", "period": "year", "texts": texts("Year", "Година"),
         "sections": SECTIONS[1:]}]}))
    return folder


@pytest.fixture(scope="module")
def database(new_database, desk):
    return new_database(desk)


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox, workplace):
    secrets = workplace / "council-secrets"
    secrets.write_text(f"city/council = {post.SECRET}\n")
    return new_daemon(database, courier__webhook_secrets=secrets, courier__allow_private="yes",
                      courier__webhook_ca=cluster.directory / "tls/ca.pem", **mailbox.settings(cluster))


def take_in(people, rows):
    """Past cases: (external id, service, channel, opened, closed or None)."""
    told = people("adam").post("/imports/requests", {"agency": "city", "source": "old", "rows": [
        {"external_id": name, "service": service, "channel": channel, "office": "hall",
         "opened_at": opened, **({"closed_at": closed, "outcome": "done"} if closed else {})}
        for name, service, channel, opened, closed in rows]}).expect(200).json
    assert not told.get("faults"), told


@pytest.fixture(scope="module")
def world(daemon, people):
    """July 2011: twelve lamps by phone, six by letter, two by e-mail; each day one, most closed in three days."""
    channels = ["phone"] * 12 + ["letter"] * 6 + ["email"] * 2
    take_in(people, [(f"july-{i}", "light", channel, f"2011-07-{i + 1:02}T10:00:00Z",
                      f"2011-07-{i + 4:02}T10:00:00Z" if i < 18 else None) for i, channel in enumerate(channels)])
    return people


def run(api, period="2011-07", code="monthly"):
    """Runs a report and waits until it has ended."""
    asked = api.post(f"/reports/{code}/runs", {"period": period}).expect(202).json
    assert asked["state"] in ("waiting", "running", "done", "unchanged")
    return wait_until(lambda: ended(api, asked["id"]), what="the run")


def ended(api, number):
    found = api.get(f"/report-runs/{number}").expect(200).json
    return found if found["state"] not in ("waiting", "running") else None


def file(api, number, status=200, **query):
    return api.get(f"/report-runs/{number}/file", query=query).expect(status)


def figures(api, number, **query):
    return file(api, number, format="json", **query).json["figures"]


def rows(document, code):
    found = next(part for part in document["sections"] if part["code"] == code)
    return {tuple(key["code"] for key in row["keys"]) or row["period"]: row["figures"] for row in found["rows"]}


@pytest.fixture(scope="module")
def first(world):
    found = run(world("mara"))
    assert (found["state"], found["edition"], found["percent"]) == ("done", 1, 100), found
    return found


def test_figures_are_those_of_the_period(world, first):
    document = figures(world("mara"), first["id"])
    assert rows(document, "services")[("light",)][:2] == [{"value": 20}, {"value": 18}]
    elapsed = rows(document, "services")[("light",)][2]
    assert elapsed["n"] == 18 and abs(elapsed["median"] - 3 * 86400) <= 3 * 86400 * 0.016
    assert rows(document, "days")["2011-07-20"][0] == {"value": 1}
    assert len(rows(document, "days")) == 31
    assert rows(document, "promises")[None][0] == {"value": 18, "n": 18}


def test_services_say_by_which_promise_the_charter_tells_of_them(world, first):
    """So that what goes out withholds two of a promise where it would have withheld one."""
    found = next(part for part in figures(world("mara"), first["id"])["sections"] if part["code"] == "services")
    promises = {row["keys"][0]["code"]: row["keys"][0].get("promise") for row in found["rows"]}
    assert promises["light"] == "ten-days", promises


def test_asked_again_it_is_unchanged_and_the_same_bytes(world, first):
    formats = [{"format": name, "language": language} for name in ("html", "xlsx", "csv", "json")
               for language in ("en", "bg")]
    before = [file(world("mara"), first["id"], **query).body for query in formats]
    again = run(world("mara"))
    assert (again["state"], again["same_as"], again["edition"]) == ("unchanged", first["id"], None)
    assert [file(world("mara"), first["id"], **query).body for query in formats] == before
    problem = file(world("mara"), again["id"], 409).json
    assert f"run {first['id']}" in problem["detail"]


def test_a_file_made_anew_is_the_same(database, world, first):
    """What is kept is not needed for it: the document alone makes the file."""
    before = [file(world("mara"), first["id"], format=name).body for name in ("html", "xlsx", "csv")]
    database.query("alter table report_file disable trigger report_file_stays; delete from report_file;"
                   " alter table report_file enable trigger report_file_stays")
    assert [file(world("mara"), first["id"], format=name).body for name in ("html", "xlsx", "csv")] == before


def test_a_frozen_run_cannot_be_changed(database, first):
    for statement in ("update report_run set figures = '{}' where id = %s", "delete from report_run where id = %s",
                      "update report_file set content = '' where run_id = %s"):
        with pytest.raises(Exception, match="stays as it is"):
            database.query(statement, first["id"])


def test_html_is_in_the_language_with_charts_and_a_policy(world, first):
    page = file(world("mara"), first["id"], language="bg")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert 'lang="bg"' in page.text and "Месечен отчет" in page.text and "юли 2011 г." in page.text
    assert page.text.count("<svg") == 2 and "<script" not in page.text
    assert re.search(r'<th[^>]*>Общо</th>', page.text)


def test_xlsx_has_typed_cells_and_native_charts(world, first):
    answer = file(world("mara"), first["id"], format="xlsx")
    assert answer.headers["content-type"] == XLSX
    assert "monthly-2011-07.xlsx" in answer.headers["content-disposition"]
    book = zipfile.ZipFile(io.BytesIO(answer.body))
    names = book.namelist()
    assert sum(name.startswith("xl/charts/chart") for name in names) == 2
    assert sum(name.startswith("xl/worksheets/sheet") for name in names) == 1 + len(SECTIONS)
    sheet = book.read("xl/worksheets/sheet3.xml").decode()
    assert "<v>20</v>" in sheet and "<f>" not in sheet


def test_csv_has_a_line_for_each_figure(world, first):
    lines = file(world("mara"), first["id"], format="csv").text.removeprefix("\ufeff").split("\r\n")
    assert lines[0].startswith(CSV_HEAD)
    assert any(line.startswith('"Services","Cases opened","cases","2011-07","Light",,20') for line in lines), lines[:80]


def test_small_groups_are_withheld_from_what_goes_out(world, first):
    document = figures(world("mara"), first["id"], withheld="true")
    crossed = rows(document, "crossed")
    assert crossed[("light", "email")] == [{"withheld": True}]
    assert crossed[("light", "letter")] == [{"withheld": True}], "the next smallest goes along"
    assert crossed[("light", "phone")] == [{"value": 12}]
    assert rows(figures(world("mara"), first["id"]), "crossed")[("light", "email")] == [{"value": 2}]


def test_a_late_correction_is_a_new_edition_that_says_what(world, first):
    take_in(world, [("late", "light", "phone", "2011-07-30T10:00:00Z", None)])
    second = run(world("mara"))
    assert (second["state"], second["edition"], second["before"]) == ("done", 2, first["id"])
    assert second["digest"] != first["digest"]
    told = {(change["section"], change["keys"] and tuple(change["keys"]), change["period"]): (change["from"], change["to"])
            for change in second["changes"]["changes"] if change["figure"] == "value"}
    assert told[("services", ("light",), None)] == (20, 21)
    assert told[("days", None, "2011-07-30")] == (0, 1), "of no group"
    html = file(world("mara"), second["id"], language="en").text
    assert "edition 2" in html
    changed = re.findall(r"<tr><td.*?</tr>", html[html.index("What has changed since the edition before"):])
    told = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in changed]
    assert ["Days", "Cases opened", "30 July 2011", "Figure", "0", "1"] in told and ["Services", "Cases opened", "Light", "Figure", "20", "21"] in told
    assert ["Crossed", "Cases opened", "Light · Phone", "Figure", "12", "13"] in told and ["Services", "Cases opened", "In all", "Figure", "20", "21"] in told
    assert rows(figures(world("mara"), first["id"]), "services")[("light",)][0] == {"value": 20}


def test_a_delivery_by_mail_is_noted_when_the_server_took_it(world, first, mailbox):
    sent = world("mara").post(f"/report-runs/{first['id']}/deliveries", {"recipient": "ministry"}).expect(200).json
    number = sent["deliveries"][-1]["id"]
    message = wait_until(lambda: mailbox.to("in@ministry.example"), what="the mail")[0]
    attached = next(message.iter_attachments())
    assert attached.get_content_type() == XLSX and attached.get_filename() == "monthly-2011-07.xlsx"
    assert attached.get_content() == file(world("mara"), first["id"], format="xlsx", language="bg", withheld="true").body
    assert "Месечен отчет" in message["Subject"] and first["digest"] in message.get_body().get_content()
    done = wait_until(lambda: next((one for one in ended(world("mara"), first["id"])["deliveries"]
                                    if one["id"] == number and one["delivered_at"]), None), what="the receipt")
    assert (done["recipient"], done["asked_by"]["user_name"], done["confirmed_at"]) == ("ministry", "mara", None)
    noted = world("mara").post(f"/report-deliveries/{number}/receipt", {"confirmed_by": "Registry"}).expect(200).json
    assert [one["confirmed_by"] for one in noted["deliveries"] if one["id"] == number] == ["Registry"]
    world("mara").post(f"/report-deliveries/{number}/receipt", {"confirmed_by": "Again"}).expect(409)


def test_a_delivery_by_https_is_the_file_signed(world, first, endpoint):
    world("mara").post(f"/report-runs/{first['id']}/deliveries", {"recipient": "council"}).expect(200)
    path, headers, body = wait_until(lambda: endpoint.calls, what="the call")[0]
    assert (path, endpoint.wrong) == ("/reports", [])
    assert headers["Content-Disposition"] == 'attachment; filename="monthly-2011-07.json"'
    assert body["withheld"] is True and body["digest"] == first["digest"]


def test_what_is_published_is_for_everybody(daemon, world, first):
    world("mara").post(f"/report-runs/{first['id']}/publication", {}).expect(200)
    page = daemon.api().page("/published/city/monthly/2011-07?language=en")
    page.expect(200)
    assert "Monthly report" in page.text and "withheld" in page.text
    world("mara").delete(f"/report-runs/{first['id']}/publication").expect(200)
    daemon.api().page("/published/city/monthly/2011-07").expect(404)


def test_on_schedule_each_period_is_run_once_and_goes_out(database, daemon, world, mailbox):
    """Defined in the past, the last months are caught up; each goes to each recipient once and is public, also
    what somebody has run by hand before."""
    today = town.today()
    last = (today.replace(day=1) - datetime.timedelta(days=1 if today.day >= 4 else 40)).strftime("%Y-%m")
    by_hand = run(world("mara"), last)
    assert by_hand["deliveries"] == [] and by_hand["published_at"] is None
    database.query("update desk_definition set applied_at = now() - interval '70 days'")
    wait_until(lambda: [one for one in world("mara").get("/report-runs").expect(200).json["items"]
                        if one["scheduled"] and one["same_as"] == by_hand["id"]], deadline_s=60, what="the schedule")
    shown = ended(world("mara"), by_hand["id"])
    assert [one["asked_by"] for one in shown["deliveries"]] == [None, None] and shown["published_at"]
    found = wait_until(lambda: [one for one in world("mara").get("/report-runs").expect(200).json["items"]
                                if one["scheduled"] and one["state"] == "done"] or None, deadline_s=60, what="the schedule")
    period = found[0]["period"]
    assert found[0]["asked_by"] is None and found[0]["published_at"]
    assert sorted(one["recipient"] for one in found[0]["deliveries"]) == ["council", "ministry"]
    wait_until(lambda: any(period in str(part.get_filename()) for message in mailbox.to("in@ministry.example")
                           for part in message.iter_attachments()), what="the scheduled mail")
    daemon.api().page(f"/published/city/monthly/{period}").expect(200)
    times = database.value("select max(n) from (select count(*) as n from report_run where scheduled"
                           " group by agency_id, code, from_day) of_period")
    assert times == 1


@pytest.mark.parametrize("period,told", [("2999-01", "future"), ("2011-Q3", "is no month"), ("August", "is no month")])
def test_wrong_periods_are_refused_with_the_remedy(world, period, told):
    problem = world("mara").post("/reports/monthly/runs", {"period": period}).expect(422).json
    assert problem["fields"][0]["field"] == "/period" and told in problem["fields"][0]["message"]


def test_unknown_reports_formats_languages_and_recipients_are_named(world, first):
    mara = world("mara")
    mara.post("/reports/nothing/runs", {"period": "2011-07"}).expect(404)
    assert "html, xlsx, csv or json" in file(mara, first["id"], 422, format="pdf").text
    assert "en, bg" in file(mara, first["id"], 422, language="de").text
    problem = mara.post(f"/report-runs/{first['id']}/deliveries", {"recipient": "nobody"}).expect(422).json
    assert "ministry, council" in problem["fields"][0]["message"]
    mara.get("/report-runs/999999").expect(404)


def test_who_may(world, first):
    """Team leads see; managers and administrators send; others do not know of it."""
    world("lena").get(f"/report-runs/{first['id']}").expect(200)
    world("lena").post(f"/report-runs/{first['id']}/publication", {}).expect(403)
    world("fia").get("/reports").expect(403)
    world("fritz").get("/reports").expect(403)
    assert "changes" not in world("adam").get(f"/report-runs/{first['id']}").expect(200).json
    told = rows(figures(world("adam"), first["id"]), "crossed")
    assert told[("light", "email")] == [{"withheld": True}], "answers to surveys are in it"


def held(database, state=1, doing=None):
    """A run that nobody goes on with."""
    return database.value(
        "insert into report_run (agency_id, code, report_id, period, from_day, to_day, scheduled, delivers, asked_by,"
        " claimed_until, state, doing) select agency_id, code, id, '2010', '2010-01-01', '2010-12-31', false, false, 0,"
        " now() + interval '1 hour', %s, %s from report where code = 'yearly' returning id", state, doing)


def test_a_run_tells_what_it_is_doing(database, world):
    database.query("create table step_seen (n serial, run_id bigint, step text); grant insert on step_seen to public;"
                   " grant usage on step_seen_n_seq to public; create function see_step() returns trigger language plpgsql as $$ begin"
                   " insert into step_seen (run_id, step) values (new.id, report_step_name(new.doing)); return null; end $$;"
                   " create trigger see_step after update on report_run for each row when (old.doing is distinct from new.doing)"
                   " execute function see_step()")
    done = run(world("mara"), "2009", "yearly")
    assert (done["state"], done["doing"]) == ("done", None)
    seen = database.query("select step from step_seen where run_id = %s order by n", done["id"])
    assert [row["step"] for row in seen] == ["counting", "comparing", "writing"]
    number = held(database, 2, 2)
    assert world("mara").get(f"/report-runs/{number}").expect(200).json["doing"] == "comparing"
    database.query("update report_run set state = 5 where id = %s", number)
    assert world("mara").get(f"/report-runs/{number}").expect(200).json["doing"] is None
    database.query("drop trigger see_step on report_run; drop function see_step; drop table step_seen")


def test_a_run_that_waits_is_cancelled(database, world):
    number = held(database)
    assert world("mara").get(f"/report-runs/{number}").json["doing"] is None
    world("mara").post(f"/report-runs/{number}/cancel", {}).expect(200)
    assert world("mara").get(f"/report-runs/{number}").json["state"] == "cancelled"
    world("mara").post(f"/report-runs/{number}/cancel", {}).expect(409)


def test_command_line_runs_and_writes(world, cli, first, tmp_path):
    out = tmp_path / "july.csv"
    mara = cli("mara")
    mara("report", "run", "monthly", "--period", "2011-07", "--format", "csv", "-o", out, code=0)
    assert out.read_text(encoding="utf-8-sig").startswith(CSV_HEAD)
    assert "monthly" in mara("report", "list", code=0).stdout
    shown = mara("report", "show", first["id"], code=0).stdout
    assert first["digest"] in shown


def test_what_went_wrong_is_told_in_the_readers_language(database, world, first):
    """A run that failed, and one whose recipient could not be reached."""
    failed = database.value(
        "insert into report_run (agency_id, code, report_id, period, from_day, to_day, scheduled, delivers, asked_by,"
        " state, error) select agency_id, code, id, '2009', '2009-01-01', '2009-12-31', false, false, 0, 6,"
        " 'there are more figures than a report may have' from report where code = 'yearly' returning id")
    sent = world("mara").post(f"/report-runs/{first['id']}/deliveries", {"recipient": "council"}).expect(200).json
    number = sent["deliveries"][-1]["id"]
    wait_until(lambda: database.value(f"select delivered_at from report_delivery where id = {number}"))
    database.value(f"update report_delivery set error = '503: the endpoint refused it' where id = {number} returning id")
    told = {"en": ("there are more figures than a report may have", "503: the endpoint refused it"),
            "bg": ("стойностите са повече, отколкото може да има един отчет", "503: другата страна отказа съобщението")}
    for language, (run, delivery) in told.items():
        headers = {"Accept-Language": language}
        assert world("mara").get(f"/report-runs/{failed}", headers=headers).expect(200).json["error"] == run
        shown = world("mara").get(f"/report-runs/{first['id']}", headers=headers).expect(200).json
        assert [one["error"] for one in shown["deliveries"] if one["id"] == number] == [delivery]
        listed = world("mara").get("/report-runs", query={"report": "yearly", "limit": 200}, headers=headers).expect(200)
        assert [one["error"] for one in listed.json["items"] if one["id"] == failed] == [run]
