-- Claims a recomputation for ten seconds. $1 the daemon's definition -> agency, definition, standards text, changed text, owner, clock and
-- complaint it has come to, ladders text
update recompute r set claimed_until = now() + interval '10 seconds', pass_began = coalesce(r.pass_began, now())
from (
    select w.agency_id, w.definition_id from recompute w
    where w.done_at is null and w.definition_id <= $1::bigint and w.not_before <= now()
      and (w.claimed_until is null or w.claimed_until < now())
    order by w.definition_id limit 1 for update skip locked) due
where r.agency_id = due.agency_id and r.definition_id = due.definition_id
returning r.agency_id, r.definition_id, r.standards::text, r.changed::text, r.at_owner, r.at_clock, r.at_complaint, r.ladders::text
