"""Whether a customer wishes to be written to, how and where, is asked for again when a message is sent."""
import json

import case_desk
import post
import pytest
from onestop_daemon import wait_until

LATER = "451 4.7.1 later"


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    folder = case_desk.write(tmp_path_factory.mktemp("consent-desk"))
    agencies = json.loads((folder / "agencies.json").read_text())
    agencies["agencies"][0]["notify"] = ["opened", "closed"]
    (folder / "agencies.json").write_text(json.dumps(agencies))
    return new_database(folder)


@pytest.fixture(scope="module")
def daemon(new_daemon, database, cluster, mailbox):
    return new_daemon(database, **mailbox.settings(cluster))


@pytest.fixture(scope="module")
def clerk(daemon):
    return daemon.api("fia")


def customer(clerk, name, **fields):
    return clerk.post("/customers", {"name": name, "language": "en", **fields}).expect(201).json["id"]


def change(clerk, who, **fields):
    version = clerk.get(f"/customers/{who}").expect(200).version
    clerk.patch(f"/customers/{who}", fields, if_match=version).expect(200)


def log(clerk, who):
    return clerk.post("/cases", {"service": "light", "channel": "counter", "subject": "A lamp",
                                 "customer": who}).expect(201).json


def messages(database, case):
    return database.query(
        "select o.id, o.kind, outbox_state_name(o.state) as state, o.address, o.last_error, o.tries, o.occasion"
        " from outbox o join kase k on k.agency_id = o.agency_id and k.id = o.owner_id where k.reference = %s"
        " order by o.id", case["reference"])


def reached(database, case, **wanted):
    """Waits until the one message about the case is as wanted."""
    def as_wanted():
        (row,) = messages(database, case)
        return all(row[key] == value for key, value in wanted.items()) and row
    return wait_until(as_wanted, what=f"{case['reference']} as {wanted}")


def under_way(clerk, database, mailbox, email, **fields):
    """A case and its message, which the mail server does not take yet."""
    mailbox.refusals[email] = LATER
    who = customer(clerk, fields.pop("name", "Mila Ivanova"), email=email, channel="email", **fields)
    case = log(clerk, who)
    wait_until(lambda: messages(database, case)[0]["tries"] > 0)
    return who, case


def test_consent_taken_back_holds_the_message_until_it_returns(clerk, daemon, database, mailbox):
    who, case = under_way(clerk, database, mailbox, "back@example.org")
    change(clerk, who, channel="phone")
    row = reached(database, case, state="held")
    del mailbox.refusals["back@example.org"]
    (listed,) = [item for item in daemon.cli("lena").json("outbox", "list", "--state", "held")
                 if item["reference"] == case["reference"]]
    assert listed["error"] == "the customer does not wish to be written to"
    daemon.api("adam").post(f"/outbox/{row['id']}/retry").expect(200)
    reached(database, case, state="held")  # another try is no way around the customer
    assert not mailbox.to("back@example.org")
    change(clerk, who, channel="email")
    reached(database, case, state="sent", last_error=None)
    assert len(mailbox.to("back@example.org")) == 1


def test_withdrawn_consent_says_nothing_of_the_address(clerk, daemon, database, mailbox):
    who, case = under_way(clerk, database, mailbox, "shared@example.org")
    mailbox.refusals["shared@example.org"] = "550 5.1.1 unknown"
    held = reached(database, case, state="held")
    change(clerk, who, channel="phone")
    reached(database, case, last_error="the customer does not wish to be written to")
    daemon.api("adam").post(f"/outbox/{held['id']}/retry").expect(200)
    assert database.value("select count(*) from bounce where address = address_hash('shared@example.org')") == 1


def test_message_goes_to_the_address_as_it_is_now(clerk, database, mailbox):
    who, case = under_way(clerk, database, mailbox, "old@example.org")
    change(clerk, who, email="new@example.org")
    reached(database, case, state="sent", address="new@example.org")
    assert len(mailbox.to("new@example.org")) == 1 and not mailbox.to("old@example.org")


def test_corrected_address_lets_a_bounced_message_go(clerk, database, mailbox):
    mailbox.refusals["typo@example.org"] = "550 5.1.1 unknown"
    who = customer(clerk, "Typo", email="typo@example.org", channel="email")
    case = log(clerk, who)
    reached(database, case, state="held")
    change(clerk, who, email="right@example.org")
    reached(database, case, state="sent")
    assert len(mailbox.to("right@example.org")) == 1


def test_merged_record_is_written_to_as_the_kept_one_wishes(clerk, database, mailbox, daemon):
    gone, case = under_way(clerk, database, mailbox, "gone@example.org", name="Ana Ivanova")
    kept = customer(clerk, "Ana Ivanova", email="kept@example.org", channel="phone")
    merge = {"into": kept}
    version = clerk.get(f"/customers/{gone}").expect(200).version
    daemon.api("lena").post(f"/customers/{gone}/merge", merge, if_match=version).expect(200)
    reached(database, case, state="held")
    change(clerk, kept, channel="email")
    reached(database, case, state="sent", address="kept@example.org")
    assert not mailbox.to("gone@example.org")


