"""The client at the real daemon: what each member of staff does in a day. How it retries and what it
shows of awkward answers stands in test_cli_alone.py."""
import contextlib
import json
import re
import signal
import subprocess
import threading

import pytest

import cli_desk
from onestop_daemon import BUILD, PATIENCE_S, wait_until


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


@pytest.fixture
def case(staff):
    """A case that Mila works."""
    logged = staff("fia").json("case", "log", "--service", "fence", "--anonymous", "--channel",
                               "counter", "--subject", "Fence at 3 Road")
    if logged["handler"]["user_name"] != "mila":
        staff("lena")("case", "assign", logged["reference"], "mila", code=0)
    return logged["reference"]


# ---- sessions ----

def test_clerk_logs_in_sees_who_she_is_and_logs_out(daemon):
    clerk = daemon.cli("fia")
    assert "Fia Front" in clerk("whoami", code=0).stdout
    assert "front-desk" in clerk("whoami", code=0).stdout
    clerk("logout", code=0)
    clerk("whoami", code=3)


def test_wrong_password_is_who_are_you(daemon):
    daemon.cli()("login", "fia", "--password-stdin", input="not this one\n", code=3)


def test_clerk_changes_her_password(daemon, database):
    database.set_password("wanda", "first-password-1")
    clerk, other = daemon.cli(), daemon.cli()
    for client in (clerk, other):
        client("login", "wanda", "--password-stdin", input="first-password-1\n", code=0)
    clerk("passwd", "--password-stdin", input="first-password-1\nsecond-password-2\n", code=0)
    clerk("whoami", code=0)
    wait_until(lambda: other("whoami").returncode == 3, what="the end of the other session")
    other("login", "wanda", "--password-stdin", input="second-password-2\n", code=0)
    database.passwords["wanda"] = "second-password-2"


def test_administrator_ends_the_sessions_of_somebody(daemon, staff):
    clerk = daemon.cli("petar")
    staff("adam")("sessions", "revoke", "petar", code=0)
    wait_until(lambda: clerk("whoami").returncode == 3, what="the end of the session")
    staff("mila")("sessions", "revoke", "fia", code=5)


# ---- the front desk ----

def test_clerk_logs_a_case_and_learns_who_works_it_and_until_when(staff):
    done = staff("fia")("case", "log", "--service", "fence", "--anonymous", "--channel", "phone",
                        "--subject", "A fence", "--details", "It is high", code=0)
    assert re.search(r"Case [0-9A-Z]{4}-[0-9A-Z]{4} is logged", done.stdout)
    assert re.search(r"Case manager: (Mila Petrova|Petar Iliev)", done.stdout)
    assert re.search(r"Promised by \S+ \S+ \(in 9 d\)", done.stdout)


def test_wrong_fields_are_named_all_at_once(staff):
    done = staff("fia")("case", "log", "--service", "fense", "--anonymous", "--channel", "phone",
                        "--subject", "A", "--segment", "nobody", code=1)
    assert "service:" in done.stderr


def test_clerk_logs_contacts(staff, case):
    staff("fia")("contact", "log", "--channel", "phone", "--case", case, "--cause", "chase",
                 "--summary", "Asks how far it is", "--duration", "60", code=0)
    assert "Asks how far it is" in staff("mila")("case", "show", case, code=0).stdout
    staff("fia")("contact", "log", "--channel", "counter", "--purpose", "information", code=0)


def test_clerk_may_not_work_a_case(staff, case):
    staff("fia")("case", "claim", case, code=5)


def test_clerk_finds_services_in_the_words_of_the_customer(staff):
    found = staff("fia")("service", "list", "hedge", code=0).stdout
    assert "fence" in found and "light" not in found
    shown = staff("fia")("service", "show", "fence", code=0).stdout
    assert "95 % within 10 calendar days" in shown and "Drawing" in shown
    staff("fia")("service", "show", "nothing", code=4)


