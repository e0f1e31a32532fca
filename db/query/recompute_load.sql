-- Clocks that have not ended, with what an event of their case needs, and their ledgers. $1 agency, $2 standards integer[], $3 owner and
-- $4 clock after which, $5 limit -> one row an interval of the ledger, or one of a clock without; in the order of recompute_rows.c
-- A clock whose owner is no case has no version.
select c.owner_id, c.id, c.kind, c.state, c.standard_id, (extract(epoch from c.started_at) * 1000000)::bigint,
    (extract(epoch from c.since) * 1000000)::bigint, c.reason, c.paused_us, (extract(epoch from c.due_at) * 1000000)::bigint, c.next_rung,
    (extract(epoch from c.next_rung_at) * 1000000)::bigint, c.interval_count, c.extended_amount,
    k.version, encode(k.hash, 'hex'), k.office_id, k.service_id, k.segment_id, k.channel, k.pause_reason,
    case when isfinite(k.due_at) then (extract(epoch from k.due_at) * 1000000)::bigint end,
    i.state, (extract(epoch from i.from_at) * 1000000)::bigint, (extract(epoch from i.to_at) * 1000000)::bigint
from (
    select * from clock
    where agency_id = $1::integer and state <> 3 and (owner_id, id) > ($3::bigint, $4::bigint) and standard_id = any ($2::integer[])
    order by owner_id, id limit $5::integer) c
    left join kase k on k.agency_id = $1::integer and k.id = c.owner_id
    left join clock_interval i on c.interval_count > 0 and i.agency_id = $1::integer and i.clock_id = c.id
order by c.owner_id, c.id, i.seq
