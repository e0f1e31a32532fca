-- The notices of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into notice (
    agency_id, id, staff_id, case_id, kind, clock_kind, percent, at
)
select
    $1::integer, id, staff_id, case_id, kind, clock_kind, percent, at
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::integer[]) as staff_id,
        unnest($5::bigint[]) as case_id, unnest($6::smallint[]) as kind, unnest($7::smallint[]) as clock_kind,
        unnest($8::smallint[]) as percent, unnest($9::timestamptz[]) as at
) r
where ord <> all ((select refused_commands())::integer[])
