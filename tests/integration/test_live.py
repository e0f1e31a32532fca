"""Live updates: who hears what, and that nobody misses an event or hears it twice."""
import collections
import contextlib
import random
import threading
import time

import case_desk
import pytest
from event_stream import Stream
from onestop_daemon import wait_until


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(case_desk.write(tmp_path_factory.mktemp("case-desk")))


@pytest.fixture(scope="module")
def daemon(new_daemon, database):
    return new_daemon(database, server__workers=2, limits__streams_per_user=100)


@pytest.fixture(scope="module")
def other_daemon(new_daemon, database):
    return new_daemon(database)


def log(api, subject="Fence", **fields):
    return api.post("/cases", {"service": "fence", "channel": "counter", "subject": subject,
                               **fields}).expect(201).json


def note(api, case, body="Seen"):
    return api.post(f"/cases/{case['reference']}/notes", {"body": body}).expect(200).json


def listen(daemon, api, **options):
    """A stream that has told where it begins."""
    stream = Stream(daemon, api.token, **options)
    assert stream.status == 200
    return stream.until_placed()


def figure(daemon, name):
    return sum(float(line.rsplit(" ", 1)[1]) for line in daemon.admin("/metrics").text.splitlines()
               if line.startswith(f"onestop_{name}"))


def now_and_then(condition, every_s=0.2):
    """The condition, but looked at no more often than that."""
    looked = [0]

    def look():
        if time.monotonic() - looked[0] < every_s:
            return False
        looked[0] = time.monotonic()
        return condition()

    return look


def all_events(database, agency="city"):
    """(reference, seq) of all events of an agency, in the order of the feed."""
    return [(row["reference"], row["seq"]) for row in database.query(
        "select k.reference, e.seq from case_event e join kase k on k.agency_id = e.agency_id"
        " and k.id = e.case_id join agency a on a.id = e.agency_id where a.code = %s"
        " order by e.txid, e.agency_id, e.case_id, e.seq", agency)]


# ---- who hears what ----

def test_events_of_the_own_office_are_heard_and_of_others_not(daemon, people):
    with listen(daemon, people("fia")) as hall, listen(daemon, people("emil")) as east:
        one, two = log(people("fia")), log(people("emil"))
        hall.until_seen(one["reference"])
        east.until_seen(two["reference"])
        note(people("lena"), one), note(people("lena"), two)
        hall.until(lambda: (one["reference"], 2) in hall.seen)
        east.until(lambda: (two["reference"], 2) in east.seen)
        assert hall.seen == [(one["reference"], 1), (one["reference"], 2)]
        assert east.seen == [(two["reference"], 1), (two["reference"], 2)]


def test_event_says_what_a_list_shows(daemon, people):
    with listen(daemon, people("lena")) as stream:
        case = log(people("fia"), "Lamp is out")
        event = stream.until_seen(case["reference"]).events[0][1]
    assert event["kind"] == "opened" and event["subject"] == "Lamp is out"
    assert event["by"]["user_name"] == "fia" and event["queue"] == "permits"
    assert event["service"] == "fence" and event["status"] == "open"
    assert event["case_due_at"] == case["due_at"]


def test_other_agency_hears_of_a_case_from_when_it_is_handed_over(daemon, people):
    case, other = log(people("fia")), log(people("fia"))
    with listen(daemon, people("wanda")) as stream:
        note(people("mila"), other)
        version = people("lena").get(f"/cases/{case['reference']}").version
        people("lena").post(f"/cases/{case['reference']}/hand-over",
                            {"agency": "water", "reason": "pipes"}, if_match=version).expect(200)
        stream.until_seen(case["reference"])
        note(people("wanda"), case)
        stream.until(lambda: len(stream.events) == 2)
        assert {reference for reference, _ in stream.seen} == {case["reference"]}


def test_one_queue_is_listened_to_alone(daemon, people):
    with listen(daemon, people("lena"), query="?queue=archive") as stream:
        log(people("fia"))
        case = log(people("fia"))
        version = people("lena").get(f"/cases/{case['reference']}").version
        people("lena").post(f"/cases/{case['reference']}/hand-over",
                            {"queue": "archive", "reason": "old"}, if_match=version).expect(200)
        stream.until_seen(case["reference"])
        assert {reference for reference, _ in stream.seen} == {case["reference"]}
    people("lena").get("/events", query={"queue": "nowhere"}).expect(404)


# ---- coming back ----

