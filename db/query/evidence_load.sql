-- One record of evidence for commands. $1 agencies integer[], $2 id, $3 nothing: 0 -> header (record_street.h), then in the order of
-- evidence_load.c
select e.agency_id, e.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    e.kind, e.content, e.title, e.day - date '1970-01-01', e.expires - date '1970-01-01', e.fields, e.staff_id, e.digest, e.name, e.type,
    e.size, e.entered_by, as_us(e.entered_at), e.checked_by, as_us(e.checked_at), e.withdrawn_by, as_us(e.withdrawn_at), e.reason,
    encode(e.salt, 'hex')
from evidence e join record r on r.agency_id = e.agency_id and r.id = e.id
where e.agency_id = any ($1::integer[]) and e.id = $2::bigint and e.id <> $3::bigint
