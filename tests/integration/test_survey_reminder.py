"""One reminder of a survey: once, with the same link, and not when nobody needs it any more."""
import re

import pytest
from onestop_daemon import wait_until

from test_survey import AFTER, GOOD, TEXTS, VISIT, by_email, close, customer, invited, write

WORDS = "You have not answered yet."
ASKING = {**{key: value for key, value in AFTER.items() if key != "link"}, "again_after_days": 1,
          "open_days": 5, "remind_after_days": 2, "texts": [{**TEXTS[0], "reminder": WORDS}, TEXTS[1]]}


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    return new_database(str(write(tmp_path_factory.mktemp("desk"), [ASKING, VISIT])))


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox):
    return new_daemon(database, server__public_url="https://desk.town.example",
                      **mailbox.settings(cluster))


@pytest.fixture(scope="module")
def lena(daemon):
    return daemon.api("lena")


REMINDER = """from outbox o join record r on r.agency_id = o.agency_id and r.id = o.owner_id
    where r.reference = %s and o.occasion = 'survey-reminder'"""


class Invited:
    """Somebody who has had the invitation, and whose reminder waits."""

    def __init__(self, database, mailbox, lena, **fields):
        self.database, self.mailbox, self.lena = database, mailbox, lena
        self.person = by_email(language="en", **fields)
        self.who = customer(lena, **self.person)
        self.survey = invited(lena, close(lena, self.who, office="hall"))
        wait_until(lambda: len(self.mails()) == 1, what="the invitation")

    def mails(self):
        return self.mailbox.to(self.person["email"])

    def reminders(self):
        return self.database.query("select outbox_state_name(o.state) as state, o.tries, o.last_error,"
                                   " (next_try_at - created_at) = interval '0' as whole,"
                                   f" next_try_at - now() as wait {REMINDER}", self.survey["reference"])

    def days_pass(self):
        """The reminder's time has come."""
        self.database.query("update outbox o set next_try_at = now(), waiting_since = now() where o.id in"
                            f" (select o.id {REMINDER})", self.survey["reference"])


@pytest.fixture
def ana(database, mailbox, lena):
    return lambda **fields: Invited(database, mailbox, lena, **fields)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def link_in(mail):
    (link,) = re.findall(r"https://desk\.town\.example/survey/\S+", text_of(mail))
    return link


def test_reminder_waits_its_days_and_goes_once_with_the_same_link(ana):
    one = ana()
    (row,) = one.reminders()
    assert row["state"] == "waiting" and row["tries"] == 0
    assert 47.5 < row["wait"].total_seconds() / 3600 <= 48
    one.days_pass()
    wait_until(lambda: len(one.mails()) == 2, what="the reminder")
    invitation, reminder = one.mails()
    assert WORDS in text_of(reminder) and WORDS not in text_of(invitation)
    assert link_in(invitation) == link_in(reminder)
    wait_until(lambda: one.reminders()[0]["state"] == "sent")
    assert len(one.reminders()) == 1


def gone(one):
    """The reminder is taken out unsent when its time comes."""
    one.days_pass()
    wait_until(lambda: one.reminders() == [], what="that the reminder is gone")
    assert len(one.mails()) == 1


def test_answered_survey_is_not_reminded_of(ana, daemon, database):
    one = ana()
    path = link_in(one.mails()[0]).removeprefix("https://desk.town.example")
    daemon.api().page(path, {"happy": "4"}).expect(200)
    gone(one)


def test_answers_on_paper_count_too(ana, lena):
    one = ana()
    lena.post(f"/surveys/{one.survey['reference']}/answer", {"channel": "letter", "answers": GOOD},
              if_match=one.survey["version"]).expect(200)
    gone(one)


def test_survey_that_is_over_is_not_reminded_of(ana, database):
    one = ana()
    database.query("update survey set expires_at = now() - interval '1 second' where customer_id = %s", one.who)
    gone(one)


def test_other_link_given_out_by_staff_ends_the_reminder(ana, lena):
    one = ana()
    lena.post(f"/surveys/{one.survey['reference']}/send", {}, if_match=one.survey["version"]).expect(200)
    gone(one)


def held(one, why):
    one.days_pass()
    wait_until(lambda: one.reminders()[0]["state"] == "held", what="that the reminder is held")
    assert why in one.reminders()[0]["last_error"] and len(one.mails()) == 1


def test_address_that_bounces_is_not_reminded(ana, database):
    one = ana()
    database.query("insert into bounce (agency_id, address, reason) select id, address_hash(%s), '550 5.1.1'"
                   " from agency where code = 'city'", one.person["email"])
    held(one, "bounce")


def test_who_does_not_wish_to_be_written_to_is_not_reminded(ana, lena):
    one = ana()
    found = lena.get(f"/customers/{one.who}").expect(200)
    lena.patch(f"/customers/{one.who}", {"channel": "phone"}, if_match=found.version).expect(200)
    held(one, "does not wish")


def test_letters_are_not_printed_twice(lena, database):
    who = customer(lena, channel="letter", address="1 Square")
    survey = invited(lena, close(lena, who, office="hall"))
    assert survey["delivery"] == "letter"
    assert database.value(f"select count(*) {REMINDER}", survey["reference"]) == 0