def test_who_comes_back_gets_exactly_what_was_missed(daemon, other_daemon, people):
    lena = people("lena")
    elsewhere = other_daemon.api("fia")
    with listen(daemon, lena) as stream:
        first = log(people("fia"))
        stream.until_seen(first["reference"])
        last = stream.last
    missed = [log(people("fia")), log(elsewhere), log(people("fia")), log(elsewhere)]
    for where in (daemon, other_daemon):
        with listen(where, other_daemon.api("lena") if where is other_daemon else lena,
                    last=last) as stream:
            stream.until_seen(missed[-1]["reference"])
            assert [reference for reference, _ in stream.seen] == [
                case["reference"] for case in missed]


def test_who_heard_nothing_yet_misses_nothing_either(daemon, people):
    with listen(daemon, people("lena")) as stream:
        last = stream.last
    case = log(people("fia"))
    with listen(daemon, people("lena"), last=last) as stream:
        assert stream.until_seen(case["reference"]).seen == [(case["reference"], 1)]


def test_event_of_another_daemon_is_heard_at_once(daemon, other_daemon, people):
    with listen(daemon, people("lena")) as here, \
            listen(other_daemon, other_daemon.api("lena")) as there:
        case = log(other_daemon.api("fia"))
        here.until_seen(case["reference"])
        there.until_seen(case["reference"])
        note(people("mila"), case)
        there.until(lambda: (case["reference"], 2) in there.seen)
        here.until(lambda: (case["reference"], 2) in here.seen)


@pytest.mark.parametrize("last", ["x", "1", "1.2.3", "0.1.1.1", "-5.1.1.1", "1.1.1.1x",
                                  "18446744073709551616.1.1.1", "99999999999999999999999.1.1.1"])
def test_id_that_was_never_sent_is_refused(people, last):
    people("lena").get("/events", headers={"Last-Event-ID": last}).expect(400)


def test_very_old_id_brings_all_in_order(daemon, people, database):
    """More than one page of the feed, more than the buffer of a stream holds."""
    fia, lena = people("fia"), people("lena")
    case = log(fia)
    for n in range(30):
        note(fia, case, f"note {n}")
    database.query("""
        insert into case_event select (e).* from (select jsonb_populate_record(e,
            jsonb_build_object('seq', 100 + n, 'facts', e.facts)) as e
        from case_event e join kase k on k.id = e.case_id, generate_series(1, 1500) n
        where k.reference = %s and e.seq = 2) made""", case["reference"])
    try:
        seen, last = [], "1.0.0.0"
        total = len(all_events(database))
        while len(seen) < total:
            with listen(daemon, lena, last=last) as stream:
                stream.until(lambda: len(seen) + len(stream.events) >= total, "all events")
                assert stream.events  # a slow one may be dropped, but gets on
                seen += stream.seen
                last = stream.last
        assert seen == all_events(database)
    finally:
        database.query("delete from case_event where seq > 100")


# ---- ends ----

def test_revoked_session_ends_the_stream(daemon, other_daemon):
    petar = other_daemon.api("petar")
    with listen(other_daemon, petar) as stream:
        daemon.api("adam").delete("/staff/petar/sessions").expect(200)
        stream.until(lambda: False, "the end")
        assert stream.ended


def test_quiet_stream_is_kept_alive(daemon, people):
    with listen(daemon, people("wanda")) as stream:
        stream.until(lambda: ": quiet" in stream.lines, "a comment", 25)
        last = stream.last
    people("lena").get("/session").expect(200)
    with listen(daemon, people("wanda"), last=last) as stream:  # its id is one to come back with
        assert stream.events == []


def test_reader_that_does_not_read_is_dropped_and_can_come_back(new_daemon, database):
    daemon = new_daemon(database, server__request_timeout="2s")
    lena, fia = daemon.api("lena"), daemon.api("fia")
    cases = [log(fia, "Fence " + "x" * 190) for _ in range(4)]
    before = len(all_events(database))
    slow = listen(daemon, lena, receive_buffer=4096)  # the kernel holds little for it
    with listen(daemon, lena) as good:
        stop = threading.Event()

        def write(api, case):
            while not stop.is_set():  # on a busy machine some take longer than the time for a request
                answer = api.post(f"/cases/{case['reference']}/notes", {"body": "x" * 100})
                assert answer.status in (200, 503), answer

        writers = [threading.Thread(target=write, args=(daemon.api("fia"), case)) for case in cases]
        for writer in writers:
            writer.start()
        try:
            good.until(now_and_then(lambda: figure(daemon, "slow_readers") > 0), "the end of the slow one", 120)
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        assert not good.ended
        expected = all_events(database)[before:]
        good.until(lambda: len(good.events) >= len(expected))
        assert good.seen == expected
    slow.until(lambda: False, "the end of the slow one")
    heard, last = slow.seen, slow.last
    while len(heard) < len(expected):
        with listen(daemon, lena, last=last) as again:
            again.until(lambda: len(heard) + len(again.events) >= len(expected))
            heard, last = heard + again.seen, again.last
    assert heard == expected


