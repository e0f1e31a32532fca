-- One absence for commands, a row for each other one of the same person that stands, at least one. $1 agencies integer[], $2 id,
-- $3 nothing -> header (record_street.h), then in the order of absence_load.c: its own, and of the other one reference, first and last day
select a.agency_id, a.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    a.staff_id, a.from_day - date '1970-01-01', a.to_day - date '1970-01-01', a.entered_by, as_us(a.entered_at), as_us(a.withdrawn_at),
    q.reference, o.from_day - date '1970-01-01', o.to_day - date '1970-01-01'
from absence a join record r on r.agency_id = a.agency_id and r.id = a.id
    left join absence o on o.agency_id = a.agency_id and o.staff_id = a.staff_id and o.withdrawn_at is null and o.id is distinct from a.id
    left join record q on q.agency_id = o.agency_id and q.id = o.id
where a.agency_id = any ($1::integer[]) and a.id = $2::bigint and $3::bigint is not null
