-- Whose a customer is. $1 agencies integer[], $2 id -> agency
select agency_id from customer where agency_id = any ($1::integer[]) and id = $2::bigint
