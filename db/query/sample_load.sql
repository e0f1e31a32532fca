-- One sample reply for commands. $1 agencies integer[], $2 id, $3 nothing: 0 -> header (record_street.h), then in the order of
-- sample_load.c
select s.agency_id, s.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    s.code, s.language, s.title, s.subject, s.body, s.services, s.owner_id, s.created_by, s.changed_by, s.review_on - date '1970-01-01',
    (extract(epoch from s.created_at) * 1000000)::bigint, (extract(epoch from s.changed_at) * 1000000)::bigint,
    (extract(epoch from s.retired_at) * 1000000)::bigint, encode(s.salt, 'hex'),
    t.id, as_us(t.started_at), as_us(t.due_at), s.paper::integer
from sample s join record r on r.agency_id = s.agency_id and r.id = s.id
    left join clock t on t.agency_id = s.agency_id and t.owner_id = s.id and t.state = 1
where s.agency_id = any ($1::integer[]) and s.id = $2::bigint and s.id <> $3::bigint