def test_customer_is_known_ever_after(staff):
    fia = staff("fia")
    added = fia.json("customer", "add", "--name", "Zoë Lindqvist", "--identifier", "civil:8001014509",
                     "--phone", "+359 888 123 456", "--email", "zoe@example.org")
    for words in (["lindqvst"], ["+359888123456"], ["zoe@example.org"], ["civil:8001014509"],
                  ["--identifier", "civil:8001014509"]):
        assert added["id"] in [found["id"] for found in fia.json("customer", "find", *words)], words
    done = fia("customer", "add", "--name", "Zoe L.", "--identifier", "civil:8001014509", code=5)
    assert done.stderr.startswith("onestop: ")
    fia("customer", "change", added["id"], "--language", "bg", "--channel", "email", code=0)
    fia("case", "log", "--service", "fence", "--customer", "civil:8001014509", "--channel", "counter",
        "--subject", "For Zoë", code=0)
    shown = fia("customer", "show", added["id"], code=0).stdout
    assert "Zoë Lindqvist" in shown and "For Zoë" in shown and "email" in shown


def test_two_records_of_one_customer_become_one(staff):
    mila = staff("mila")
    one = mila.json("customer", "add", "--name", "Ana Double", "--phone", "+359888000001")["id"]
    two = mila.json("customer", "add", "--name", "Ana Dubble", "--email", "ana@example.org")["id"]
    mila("customer", "merge", two, one, code=0)
    shown = mila.json("customer", "show", two)
    assert shown["id"] == one


def test_nobody_is_not_found(staff):
    staff("fia")("customer", "show", "999999999", code=4)
    assert staff("fia").json("customer", "find", "nobody-of-that-name") == []


# ---- the case manager ----

def test_case_goes_through_its_steps_to_its_end(staff, case):
    mila = staff("mila")
    assert "Check the papers" in mila("case", "show", case, code=0).stdout
    mila("case", "step", case, "check", "--minutes", "12", code=0)
    mila("case", "note", case, "-", "--visible", input="The papers are\ncomplete.\n", code=0)
    mila("case", "close", case, "granted", code=0)
    shown = mila.json("case", "show", case)
    assert (shown["status"], shown["outcome"], shown["worked_minutes"]) == ("closed", "granted", 32)
    assert [note["body"] for note in shown["notes"]] == ["The papers are\ncomplete."]
    mila("case", "reopen", case, code=2)  # without a reason
    mila("case", "reopen", case, "--reason", "A page is missing", code=0)
    mila("case", "pause", case, "waiting-for-customer", "--note", "Asked for the page", code=0)
    assert [note["body"] for note in mila.json("case", "show", case)["notes"]][1:] == [
        "A page is missing", "Asked for the page"]
    assert {"A page is missing", "Asked for the page"} <= {
        event.get("why") for event in mila.json("case", "events", case)}
    told = " ".join(mila("clock", case, code=0).stdout.split())
    assert "waiting-for-customer (Mila Petrova): Asked for the page" in told
    assert mila.json("case", "show", case)["status"] == "open"


def test_step_that_is_not_open_now_is_refused(staff, case):
    done = staff("mila")("case", "step", case, "decide", "--outcome", "granted", code=5)
    assert done.stderr.startswith("onestop: ")


def test_second_of_two_who_change_a_case_is_told(staff, case):
    seen = staff("mila").json("case", "show", case)["version"]
    staff("mila")("case", "step", case, "check", "--version", seen, code=0)
    done = staff("lena")("case", "assign", case, "petar", "--version", seen, code=5)
    assert "Mila Petrova" in done.stdout and "stepped" in done.stdout
    assert staff("mila").json("case", "show", case)["handler"]["user_name"] == "mila"


