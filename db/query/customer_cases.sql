-- Cases that hang on a record. $1 agencies integer[], $2 customer id, $3 at the most -> case id
select id from kase where agency_id = any ($1::integer[]) and customer_id = $2::bigint order by id limit $3::integer
