-- The changed customers of a batch; batch_guard has locked them
-- $1 agency, $2 ord[], then an array a column, in this order
update customer k set
    version = r.version, name = r.name, phone = r.phone, email = r.email, address = r.address,
    language = r.language, channel = r.channel, segment_id = r.segment_id, merged_into = r.merged_into,
    changed_at = r.changed_at
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::integer[]) as version,
        unnest($5::text[]) as name, unnest($6::text[]) as phone, unnest($7::text[]) as email,
        unnest($8::text[]) as address, unnest($9::text[]) as language, unnest($10::smallint[]) as channel,
        unnest($11::integer[]) as segment_id, unnest($12::bigint[]) as merged_into,
        unnest($13::timestamptz[]) as changed_at
) r
where k.agency_id = $1::integer and k.id = r.id and ord <> all ((select refused_commands())::integer[])