def test_pause_and_resume_stand_in_the_clock(staff, case):
    mila = staff("mila")
    mila("case", "pause", case, "waiting-for-customer", code=0)
    assert mila.json("case", "show", case)["paused"] == "waiting-for-customer"
    mila("case", "resume", case, code=0)
    shown = mila("clock", case, code=0).stdout
    assert "10 calendar-days, for 95 % of cases" in shown
    assert "paused: waiting-for-customer (Mila Petrova)" in shown and "in all" in shown
    clock = mila.json("clock", case)["clocks"][0]
    assert sum(line["counted_seconds"] for line in clock["intervals"]) <= \
        clock["counted_seconds"] + len(clock["intervals"])


def test_reason_to_pause_is_checked_before_it_is_sent(staff, case):
    done = staff("mila")("case", "pause", case, "lunch", code=2)
    assert "waiting-for-customer" in done.stderr


def test_hand_over_needs_somebody_to_hand_to(staff, case):
    mila = staff("mila")
    mila("case", "hand-over", case, "--reason", "holiday", code=2)
    mila("case", "hand-over", case, "--to", "petar", "--reason", "holiday", code=0)
    shown = mila.json("case", "show", case)
    assert shown["handler"]["user_name"] == "petar"
    assert shown["handovers"] == 1


def test_case_handed_to_another_agency_is_seen_there(staff, case):
    staff("wanda")("case", "show", case, code=4)
    staff("mila")("case", "hand-over", case, "--agency", "water", "--queue", "pipes", "--reason",
                  "Theirs", code=0)
    shown = staff("wanda").json("case", "show", case)
    assert (shown["agency"], shown["handling_agency"]) == ("city", "water")


def test_linked_cases_show_each_other(staff, case):
    other = staff("fia").json("case", "log", "--service", "light", "--anonymous", "--channel",
                              "web", "--subject", "Dark")["reference"]
    staff("mila")("case", "link", case, other, "--kind", "follows", code=0)
    assert other in staff("mila")("case", "show", case, code=0).stdout


def test_lists_find_what_is_asked_for(staff, case):
    mila = staff("mila")
    mine = mila.json("case", "list", "--mine", "--limit", "200")
    assert case in [one["reference"] for one in mine]
    assert {one["handler"]["user_name"] for one in mine} == {"mila"}
    assert case in [one["reference"] for one in
                    mila.json("case", "list", "--queue", "permits", "--limit", "200")]
    assert mila.json("case", "list", "--due", "overdue") == []
    assert case not in [one["reference"] for one in mila.json("case", "list", "--status", "closed")]


def test_case_of_nobody_is_not_there(staff):
    staff("mila")("case", "show", "0000-0000", code=4)


# ---- professionals ----

def test_professional_answers_and_the_case_stays_with_its_manager(staff, case):
    staff("mila")("case", "bring-in", case, "Is it to scale?", "--queue", "architects", code=0)
    tasks = staff("mila").json("case", "show", case)["tasks"]
    task = tasks[0]["id"]
    if tasks[0]["assignee"] is None:
        staff("arch")("task", "claim", task, code=0)
    staff("arch")("task", "answer", task, "Yes, 1:100", "--minutes", "20", code=0)
    shown = staff("mila").json("case", "show", case)
    assert shown["tasks"][0]["answer"] == "Yes, 1:100"
    assert shown["handler"]["user_name"] == "mila"


def test_queues_show_what_waits(staff, case):
    shown = staff("mila").json("queue")
    permits = next(queue for queue in shown["items"] if queue["code"] == "permits")
    assert permits["open"] >= 1 and shown["mine"]["open"] >= 1
    assert "permits" in staff("mila")("queue", code=0).stdout


def test_tasks_are_listed_for_those_who_may_take_them(staff, case):
    staff("mila")("case", "bring-in", case, "How high may it be?", "--queue", "architects", code=0)
    assert case in [task["reference"] for task in staff("arch").json("task", "list")]
    assert "How high may it be?" in staff("arch")("task", "list", code=0).stdout


def test_notices_are_seen_once(staff, database, case):
    assert staff("mila")("notice", "--seen", code=0)
    assert staff("mila").json("notice") == []


# ---- live ----

