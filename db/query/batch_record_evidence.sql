-- The evidence of a batch, new and changed, and what it says in this version; batch_record has written the headers
-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects, workflow/evidence_document.c)
with told as (
    select r.id, d.*
    from (
        select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
    ) r cross join lateral jsonb_to_record(r.document::jsonb) as d (kind smallint, content integer, title text, day date, expires date,
        fields jsonb, office_id integer, service_id integer, staff_id integer, digest text, name text, type text, size integer,
        entered_by integer, entered_at timestamptz, checked_by integer, checked_at timestamptz, withdrawn_by integer,
        withdrawn_at timestamptz, reason text, salt text)
    where r.ord <> all ((select refused_commands())::integer[])
), kept as (
    insert into evidence_version (agency_id, evidence_id, content, title, day, expires, fields, office_id, service_id, staff_id, digest,
        name, type, size, entered_by, entered_at, checked_by, checked_at)
    select $1::integer, id, content, title, day, expires, fields, office_id, service_id, staff_id, digest, name, type, size, entered_by,
        entered_at, checked_by, checked_at
    from told
    on conflict (agency_id, evidence_id, content) do update set checked_by = excluded.checked_by, checked_at = excluded.checked_at
)
insert into evidence (agency_id, id, kind, content, title, day, expires, fields, office_id, service_id, staff_id, digest, name, type,
    size, entered_by, entered_at, checked_by, checked_at, withdrawn_by, withdrawn_at, reason, salt)
select $1::integer, id, kind, content, title, day, expires, fields, office_id, service_id, staff_id, digest, name, type, size, entered_by,
    entered_at, checked_by, checked_at, withdrawn_by, withdrawn_at, reason, decode(salt, 'hex')
from told
on conflict (agency_id, id) do update set
    content = excluded.content, title = excluded.title, day = excluded.day, expires = excluded.expires, fields = excluded.fields,
    office_id = excluded.office_id, service_id = excluded.service_id, staff_id = excluded.staff_id, digest = excluded.digest,
    name = excluded.name, type = excluded.type, size = excluded.size, entered_by = excluded.entered_by, entered_at = excluded.entered_at,
    checked_by = excluded.checked_by, checked_at = excluded.checked_at, withdrawn_by = excluded.withdrawn_by,
    withdrawn_at = excluded.withdrawn_at, reason = excluded.reason
