-- One survey for commands. $1 agencies integer[], $2 id, $3 not used -> header (record_street.h), then in the order of survey_load.c
select s.agency_id, s.id, r.version, r.reference, encode(r.hash, 'hex'), r.office_id, r.service_id, r.segment_id, r.channel,
    s.instrument_id, s.kind, s.state, s.case_id, s.customer_id, s.previous_id,
    (extract(epoch from s.invited_at) * 1000000)::bigint, (extract(epoch from s.expires_at) * 1000000)::bigint,
    s.delivery, s.language, encode(s.token_hash, 'hex'),
    (extract(epoch from s.sent_at) * 1000000)::bigint, s.sent_by, (extract(epoch from s.answered_at) * 1000000)::bigint,
    s.answered_by, s.answered_via, s.entered_by, s.answers::text, s.free_text::text, encode(s.salt, 'hex')
from survey s
    join record r on r.agency_id = s.agency_id and r.id = s.id
where s.agency_id = any ($1::integer[]) and s.id = $2::bigint and $3::bigint is not distinct from $3::bigint
