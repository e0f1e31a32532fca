-- What of a customer is still under way (customer_busy()), as far as the caller may know of it: of a serious complaint that they may
-- not see they do not learn. $1 agencies integer[], $2 id, $3 the caller, $4 line integer[], $5 agencies of whole-agency grants
-- integer[], $6 places of office grants bigint[], $7 keys bigint[] (see complaint_seen()) -> what, its reference or number
select b.what, b.label
from customer c cross join lateral customer_busy(c.agency_id, c.id) b
    left join complaint p on p.agency_id = c.agency_id and p.id = b.complaint_id
    left join record r on r.agency_id = p.agency_id and r.id = p.id
where c.agency_id = any ($1::integer[]) and c.id = $2::bigint
  and (b.complaint_id is null
    or complaint_seen(p, r.office_id, $3::integer, $4::integer[], $5::integer[], $6::bigint[], $7::bigint[]))
order by b.what, b.label
