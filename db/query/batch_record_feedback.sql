-- The feedback of a batch, new and changed; batch_record has written its headers
-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects, workflow/feedback.c)
insert into feedback (agency_id, id, kind, state, office_id, service_id, case_id, about_office_id, about_staff_id, customer_id,
    improvement_id, owner_id, language, received_at, logged_at, logged_by, answered_at, answered_by, closed_at, "text", answer, reason, salt,
    accepted, linked_at)
select $1::integer, r.id, d.kind, d.state, d.office_id, d.service_id, nullif(d.case_id, 0), d.about_office_id, d.about_staff_id,
    nullif(d.customer_id, 0), nullif(d.improvement_id, 0), d.owner_id, d.language, d.received_at, d.logged_at, d.logged_by,
    d.answered_at, d.answered_by, d.closed_at, d."text", d.answer, d.reason, decode(d.salt, 'hex'), d.accepted, d.linked_at
from (
    select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
) r cross join lateral jsonb_to_record(r.document::jsonb) as d (kind smallint, state smallint, office_id integer, service_id integer,
    case_id bigint, about_office_id integer, about_staff_id integer, customer_id bigint, improvement_id bigint, owner_id integer,
    language text, received_at timestamptz, logged_at timestamptz, logged_by integer, answered_at timestamptz, answered_by integer,
    closed_at timestamptz, "text" text, answer text, reason text, salt text, accepted boolean, linked_at timestamptz)
where r.ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) do update set
    state = excluded.state, improvement_id = excluded.improvement_id, owner_id = excluded.owner_id,
    answered_at = excluded.answered_at, answered_by = excluded.answered_by, closed_at = excluded.closed_at,
    answer = excluded.answer, reason = excluded.reason, accepted = excluded.accepted, linked_at = excluded.linked_at
