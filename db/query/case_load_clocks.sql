-- Clocks of cases. $1 agencies integer[], $2 case ids bigint[] -> one row a clock, in the order of load.c
select owner_id, id, kind, state, standard_id, (extract(epoch from started_at) * 1000000)::bigint,
    (extract(epoch from since) * 1000000)::bigint, reason, paused_us, (extract(epoch from due_at) * 1000000)::bigint, next_rung,
    (extract(epoch from next_rung_at) * 1000000)::bigint, interval_count, extended_amount
from clock where agency_id = any ($1::integer[]) and owner_id = any ($2::bigint[])
order by owner_id, id
