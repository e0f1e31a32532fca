"""A frozen report asked for again is the same bytes, whatever became of what it counted: customers
merged, what was personal erased, the desk changed, cases of its month taken in late."""
import itertools
import json

import pytest

import report_desk

FORMATS, LANGUAGES = ("html", "xlsx", "csv", "json"), ("en", "bg")
ALL = list(itertools.product(FORMATS, LANGUAGES))
LATER = [("html", "bg"), ("xlsx", "bg"), ("csv", "bg"), ("csv", "en")]  # asked for only when all has changed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return report_desk.write(tmp_path_factory.mktemp("desk") / "desk")


@pytest.fixture(scope="module")
def database(new_database, folder):
    database = new_database(str(folder))
    report_desk.fill(database, cases=800)
    return database


@pytest.fixture(scope="module")
def manager(daemon):
    return daemon.api(report_desk.MANAGER)


@pytest.fixture(scope="module")
def period(database):
    return report_desk.last_month(database)


@pytest.fixture(scope="module")
def done(manager, period):
    return report_desk.run(manager, "monthly", period)


def files(manager, run, which):
    return {(form, language): report_desk.file(manager, run["id"], format=form, language=language).body for form, language in which}


@pytest.fixture(scope="module")
def before(manager, done):
    return files(manager, done, [one for one in ALL if one not in LATER])


def erase(database, lead):
    """Erases every customer of the city of whom nothing is open; at least some."""
    done = database.query("""select c.id, c.version from customer c join agency a on a.id = c.agency_id
        where a.code = 'city' and c.merged_into is null and not exists (
            select from customer_family(array[c.agency_id], c.id) f join kase k on k.customer_id = f.id where k.closed_at is null)""")
    for row in done:
        lead.post(f"/customers/{row['id']}/erase", {"reason": "their time is over"}, if_match=row["version"]).expect(200)
    assert len(done) > 5
    assert database.value("select count(*) from kase where subject is null") > 20


@pytest.fixture(scope="module")
def changed(before, daemon, database, folder):
    """What happens after a report was frozen."""
    lead = daemon.api("vesna.jovic")
    for kept, gone in ((1, 2), (3, 4)):
        lead.post(f"/customers/{gone}/merge", {"into": kept}, if_match=lead.get(f"/customers/{gone}").version).expect(200)
    erase(database, lead)
    for path, what in (("agencies.json", "agencies"), ("city/services.json", "services"), ("city/offices.json", "offices")):
        items = json.loads((folder / path).read_text())
        for item in items[what]:
            item["name"] = "Renamed " + item["name"]
        (folder / path).write_text(json.dumps(items))
    reports = json.loads((folder / "city/reports.json").read_text())
    monthly = next(one for one in reports["reports"] if one["code"] == "monthly")
    monthly["sections"] = monthly["sections"][1:]
    (folder / "city/reports.json").write_text(json.dumps(reports))
    database.onestopd("apply", folder)
    return True


def test_files_asked_for_again_are_the_same_bytes(before, changed, manager, done):
    assert files(manager, done, before) == before


def test_files_written_later_say_what_was_frozen(changed, manager, done):
    told = files(manager, done, LATER)
    assert not any(b"Renamed" in content for content in told.values())
    assert all(done["digest"].encode() in content for (form, _), content in told.items() if form == "html")


def test_files_written_anew_are_the_same_bytes(before, changed, database, manager, done):
    """They are kept; were they lost, the frozen figures would give them again."""
    database.query("alter table report_file disable trigger user")
    database.query("delete from report_file")
    database.query("alter table report_file enable trigger user")
    assert files(manager, done, before) == before
    after_restart = files(manager, done, ALL)
    manager.daemon.stop()
    manager.daemon.start()
    manager.close()
    assert files(manager, done, ALL) == after_restart


def test_late_cases_make_a_new_edition_and_leave_the_old_one(before, changed, database, manager, done, period):
    report_desk.fill(database, cases=400, customers=0)  # of nobody: most customers are erased
    again = report_desk.run(manager, "monthly", period)
    assert (again["state"], again["edition"], again["before"]) == ("done", done["edition"] + 1, done["id"])
    assert again["changes"]["count"] > 0 and again["digest"] != done["digest"]
    assert files(manager, done, before) == before
    once_more = report_desk.run(manager, "monthly", period)
    assert (once_more["state"], once_more["same_as"]) == ("unchanged", again["id"])
