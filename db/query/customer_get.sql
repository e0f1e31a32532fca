-- Whole records of customers for commands. $1 agencies integer[], $2 ids bigint[] -> one row a record, in the order of
-- handler_customer.c
select id, agency_id, version, name, phone, email, address, language, channel, segment_id, merged_into,
    (extract(epoch from created_at) * 1000000)::bigint, created_by,
    coalesce((extract(epoch from erased_at) * 1000000)::bigint, 0)
from customer where agency_id = any ($1::integer[]) and id = any ($2::bigint[])
