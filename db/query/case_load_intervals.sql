-- Ledgers of the clocks of cases. $1 agencies integer[], $2 case ids bigint[] -> clock, state, from, to, reason, actor; oldest first
select i.clock_id, i.state, (extract(epoch from i.from_at) * 1000000)::bigint, (extract(epoch from i.to_at) * 1000000)::bigint,
    i.reason, i.actor_id, c.owner_id
from clock c join clock_interval i on i.agency_id = c.agency_id and i.clock_id = c.id
where c.agency_id = any ($1::integer[]) and c.owner_id = any ($2::bigint[]) and c.interval_count > 0
order by i.clock_id, i.seq
