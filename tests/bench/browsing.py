"""Part h of scripts/bench: how long somebody in a browser waits, with many cases in the database.

A case manager with an ordinary amount in hand works in Debian's Chromium, whose processor is throttled (browsing.mjs). Beside each
figure stands what the machine does just then without the client: the answer of the API alone, or a small file in the browser, so that
what others do on the machine shows. A target is met when 95 of 100 times are within it."""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
USER = "bench.worker"
IN_HAND = 60
SAMPLES_A_ROUND = 3
THROTTLE = 4
# What browsing.mjs calls it: in words, its peer, milliseconds that it may take.
WAITS = {
    "cold": ("first load to usable, nothing of it kept", "a small file", 1500),
    "warm": ("load to usable, been here before", "a small file", 1500),
    "case": ("a case, from the click on its row", "its answer alone", 300),
    "next": ("next page of a queue, from the click", "its answer alone", 200),
    "palette": ("typing in the palette: longest task", "of the processor", 50),
    "search": ("typing in a list's search: longest task", "of the processor", 50),
}


def desk_with_worker(bench):
    """The desk with one case manager more, of all skills: who was there while it was filled has thousands."""
    folder = bench.place.directory / "desk-browsing"
    shutil.copytree(bench.desk.folder, folder)
    path = folder / bench.desk.agency / "staff.json"
    staff = json.loads(path.read_text())
    skills = sorted({skill for one in staff["staff"] for skill in one.get("skills", [])})
    staff["staff"].append({"user_name": USER, "name": "Bench Worker", "languages": ["en"], "capacity_minutes": 400, "skills": skills,
                           "grants": [{"role": "case-manager"}]})
    path.write_text(json.dumps(staff))
    return folder


def give_work(bench, lead, database):
    """Cases with all sorts of due times, one of some thousand each."""
    references = bench.place.sql(database, "select reference from (select reference, due_at, row_number() over (order by due_at) as at, "
                                 f"count(*) over () / {IN_HAND} as every from kase where closed_at is null) cases "
                                 f"where at % every = 0 order by at limit {IN_HAND}").split()
    for reference in references:
        version = lead.json(f"/cases/{reference}")["version"]
        lead.ask("POST", f"/cases/{reference}/assign", {"to": USER}, version)


def largest_queue(bench, database):
    """As a list asks for it."""
    return bench.place.sql(database, "select 'agency=' || a.code || '&queue=' || q.code from kase k join queue q on q.id = k.queue_id "
                           "join agency a on a.id = q.agency_id where k.closed_at is null group by a.code, q.code order by count(*) desc limit 1").strip()


def key_of(certificate):
    """By which Chromium trusts a certificate: the hash of its public key."""
    public = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], capture_output=True, check=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=public, capture_output=True, check=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def browse(place, daemon, password, queue, samples):
    """What browsing.mjs found."""
    asked = {"url": f"https://127.0.0.1:{daemon.port}", "key": key_of(place.directory / "tls/cert.pem"), "user": USER, "password": password,
             "samples": samples, "throttle": THROTTLE, "queue": queue, "search": {"cases": "street", "customers": "customer"}}
    done = subprocess.run(["node", HERE / "browsing.mjs"], capture_output=True, text=True, check=False,
                          env={**os.environ, "ONESTOP_BROWSING": json.dumps(asked), "NODE_EXTRA_CA_CERTS": str(place.directory / "tls/ca.pem")})
    if done.returncode != 0:
        raise SystemExit(f"bench: browsing.mjs ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return json.loads(done.stdout)


def rows(bench, found):
    for name, (what, peer, most_ms) in WAITS.items():
        ours, beside = found[name]["ours"], found[name]["beside"]
        p50, p95 = (percentile(ours, percent) for percent in (50, 95))
        ratio = statistics.median(one / other for one, other in zip(ours, beside))
        bench.row("h", f"{what}, {bench.options.cases} cases, processor / {THROTTLE}", f"p50 {p50:.0f}, p95 {p95:.0f} ms",
                  f"{peer}: {statistics.median(beside):.0f} ms", f"{ratio:.1f} x", f"<= {most_ms} ms", p95 <= most_ms,
                  p50_ms=p50, p95_ms=p95, samples_ms=ours, peer_samples_ms=beside)
