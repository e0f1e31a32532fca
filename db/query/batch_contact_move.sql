-- Contacts without a case that follow their customer into another record (merge)
-- $1 agency, $2 ord[], $3 from customer id[], $4 to customer id[]
update contact c set customer_id = r.to_customer_id
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as from_customer_id, unnest($4::bigint[]) as to_customer_id
) r
where c.agency_id = $1::integer and c.customer_id = r.from_customer_id
    and ord <> all ((select refused_commands())::integer[])
