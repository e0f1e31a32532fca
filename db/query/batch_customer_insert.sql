-- The new customers of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into customer (
    agency_id, id, version, name, phone, email, address, language, channel, segment_id, merged_into, changed_at,
    created_at, created_by
)
select
    $1::integer, id, version, name, phone, email, address, language, channel, segment_id, merged_into, changed_at,
    created_at, created_by
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::integer[]) as version,
        unnest($5::text[]) as name, unnest($6::text[]) as phone, unnest($7::text[]) as email,
        unnest($8::text[]) as address, unnest($9::text[]) as language, unnest($10::smallint[]) as channel,
        unnest($11::integer[]) as segment_id, unnest($12::bigint[]) as merged_into,
        unnest($13::timestamptz[]) as changed_at, unnest($14::timestamptz[]) as created_at,
        unnest($15::integer[]) as created_by
) r
where ord <> all ((select refused_commands())::integer[])
