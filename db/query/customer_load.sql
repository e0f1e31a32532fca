-- Customers for commands. $1 agencies integer[], $2 ids bigint[] -> id, agency, segment, language, who last managed a case of theirs,
-- id, name, e-mail, address, language, preferred channel, phone, nothing, nothing
select c.id, c.agency_id, c.segment_id, c.language,
    (select k.case_manager_id from kase k where k.agency_id = c.agency_id and k.customer_id = c.id and k.case_manager_id <> 0
     order by k.id desc limit 1),
    c.id, c.name, c.email, c.address, c.language, c.channel, c.phone, null, null
from customer c where c.agency_id = any ($1::integer[]) and c.id = any ($2::bigint[]) and c.merged_into is null and c.erased_at is null
