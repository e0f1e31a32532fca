-- The links of a batch; a second link between two cases replaces the first
-- $1 agency, $2 ord[], then an array a column, in this order
insert into case_link (
    agency_id, case_id, other_case_id, kind, staff_id, at
)
select
    $1::integer, case_id, other_case_id, kind, staff_id, at
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as case_id, unnest($4::bigint[]) as other_case_id,
        unnest($5::smallint[]) as kind, unnest($6::integer[]) as staff_id, unnest($7::timestamptz[]) as at
) r
where ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, case_id, other_case_id) do update set
    kind = excluded.kind, staff_id = excluded.staff_id, at = excluded.at
