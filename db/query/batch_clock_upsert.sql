-- The clocks of a batch, whole rows; a change ends the claim of the daemon that was at it
-- $1 agency, $2 ord[], then an array a column, in this order
insert into clock (
    agency_id, owner_id, id, kind, state, standard_id, started_at, since, reason, paused_us, due_at, next_rung,
    next_rung_at, interval_count, extended_amount
)
select
    $1::integer, owner_id, id, kind, state, standard_id, started_at, since, reason, paused_us, due_at, next_rung,
    next_rung_at, interval_count, extended_amount
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as owner_id, unnest($4::bigint[]) as id,
        unnest($5::smallint[]) as kind, unnest($6::smallint[]) as state, unnest($7::integer[]) as standard_id,
        unnest($8::timestamptz[]) as started_at, unnest($9::timestamptz[]) as since,
        unnest($10::smallint[]) as reason, unnest($11::bigint[]) as paused_us, unnest($12::timestamptz[]) as due_at,
        unnest($13::smallint[]) as next_rung, unnest($14::timestamptz[]) as next_rung_at,
        unnest($15::smallint[]) as interval_count, unnest($16::integer[]) as extended_amount
) r
where ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, owner_id, id) do update set
    state = excluded.state, standard_id = excluded.standard_id, since = excluded.since, reason = excluded.reason,
    paused_us = excluded.paused_us, due_at = excluded.due_at, next_rung = excluded.next_rung, next_rung_at = excluded.next_rung_at,
    interval_count = excluded.interval_count, extended_amount = excluded.extended_amount, claimed_until = null