def test_other_preferred_channel_makes_a_letter_of_an_email_and_back(clerk, daemon, database, mailbox):
    who, case = under_way(clerk, database, mailbox, "paper@example.org", name="Old Hand", address="7 Hill Road")
    change(clerk, who, channel="letter")
    row = reached(database, case, kind=2, state="waiting", address="Old Hand\n7 Hill Road")
    assert case["reference"] in daemon.cli("lena")("outbox", "show", row["id"], code=0).stdout
    change(clerk, who, address="8 Hill Road")
    reached(database, case, kind=2, address="Old Hand\n8 Hill Road")
    del mailbox.refusals["paper@example.org"]
    change(clerk, who, channel="email")
    reached(database, case, kind=1, state="sent")
    (message,) = mailbox.to("paper@example.org")
    assert message["Message-ID"] == f"<city.{row['id']}@rivnik.example>"


def test_secret_message_does_not_become_a_letter(clerk, database, mailbox):
    """Whoever prints it would learn of it: it waits until its reader prefers e-mail again."""
    who, case = under_way(clerk, database, mailbox, "whistle@example.org", address="7 Hill Road")
    database.query("update outbox set secret = true where id = %s", messages(database, case)[0]["id"])
    change(clerk, who, channel="letter")
    reached(database, case, kind=1, state="held", address="whistle@example.org")
    del mailbox.refusals["whistle@example.org"]
    change(clerk, who, channel="email")
    reached(database, case, kind=1, state="sent")


def test_letter_nobody_wishes_leaves_the_print_queue(clerk, daemon, database):
    who = customer(clerk, "Quiet Hand", address="9 Hill Road", channel="letter")
    case = log(clerk, who)
    row = reached(database, case, state="waiting")
    change(clerk, who, channel="counter")
    reached(database, case, state="held")
    daemon.api("lena").post(f"/outbox/{row['id']}/printed").expect(409)
    change(clerk, who, channel="letter")
    reached(database, case, state="waiting")
    daemon.api("lena").post(f"/outbox/{row['id']}/printed").expect(200)


def test_customer_under_change_is_asked_afterwards(clerk, database, mailbox):
    """A withdrawal that is not committed yet: the message waits for it, and others do not."""
    who, other = (customer(clerk, "Busy", email=f"{name}@example.org", channel="email") for name in ("busy", "free"))
    with database.connect() as connection, connection.cursor() as cursor:
        connection.autocommit = False
        cursor.execute("update customer set channel = 2, version = version + 1 where id = %s", (who,))
        case = log(clerk, who)
        reached(database, log(clerk, other), state="sent")
        reached(database, case, state="waiting", tries=0)
        connection.commit()
    reached(database, case, state="held", tries=0)
    assert not mailbox.to("busy@example.org")


def test_sending_agrees_with_writing(clerk, database):
    """message_way() of the rules and outbox_way() of the database say the same of every customer."""
    for channel in (None, "counter", "phone", "web", "email", "letter", "chat", "api", "mobile-office"):
        for email in (None, "agree@example.org"):
            for address in (None, "1 Square"):
                fields = {"channel": channel, "email": email, "address": address}
                who = customer(clerk, "Ana", **{key: value for key, value in fields.items() if value})
                case = log(clerk, who)
                written = [(row["kind"], row["address"]) for row in messages(database, case)]
                number = post.put(database, "letter", "nowhere", agency="city")[0]
                database.query("update outbox set customer_id = %s where id = %s", who, number)
                way = [(row["kind"], row["address"]) for row in database.query(
                    "select w.* from agency a, outbox_way(a.id, %s) w where a.code = 'city' and w.kind <> 0", number)]
                assert way == written, fields
                database.query("delete from outbox where id = %s", number)


def test_one_occasion_is_told_once(clerk, daemon, database):
    """Whoever else has written the notice of this version of the case: the command stands, nothing is doubled."""
    case = log(clerk, customer(clerk, "Once", address="1 Square", channel="letter"))
    (opened,) = messages(database, case)
    assert opened["occasion"] == "opened.1"
    version = clerk.get(f"/cases/{case['reference']}").expect(200).version
    first = post.put(database, "letter", "Once\n1 Square")[0]
    database.query("update outbox set owner_id = (select id from kase where reference = %s), occasion = %s where id = %s",
                   case["reference"], f"closed.{version + 1}", first)
    done = daemon.api("lena").post(f"/cases/{case['reference']}/steps", {"step": "finish", "outcome": "done"},
                                   if_match=version).expect(200).json
    assert done["closed_at"] is not None
    assert [row["id"] for row in messages(database, case)] == [opened["id"], first]


def test_courier_asks_only_about_its_messages(database):
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set role onestop_courier")
        cursor.execute("select has_table_privilege(current_user, 'customer', 'select')")
        assert cursor.fetchone()[0] is False
        with pytest.raises(Exception, match="no rows"):
            cursor.execute("select * from outbox_way(1, 1)")
    with database.connect() as connection, connection.cursor() as cursor:
        for role in ("onestop_read", "onestop_write"):
            cursor.execute("select has_function_privilege(%s, 'outbox_way(integer, bigint)', 'execute')", (role,))
            assert cursor.fetchone()[0] is False
