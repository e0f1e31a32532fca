-- The notes of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into note (
    agency_id, id, case_id, staff_id, at, visible, body, salt
)
select
    $1::integer, id, case_id, staff_id, at, visible, body, salt
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::bigint[]) as case_id,
        unnest($5::integer[]) as staff_id, unnest($6::timestamptz[]) as at, unnest($7::boolean[]) as visible,
        unnest($8::text[]) as body, unnest($9::bytea[]) as salt
) r
where ord <> all ((select refused_commands())::integer[])