# ---- under load ----

def test_under_concurrent_writes_a_listener_that_comes_and_goes_hears_each_event_once(
        daemon, other_daemon, database):
    """Four writers at two daemons with three workers; what the listener heard, over all its
    connections, is what stands in the database, in its order."""
    lena = {d: d.api("lena") for d in (daemon, other_daemon)}
    stop = threading.Event()
    failures = []

    def write(api, seed):
        choose = random.Random(seed)
        cases = []
        try:
            while not stop.is_set():
                if not cases or choose.random() < 0.4:
                    cases.append(log(api, f"Load {seed}"))
                else:
                    note(api, choose.choice(cases))
        except (AssertionError, OSError) as error:
            failures.append(error)

    with listen(daemon, lena[daemon]) as stream:
        last = stream.last
    before = len(all_events(database))
    writers = [threading.Thread(target=write, args=(where.api("fia"), n))
               for n, where in enumerate((daemon, other_daemon) * 2)]
    for writer in writers:
        writer.start()
    choose, heard, visits = random.Random(7), [], 0
    steady = listen(other_daemon, lena[other_daemon], last=last)
    try:
        while visits < 40:
            where = choose.choice((daemon, other_daemon))
            with Stream(where, lena[where].token, last=last) as stream:
                wanted = choose.choice((0, 1, 5, 60))
                stream.until(lambda: len(stream.events) >= wanted)
                heard += stream.seen
                last = stream.last or last
            visits += 1
            while steady.read(0.001) and not steady.ended:
                pass
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not failures
    expected = all_events(database)[before:]
    assert len(expected) > 50
    with listen(daemon, lena[daemon], last=last) as stream:
        stream.until(lambda: len(heard) + len(stream.events) >= len(expected), "the rest")
        heard += stream.seen
    twice = [event for event, count in collections.Counter(heard).items() if count > 1]
    assert not twice
    assert heard == expected
    steady.until(lambda: len(steady.events) >= len(expected), "the steady listener's rest")
    assert steady.seen == expected
    steady.close()


def test_long_transaction_holds_events_back_and_loses_none(daemon, people, database):
    """Something old still runs in the database: what came after it waits, then comes in order."""
    with listen(daemon, people("lena")) as stream:
        with contextlib.closing(database.connect()) as blocker:
            blocker.autocommit = False
            with blocker.cursor() as cursor:
                cursor.execute("select pg_current_xact_id()")
            cases = [log(people("fia")) for _ in range(3)]
            assert not stream.read(1.2) or stream.events == []
        stream.until_seen(cases[-1]["reference"])
        assert sorted(r for r, _ in stream.seen) == sorted(c["reference"] for c in cases)


def test_feed_goes_on_after_the_database_was_away_from_it(daemon, people, database):
    with listen(daemon, people("lena")) as stream:
        one = log(people("fia"))
        stream.until_seen(one["reference"])
        database.query("select pg_terminate_backend(pid) from pg_stat_activity"
                       " where datname = current_database() and pid <> pg_backend_pid()")
        wait_until(lambda: daemon.admin("/readyz").status == 200, what="the daemon")
        two = wait_until(lambda: retried(people("fia")), what="a case")
        stream.until(lambda: hears(stream, two))
        heard, last = list(stream.seen), stream.last

    def come_back():  # as a browser does, as often as the stream ends
        nonlocal last
        if any(reference == two["reference"] for reference, _ in heard):
            return True
        with listen(daemon, people("lena"), last=last) as again:
            again.until(lambda: hears(again, two))
            heard.extend(again.seen)
            last = again.last or last
        return False

    wait_until(come_back, what="the second case on the stream")
    assert heard == [(one["reference"], 1), (two["reference"], 1)]


def hears(stream, case):
    return any(reference == case["reference"] for reference, _ in stream.seen)


def retried(api):
    answer = api.post("/cases", {"service": "fence", "channel": "counter", "subject": "After"})
    return answer.json if answer.status == 201 else None


