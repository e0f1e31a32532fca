-- How to write to the customers of cases. $1 agencies integer[], $2 ids of cases bigint[] -> case, customer, name, e-mail, address,
-- language, preferred channel, phone, last invitation to a survey and its time
select k.id, c.id, c.name, c.email, c.address, c.language, c.channel, c.phone, s.id, s.at
from kase k join customer c on c.agency_id = k.agency_id and c.id = k.customer_id
    left join lateral (select * from last_invitation(c.agency_id, c.id)) s on true
where k.agency_id = any ($1::integer[]) and k.id = any ($2::bigint[])
