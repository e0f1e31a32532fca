-- The replies of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into reply (
    agency_id, id, case_id, customer_id, contact_id, staff_id, at, channel, delivery, language, sample_id, sample_version, edited,
    subject, body, name, address, salt
)
select
    $1::integer, id, case_id, customer_id, contact_id, staff_id, at, channel, delivery, language, sample_id, sample_version, edited,
    subject, body, name, address, salt
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::bigint[]) as case_id,
        unnest($5::bigint[]) as customer_id, unnest($6::bigint[]) as contact_id, unnest($7::integer[]) as staff_id,
        unnest($8::timestamptz[]) as at, unnest($9::smallint[]) as channel, unnest($10::smallint[]) as delivery,
        unnest($11::text[]) as language, unnest($12::bigint[]) as sample_id, unnest($13::integer[]) as sample_version,
        unnest($14::boolean[]) as edited, unnest($15::text[]) as subject, unnest($16::text[]) as body,
        unnest($17::text[]) as name, unnest($18::text[]) as address, unnest($19::bytea[]) as salt
) r
where ord <> all ((select refused_commands())::integer[])
