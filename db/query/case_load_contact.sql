-- How to write to the customers of cases. $1 agencies integer[], $2 ids of cases bigint[] -> case, name, e-mail, address, language,
-- preferred channel
select k.id, c.name, c.email, c.address, c.language, c.channel
from kase k join customer c on c.agency_id = k.agency_id and c.id = k.customer_id
where k.agency_id = any ($1::integer[]) and k.id = any ($2::bigint[])
