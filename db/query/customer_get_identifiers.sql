-- Identifiers of customers. $1 agencies integer[], $2 customer ids bigint[] -> customer id, kind, value
select customer_id, kind, value from customer_identifier
where agency_id = any ($1::integer[]) and customer_id = any ($2::bigint[])
order by customer_id, kind, value
