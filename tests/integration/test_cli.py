"""The client at the real daemon: what each member of staff does in a day, and on a terminal. What a
real daemon cannot be made to do stands in test_cli_alone.py."""
import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
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


def on_terminal(clerk, *words, answers=(), size=(24, 80)):
    """Runs the client on a terminal of its own, answering its questions; gives output and code."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.clear()
        os.environ.update(clerk.environment, TERM="xterm", COLUMNS="")
        os.execv(BUILD / "onestop", ["onestop", *words])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    text, waiting = "", list(answers)
    while True:
        try:
            got = os.read(fd, 4096)
        except OSError:
            break
        if not got:
            break
        text += got.decode(errors="replace")
        if waiting and waiting[0][0] in text.rsplit("\n", 1)[-1]:
            os.write(fd, waiting.pop(0)[1].encode() + b"\n")
    os.close(fd)
    return text.replace("\r\n", "\n"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


# ---- sessions ----

def test_clerk_logs_in_sees_who_she_is_and_logs_out(daemon):
    clerk = daemon.cli("fia")
    assert "Fia Front" in clerk("whoami", code=0).stdout
    assert "front-desk" in clerk("whoami", code=0).stdout
    clerk("logout", code=0)
    clerk("whoami", code=3)


def test_wrong_password_is_who_are_you(daemon):
    daemon.cli()("login", "fia", "--password-stdin", input="not this one\n", code=3)
    assert daemon.cli()("login", "fia", "--password-stdin", input="\n", code=2).stderr == "onestop: there is no password\n"


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
    sessions = staff("adam").json("sessions", "list", "petar")
    assert sessions[0]["number"] == 1
    assert "Last used" in staff("adam")("sessions", "list", "petar", code=0).stdout
    staff("adam")("sessions", "revoke", "petar", code=0)
    wait_until(lambda: clerk("whoami").returncode == 3, what="the end of the session")
    assert "No sessions." in staff("adam")("sessions", "list", "petar", code=0).stdout
    staff("mila")("sessions", "revoke", "fia", code=5)


def test_administrator_gives_somebody_a_new_password(daemon, database, staff):
    database.set_password("wanda")
    told = staff("adam")("staff", "password", "wanda", code=0)
    database.passwords.pop("wanda")
    clerk = daemon.cli()
    assert "onestop passwd" in clerk("login", "wanda", "--password-stdin", input=told.stdout, code=0).stderr
    assert "change your password first" in clerk("queue", code=5).stderr
    clerk("passwd", "--password-stdin", input=told.stdout + "correct-horse-battery\n", code=0)
    clerk("queue", code=0)
    assert set(staff("adam").json("staff", "password", "wanda")) == {"password"}
    staff("mila")("staff", "password", "fia", code=5)


def test_desk_as_it_was_applied_is_shown(staff):
    (version,) = staff("adam").json("desk", "versions", "--agency", "city")
    assert str(version["number"]) in staff("adam")("desk", "versions", "--agency", "city", code=0).stdout
    then = json.loads(staff("adam")("desk", "show", version["number"], "--agency", "city", code=0).stdout)
    assert "fia" in {member["user_name"] for member in then["staff"]}
    assert staff("adam").json("desk", "show", version["number"], "--agency", "city")["definition"] == then
    staff("mila")("desk", "versions", code=5)


def session_file(clerk):
    return clerk.home / ".local/state/onestop/session"


def test_session_is_private_and_its_token_is_not_printed(daemon, database):
    password, clerk = database.set_password("fia"), daemon.cli()
    done = clerk("login", "fia", "--password-stdin", "--json", input=password + "\n", code=0)
    assert session_file(clerk).stat().st_mode & 0o777 == 0o600
    tokens = re.findall(r"[\w-]+\.[\w-]{43}", session_file(clerk).read_text())
    assert len(tokens) == 1 and tokens[0] not in done.stdout + done.stderr


def test_login_reads_the_password_from_a_descriptor(daemon, database):
    clerk = daemon.cli()
    read, write = os.pipe()
    os.write(write, database.set_password("fia").encode() + b"\n")
    os.close(write)
    subprocess.run([BUILD / "onestop", "login", "fia", "--password-fd", str(read)], check=True,
                   env=clerk.environment, pass_fds=[read], timeout=PATIENCE_S)
    os.close(read)
    clerk("whoami", code=0)


def test_password_is_not_echoed(daemon, database):
    password, clerk = database.set_password("fia"), daemon.cli()
    text, code = on_terminal(clerk, "login", "fia", answers=[("Password:", password)])
    assert code == 0 and password not in text


def test_session_that_others_can_read_is_refused(daemon):
    clerk = daemon.cli("fia")
    session_file(clerk).chmod(0o644)
    assert "others may have read the session" in clerk("whoami", code=1).stderr


def test_session_is_not_sent_to_another_server(daemon, staff):
    """The same one by another name would take it."""
    done = staff("fia")("whoami", "--server", daemon.url.replace("127.0.0.1", "localhost"), code=3)
    assert "not logged in" in done.stderr


def test_logout_forgets_the_session_even_when_the_daemon_does_not_know_it(daemon, staff):
    clerk = daemon.cli("petar")
    staff("adam")("sessions", "revoke", "petar", code=0)
    wait_until(lambda: clerk("whoami").returncode == 3, what="the end of the session")
    clerk("logout", code=0)
    assert not session_file(clerk).exists()


def test_plain_http_is_refused(staff):
    assert "https" in staff("fia")("whoami", "--server", "http://127.0.0.1:1", code=2).stderr


def test_certificate_of_an_unknown_authority_is_refused(daemon):
    clerk = daemon.cli()
    clerk.environment.pop("ONESTOP_CA")
    done = clerk("login", "fia", "--password-stdin", input="any words\n", code=6)
    assert "certificate" in done.stderr


def test_no_connection_is_unavailable(daemon):
    clerk = daemon.cli()
    clerk.environment["ONESTOP_RETRY_S"] = "0"
    clerk("login", "x", "--server", "https://127.0.0.1:1", "--password-stdin", input="x\n", code=6)


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
    done = staff("fia")("case", "log", "--subject", "x", code=2)
    assert all(word in done.stderr for word in ("--service", "--customer", "--anonymous", "--channel"))


def test_case_log_asks_for_what_is_missing(staff):
    text, code = on_terminal(staff("mila"), "case", "log", answers=[
        ("his words)?", "xyzzy"), ("his words)?", "hedge"), ("Which one", "1"),
        ("anonymous)?", "Nyström"), ("anonymous)?", "n"), ("new customer:", "Olof Nyström"),
        ("Identifier", "civil:7501014501"), ("Phone", "+359888123999"), ("E-mail", ""),
        ("come in", "phone"), ("contact point?", "1"), ("what is it about?", "For the garden"),
        ("Details", "")])
    assert code == 0, text
    case = staff("mila").json("case", "show", re.search(r"Case (\S+) is logged", text).group(1))
    assert (case["service"], case["office"], case["subject"]) == ("fence", "east", "For the garden")
    shown = staff("mila")("customer", "show", case["customer"], code=0).stdout
    assert all(word in shown for word in ("Olof Nyström", "7501014501", "+359888123999"))


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
    assert fia("customer", "show", "civil:8001014509", code=0).stdout == shown
    fia("customer", "change", "civil:8001014509", "--language", "en", code=0)
    assert fia.json("customer", "show", added["id"])["language"] == "en"
    assert "civil:0" in fia("customer", "show", "civil:0", code=4).stderr


def test_two_records_of_one_customer_become_one(staff):
    mila = staff("mila")
    one = mila.json("customer", "add", "--name", "Ana Double", "--phone", "+359888000001")["id"]
    two = mila.json("customer", "add", "--name", "Ana Dubble", "--email", "ana@example.org")["id"]
    mila("customer", "merge", two, one, code=0)
    shown = mila.json("customer", "show", two)
    assert shown["id"] == one


# ---- replies ----

@pytest.fixture
def written(staff, case):
    """A case of a customer who has an address."""
    who = staff("fia").json("customer", "add", "--name", "Ana Petrova", "--address", "3 Road, Sofia")
    return staff("fia").json("case", "log", "--service", "fence", "--customer", str(who["id"]), "--channel",
                             "counter", "--subject", "A fence")["reference"]


def add_sample(staff, code, text, *more):
    return staff("lena")("sample", "add", code, "-", "--title", f"Title of {code}", *more, input=text, code=0)


def test_sample_replies_are_written_found_and_taken_out_of_use(staff):
    done = add_sample(staff, "received", "Dear {{customer.name}}, we have it.", "--service", "fence")
    assert "Sample reply received (en) is added, version 1." in done.stdout
    assert [one["code"] for one in staff("fia").json("sample", "search", "titel of recieved")] == ["received"]
    staff("lena")("sample", "change", "received", "--review-on", "2099-01-31", code=0)
    shown = staff("fia")("sample", "show", "received", code=0).stdout
    assert "2099-01-31" in shown and "Dear {{customer.name}}" in shown and "fence" in shown
    assert "2099-01-31" not in staff("fia")("sample", "show", "received", "--version", "1", code=0).stdout
    assert staff("fia").json("sample", "list", "--due") == []
    wrong = staff("lena")("sample", "add", "wrong", "{{nobody}}", "--title", "Wrong", code=1)
    assert "line 1, column 3: there is no field nobody" in wrong.stderr and "customer.name" in wrong.stderr
    staff("fia")("sample", "add", "mine", "Words", "--title", "Mine", code=5)
    staff("lena")("sample", "retire", "received", code=0)
    assert "received" not in [one["code"] for one in staff("fia").json("sample", "list")]


def test_reply_is_drafted_sent_and_printed(staff, written, tmp_path):
    add_sample(staff, "promise", "Dear {{customer.name}}, {{case.reference}} is promised by {{case.due_at|date}}.")
    mila = staff("mila")
    drafted = mila("reply", "draft", written, "--sample", "promise", code=0).stdout
    assert f"Dear Ana Petrova, {written} is promised by" in drafted and "Would go by letter" in drafted
    assert mila.json("reply", "list", written) == []
    sent = mila.json("reply", "send", written, "--sample", "promise")
    assert f"Dear Ana Petrova, {written}" in mila("reply", "show", written, str(sent["id"]), code=0).stdout
    page = tmp_path / "letter.html"
    mila("reply", "letter", written, str(sent["id"]), "--output", str(page), code=0)
    assert page.read_text().startswith("<!doctype html>") and "3 Road" in page.read_text()
    assert "promise" in mila("reply", "list", written, code=0).stdout
    by_phone = mila("reply", "send", written, "-", "--channel", "phone", input="Told {{customer.name}}\n", code=0)
    assert "channel phone (by-hand)" in by_phone.stdout
    mila("reply", "send", written, code=2)
    mila("reply", "send", written, "{{case.closed_at}}", code=5)


def test_reply_is_written_in_the_editor(staff, written, tmp_path):
    add_sample(staff, "edited", "We have {{case.reference}}.")
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nstat -c %a \"$2\" > \"$2\".mode; cp \"$2\" " + str(tmp_path / "seen")
                      + "; mv \"$2\".mode " + str(tmp_path / "mode") + "; echo \"$1 {{now}}\" >> \"$2\"\n")
    editor.chmod(0o700)
    mila = staff("mila")
    mila.environment["EDITOR"] = f"{editor} Thanks."
    try:
        text, code = on_terminal(mila, "reply", "send", written, "--sample", "edited", "--edit", answers=[("[y/N]", "n")])
        assert code == 1 and "Nothing was sent" in text and mila.json("reply", "list", written) == []
        text, code = on_terminal(mila, "reply", "send", written, "--sample", "edited", "--edit", answers=[("[y/N]", "y")])
    finally:
        del mila.environment["EDITOR"]
    assert code == 0, text
    assert (tmp_path / "seen").read_text() == f"Subject: Case {written}\n\nWe have {written}.\n"
    assert (tmp_path / "mode").read_text() == "600\n"
    told = mila.json("reply", "show", written, str(mila.json("reply", "list", written)[0]["id"]))
    assert told["body"].strip() == f"We have {written}.\nThanks. {{{{now}}}}" and told["edited"] is True


def test_nobody_is_not_found(staff):
    staff("fia")("customer", "show", "999999999", code=4)
    assert staff("fia").json("customer", "find", "nobody-of-that-name") == []


def test_two_commands_are_two(staff):
    one, two = (staff("fia").json("customer", "add", "--name", "Twin")["id"] for _ in range(2))
    assert one != two


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
    assert case not in [one["reference"] for one in mila.json("case", "list", "--due", "overdue")]
    assert case not in [one["reference"] for one in mila.json("case", "list", "--status", "closed")]


def test_case_of_nobody_is_not_there(staff):
    done = staff("mila")("case", "show", "0000-0000", "--json", code=4)
    assert json.loads(done.stdout)["type"] == "urn:onestop:problem:not-found"
    staff("mila")("case", "show", "../desk?x=1", code=4)


@pytest.fixture
def long_list(staff, case):
    """Words that list a case whose subject is wider than a terminal."""
    subject = "Забравен " * 20
    staff("fia")("case", "log", "--service", "fence", "--anonymous", "--channel", "phone",
                 "--subject", subject, code=0)
    return "case", "list", "--queue", "permits", "--limit", "200"


@pytest.mark.parametrize("width", [80, 110])
def test_table_fits_the_terminal(staff, long_list, width):
    text, code = on_terminal(staff("lena"), *long_list, size=(24, width))
    lines = re.sub(r"\x1b\[[0-9]*m", "", text).splitlines()
    assert code == 0 and any("…" in line for line in lines)
    assert max(len(line) for line in lines) <= width


def test_colour_is_for_terminals_that_want_it(daemon, long_list):
    lena = daemon.cli("lena")
    assert "\x1b[" in on_terminal(lena, *long_list)[0]
    assert "\x1b[" not in lena(*long_list, code=0).stdout
    lena.environment["NO_COLOR"] = "1"
    assert "\x1b[" not in on_terminal(lena, *long_list)[0]


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
    text = staff("mila")("queue", code=0).stdout
    assert "permits" in text and "My complaints" in text
    waiting = [queue["code"] for queue in shown["items"] if queue["complaints"]["open"]]
    assert ("Complaints  Unassigned" in text) == bool(waiting)


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
    lines[30] = f"{tmp_path.name}-z,2024-03-02 10:00,2024-03-01 10:00,Unknown"
    lines[40] = f"{tmp_path.name}-open,2024-03-02 10:00,,Fence"
    (tmp_path / "old.csv").write_text("\n".join(lines) + "\n")
    return ("import", "requests", tmp_path / "old.csv", "--map", tmp_path / "map.json", "--agency",
            "city")


# ---- complaints ----

def test_complaint_goes_up_and_is_put_right(staff, case):
    fia, lena, hugo = staff("fia"), staff("lena"), staff("hugo")
    logged = fia.json("complaint", "log", "Nobody called back", "--channel", "phone", "--subject",
                      "delay", "--case", case, "--about", "mila")
    reference = logged["reference"]
    assert logged["answerer"]["user_name"] == "lena"
    assert reference in lena("complaint", "list", "--mine", code=0).stdout
    assert "acknowledged" in lena("complaint", "ack", reference, code=0).stdout
    lena("complaint", "extend", reference, "--by", "6", "--reason", "Ill", code=5)
    lena("complaint", "extend", reference, "--by", "5", "--reason", "Ill", code=0)
    fia("complaint", "answer", reference, "upheld", "Sorry", code=5)
    lena("complaint", "answer", reference, "upheld", "-", "--remedy", "Call back", "--remedy",
         "Apologise", "--lesson", "Say when", input="We are sorry.\n", code=0)
    shown = fia.json("complaint", "show", reference)
    assert [remedy["what"] for remedy in shown["remedies"]] == ["Call back", "Apologise"]
    fia("complaint", "remedy", reference, "--done", str(shown["remedies"][0]["id"]), code=0)
    lena("complaint", "remedy", reference, "Write", "--owner", "mila", code=0)
    fia("complaint", "escalate", reference, code=0)
    hugo("complaint", "answer", reference, "not-upheld", "We looked again", code=0)
    page = fia("complaint", "show", reference, code=0).stdout
    assert "We are sorry." in page and "Say when" in page and "Ask the ombudsman." in page


def test_complaint_about_a_case_takes_place_and_service_from_it(staff, case):
    said = staff("fia")("complaint", "log", "Nobody called back", "--channel", "phone", "--subject", "delay",
                        "--case", case, code=0).stdout
    days = int(re.search(r"due \S+ \S+\s+in (\d+) d", said)[1])
    assert days < 60
    reference = re.search(r"Complaint (\S+) ", said)[1]
    assert staff("fia").json("complaint", "show", reference)["service"] == "fence"


def test_complaint_is_withdrawn_linked_or_a_request(staff, case):
    fia = staff("fia")
    first, second = (fia.json("complaint", "log", "Bad", "--channel", "phone")["reference"]
                     for _ in range(2))
    fia("complaint", "link", first, case, code=0)
    fia("complaint", "withdraw", first, "--reason", "Solved", code=0)
    fia("complaint", "convert", second, "--service", "fence", "--subject", "A fence", code=0)
    assert fia.json("complaint", "show", second)["converted_to"]
    fia("complaint", "remedy", first, code=2)
    fia("complaint", "show", "7K3M-9XQ5", code=4)


def test_figures_of_complaints_have_what_they_are_of(staff):
    told = staff("hugo")("complaint", "kpi", code=0).stdout
    assert "closed in time" in told and " of " in told
    assert staff("hugo").json("complaint", "kpi", "--from", "2000-01-01", "--to", "2000-01-31")[
        "received"] == 0
    staff("fia")("complaint", "kpi", code=5)



def test_import_replays_requests_and_goes_on_where_it_was(staff, export, tmp_path):
    adam = staff("adam")
    first = adam.json(*export)
    assert (first["imported"], first["exists"], first["rejected"]) == (697, 0, 3)
    header, *rejects = (tmp_path / "old.csv.rejects.csv").read_text().splitlines()
    assert header == "line,reason,id,opened,closed,type"
    assert sorted(line.split(",")[0] for line in rejects) == ["11", "21", "31"]
    assert f"31,service: 'Unknown' is not in the map,{tmp_path.name}-z," in "\n".join(rejects)
    again = adam.json(*export)
    assert (again["imported"], again["exists"], again["rejected"]) == (0, 697, 3)


def test_list_is_an_array_of_all_pages(staff, export):
    staff("adam").json(*export)
    listed = staff("lena").json("case", "list", "--status", "closed", "--limit", "250")
    assert len({case["reference"] for case in listed}) == len(listed) == 250


def test_list_shows_local_times_and_how_late(daemon, staff, export):
    staff("adam").json(*export)
    lena = daemon.cli("lena")
    lena.environment["TZ"] = "Asia/Tokyo"
    assert re.search(r"2024-03-12 17:00  \d+ d late", lena("case", "list", "--due", "overdue").stdout)


def test_import_stops_when_it_is_refused(staff, export):
    done = staff("mila")(*export, code=5)
    assert done.stderr.count("none of your roles") == 1 and "run it again" in done.stderr


def test_import_with_a_wrong_map_sends_nothing(staff, export, tmp_path):
    (tmp_path / "map.json").write_text(json.dumps({**MAP, "time_zone": "Mars/Base"}))
    assert "time_zone" in staff("adam")(*export, code=2).stderr


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
    tried = staff("adam")("apply", folder, "--dry-run", code=0)
    seen = re.search(r"compared with version (\d+)", tried.stdout + tried.stderr)[1]
    assert "east" in tried.stdout
    assert len(staff("adam").json("apply", folder, "--version", seen)["changes"]) == 1
    assert "applied since" in staff("adam")("apply", folder, "--version", seen, code=5).stderr
    offices["offices"][1]["calender"] = "always"
    (folder / "city/offices.json").write_text(json.dumps(offices))
    done = staff("adam")("apply", folder, code=1)
    assert "city/offices.json" in done.stderr and "calender" in done.stderr
    staff("mila")("apply", folder, code=5)
    staff("adam")("apply", tmp_path / "nowhere", code=2)
