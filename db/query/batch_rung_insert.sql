-- The rungs that a batch fires; the key lets each fire once
-- $1 agency, $2 ord[], then an array a column, in this order
insert into clock_rung (
    agency_id, clock_id, percent, case_id, due_at, fired_at
)
select
    $1::integer, clock_id, percent, case_id, due_at, fired_at
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as clock_id, unnest($4::smallint[]) as percent,
        unnest($5::bigint[]) as case_id, unnest($6::timestamptz[]) as due_at, unnest($7::timestamptz[]) as fired_at
) r
where ord <> all ((select refused_commands())::integer[])
