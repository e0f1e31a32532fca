-- The surveys of a batch, new and changed; batch_record has written their headers
-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects, workflow/survey.c)
insert into survey (agency_id, id, instrument_id, kind, state, office_id, service_id, case_id, customer_id, previous_id, invited_at,
    expires_at, delivery, language, token_hash, sent_at, sent_by, answered_at, answered_by, answered_via, entered_by, answers, free_text, salt)
select $1::integer, r.id, d.instrument_id, d.kind, d.state, d.office_id, d.service_id, nullif(d.case_id, 0), nullif(d.customer_id, 0),
    d.previous_id, d.invited_at, d.expires_at, d.delivery, d.language, decode(d.token_hash, 'hex'), d.sent_at, d.sent_by, d.answered_at,
    d.answered_by, d.answered_via, d.entered_by, d.answers::jsonb, d.free_text::jsonb, decode(d.salt, 'hex')
from (
    select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
) r cross join lateral jsonb_to_record(r.document::jsonb) as d (instrument_id integer, kind smallint, state smallint, office_id integer,
    service_id integer, case_id bigint, customer_id bigint, previous_id bigint, invited_at timestamptz, expires_at timestamptz,
    delivery smallint, language text, token_hash text, sent_at timestamptz, sent_by integer, answered_at timestamptz, answered_by integer,
    answered_via smallint, entered_by integer, answers text, free_text text, salt text)
where r.ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) do update set
    state = excluded.state, token_hash = excluded.token_hash, sent_at = excluded.sent_at, sent_by = excluded.sent_by,
    answered_at = excluded.answered_at, answered_by = excluded.answered_by, answered_via = excluded.answered_via,
    answers = excluded.answers, free_text = excluded.free_text
