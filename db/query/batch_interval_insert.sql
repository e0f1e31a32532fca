-- The clock intervals that ended in a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into clock_interval (
    agency_id, clock_id, seq, state, from_at, to_at, reason, actor_id
)
select
    $1::integer, clock_id, seq, state, from_at, to_at, reason, actor_id
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as clock_id, unnest($4::smallint[]) as seq,
        unnest($5::smallint[]) as state, unnest($6::timestamptz[]) as from_at, unnest($7::timestamptz[]) as to_at,
        unnest($8::smallint[]) as reason, unnest($9::integer[]) as actor_id
) r
where ord <> all ((select refused_commands())::integer[])