def test_watch_tells_what_happens(daemon, staff, case):
    mila = staff("mila")
    process = subprocess.Popen([BUILD / "onestop", "watch", "--json"], env=mila.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seen = []
    reader = threading.Thread(target=lambda: seen.extend(map(json.loads, process.stdout)))
    reader.start()

    def told():
        """Only what comes after it listens is told, and it does not say since when it does."""
        mila("case", "note", case, "Still there?", code=0)
        with contextlib.suppress(AssertionError):
            wait_until(lambda: seen, deadline_s=1)
        return seen

    try:
        wait_until(told, what="an event of the case")
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=PATIENCE_S)
        reader.join()
    assert code == 0
    assert (seen[0]["reference"], seen[0]["kind"]) == (case, "noted")
    assert seen[0]["by"]["user_name"] == "mila"


# ---- administration ----

MAP = {"source": "old", "time_zone": "Europe/Sofia", "time_format": "%Y-%m-%d %H:%M",
       "columns": {"external_id": "id", "opened_at": "opened", "closed_at": "closed",
                   "service": "type"},
       "values": {"service": {"Lamp": "light", "Fence": "fence"}},
       "fixed": {"channel": "phone", "office": "hall", "outcome": "done"}}


@pytest.fixture
def export(tmp_path):
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    lines = ["id,opened,closed,type"]
    lines += [f"{tmp_path.name}-{i},2024-03-{1 + i % 28:02} 10:{i % 60:02},2024-04-01 12:00,Lamp"
              for i in range(700)]
    lines[10] = f"{tmp_path.name}-x,2024-02-30 10:00,,Lamp"
    lines[20] = f"{tmp_path.name}-y,2024-03-02 10:00,2024-03-01 10:00,Lamp"
    path = tmp_path / "old.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_import_replays_requests_and_goes_on_where_it_was(staff, export):
    adam = staff("adam")
    words = ("import", "requests", export, "--map", export.parent / "map.json", "--agency", "city")
    first = adam.json(*words)
    assert (first["imported"], first["exists"], first["rejected"]) == (698, 0, 2)
    rejects = (export.parent / "old.csv.rejects.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in rejects] == ["line", "11", "21"] or \
        sorted(line.split(",")[0] for line in rejects[1:]) == ["11", "21"]
    again = adam.json(*words)
    assert (again["imported"], again["exists"], again["rejected"]) == (0, 698, 2)


def test_counters_and_chains_are_clean(staff, case):
    assert "clean" in staff("audra")("audit", "counters", code=0).stdout
    assert "clean" in staff("audra")("audit", "chain", code=0).stdout
    staff("fia")("audit", "chain", code=5)


def test_audit_finds_a_counter_that_is_wrong(staff, database, case):
    key = "agency_id, day, metric, office_id, service_id, channel, segment_id, bucket"
    database.query(f"insert into counter_total ({key}, value) "
                   f"select agency_id, date '2001-01-01', metric, office_id, service_id, channel, "
                   f"segment_id, bucket, 1 from counter limit 1")
    done = staff("audra")("audit", "counters", code=1)
    database.query("delete from counter_total where day = '2001-01-01'")
    assert "1 differ." in done.stdout and "recount 0" in done.stdout


def test_administrator_applies_a_desk(staff, tmp_path):
    folder = cli_desk.write(tmp_path)
    assert staff("adam").json("apply", folder)["changes"] == []
    offices = json.loads((folder / "city/offices.json").read_text())
    offices["offices"][1]["name"] = "East side office"
    (folder / "city/offices.json").write_text(json.dumps(offices))
    assert "east" in staff("adam")("apply", folder, "--dry-run", code=0).stdout
    assert len(staff("adam").json("apply", folder)["changes"]) == 1
    offices["offices"][1]["calender"] = "always"
    (folder / "city/offices.json").write_text(json.dumps(offices))
    done = staff("adam")("apply", folder, code=1)
    assert "city/offices.json" in done.stderr and "calender" in done.stderr
    staff("mila")("apply", folder, code=5)
