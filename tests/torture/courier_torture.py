"""Nothing lost: messages wait in the outbox while the courier is killed at random moments. Then every one
of them has arrived, at the mail server or the endpoint, and what came twice carried the same id."""
import collections
import random
import time

import onestop_daemon as od
import post


class Run:
    LIFE_S = 1.2  # of a courier, on average: what ends sooner is started anew after ever longer waits

    def __init__(self, cluster, database, messages, kills, seed):
        self.cluster, self.database, self.random = cluster, database, random.Random(seed)
        self.mails = messages * 2 // 3
        self.hooks = messages - self.mails
        delay_s = self.LIFE_S * kills / self.mails
        self.mailbox, self.endpoint = post.Mailbox(cluster, delay_s=delay_s), post.Endpoint(cluster)
        self.secrets = cluster.directory / "torture-secrets"
        self.secrets.write_text(f"city/portal = {post.SECRET}\n")

    def daemon(self):
        return od.Daemon(self.cluster, self.database, courier__webhook_secrets=self.secrets,
                         courier__webhook_ca=self.cluster.directory / "tls/ca.pem",
                         courier__allow_private="yes", log__level="warning",
                         **self.mailbox.settings(self.cluster)).start()

    def arrived(self):
        return len(self.mailbox.messages) + len(self.endpoint.calls)

    def kill(self, daemon, kills):
        """Each after a further part has arrived, some more or less."""
        share = max(1, (self.mails + self.hooks) // (kills + 1))
        for number in range(kills):
            wanted = number * share + self.random.randrange(1, share + 1)
            od.wait_until(lambda: self.arrived() >= wanted, 120, "messages that arrive")
            moment = time.monotonic() + self.random.random() * 0.05
            od.wait_until(lambda: time.monotonic() >= moment)
            post.kill_courier(daemon)

    def differences(self):
        """[] when all is well."""
        mails, hooks = collections.Counter(self.mailbox.ids()), collections.Counter(self.endpoint.ids())
        by_address = {message["To"]: message["Message-ID"] for _, _, message, _ in self.mailbox.messages}
        found = []
        rows = self.database.query("select id, kind, state, message_id, address, tries from outbox")
        for row in rows:
            known = f"<{row['message_id']}>" if row["kind"] == 1 else row["message_id"]
            if (mails if row["kind"] == 1 else hooks)[known] == 0:
                found.append(f"lost: message {row['id']}")
            if row["kind"] == 1 and by_address.get(row["address"]) != known:
                found.append(f"message {row['id']} came with another id")
            if row["state"] != 2:
                found.append(f"message {row['id']} is not settled")
        known = len(mails) + len(hooks)
        if len(rows) != self.mails + self.hooks or known != len(rows):
            found.append(f"{known} ids arrived of {len(rows)}")
        return found + [f"wrong signature: {call}" for call in self.endpoint.wrong]

    def stop(self):
        self.mailbox.stop()
        self.endpoint.stop()


def torture_courier(cluster, database, messages, kills, seed):
    """Runs it; returns (differences, a line that says what was done)."""
    run = Run(cluster, database, messages, kills, seed)
    daemon = run.daemon()
    try:
        began = time.monotonic()
        post.put(database, "email", "n#@example.org", run.mails)
        post.put(database, "webhook", run.endpoint.url(), run.hooks, endpoint="portal", body='{"n":1}')
        run.kill(daemon, kills)
        od.wait_until(lambda: database.value("select count(*) from outbox where state = 1") == 0, 300,
                      "the end of the outbox")
        took = time.monotonic() - began
        faults = run.differences()
        again = run.arrived() - run.mails - run.hooks
        restarts = [line for line in daemon.admin("/metrics").text.splitlines()
                    if line.startswith("onestop_courier_restarts_total")]
        return faults + daemon.finish(), (
            f"{run.mails} e-mails and {run.hooks} webhooks in {took:.0f} s, {kills} kills "
            f"({restarts[0].split()[-1]} restarts): {len(faults)} lost or wrong, {again} came twice, "
            "each with the same id")
    finally:
        if daemon.process is not None:
            daemon.kill()
        run.stop()
