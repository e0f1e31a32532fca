-- Absences of somebody that stand. $1 agencies integer[], $2 nothing, $3 staff member
-- -> reference (null: of the desk definition), first and last day (days since 1970-01-01)
select r.reference, a.from_day - date '1970-01-01', a.to_day - date '1970-01-01'
from absence a left join record r on r.agency_id = a.agency_id and r.id = a.id
where a.agency_id = any ($1::integer[]) and a.staff_id = $3::integer and a.withdrawn_at is null and $2::bigint is not null
