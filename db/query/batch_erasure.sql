-- The erasures of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
select erase_customer($1::integer, customer_id, staff_id, at, reason)
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as customer_id, unnest($4::integer[]) as staff_id,
        unnest($5::timestamptz[]) as at, unnest($6::text[]) as reason
) r
where ord <> all ((select refused_commands())::integer[])
