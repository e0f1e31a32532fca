-- The sample replies of a batch, new and changed, and what each said in this version; batch_record has written their headers
-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects, workflow/sample.c)
with told as (
    select r.id, d.*
    from (
        select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
    ) r cross join lateral jsonb_to_record(r.document::jsonb) as d (version integer, code text, language text, title text, subject text,
        body text, services integer[], owner_id integer, review_on date, created_at timestamptz, created_by integer,
        changed_at timestamptz, changed_by integer, retired_at timestamptz, salt text, paper boolean)
    where r.ord <> all ((select refused_commands())::integer[])
), kept as (
    insert into sample_version (agency_id, sample_id, version, title, subject, body, services, owner_id, review_on, retired, changed_at,
        changed_by, paper)
    select $1::integer, id, version, title, subject, body, services, owner_id, review_on, retired_at is not null, changed_at, changed_by,
        paper
    from told
)
insert into sample (agency_id, id, code, language, title, subject, body, services, owner_id, review_on, created_at, created_by,
    changed_at, changed_by, retired_at, salt, paper)
select $1::integer, id, code, language, title, subject, body, services, owner_id, review_on, created_at, created_by, changed_at,
    changed_by, retired_at, decode(salt, 'hex'), paper
from told
on conflict (agency_id, id) do update set
    title = excluded.title, subject = excluded.subject, body = excluded.body, services = excluded.services,
    owner_id = excluded.owner_id, review_on = excluded.review_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
    retired_at = excluded.retired_at, paper = excluded.paper
