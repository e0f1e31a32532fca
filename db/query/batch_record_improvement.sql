-- The improvements of a batch, new and changed; batch_record has written their headers
-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects, workflow/improvement.c)
insert into improvement (agency_id, id, state, state_at, title, description, office_id, service_id, owner_id, added_by, added_at,
    due_at, cost, currency, reason, indicator, metric_office_id, metric_service_id, aim, value_before, value_after, links, line, language,
    published, published_at, told_to, salt)
select $1::integer, r.id, d.state, d.state_at, d.title, d.description, d.office_id, d.service_id, d.owner_id, d.added_by, d.added_at,
    d.due_at, d.cost, d.currency, d.reason, d.indicator, d.metric_office_id, d.metric_service_id, d.aim, d.value_before, d.value_after,
    d.links, d.line, d.language, d.published, d.published_at, d.told_to, decode(d.salt, 'hex')
from (
    select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
) r cross join lateral jsonb_to_record(r.document::jsonb) as d (state smallint, state_at timestamptz, title text, description text,
    office_id integer, service_id integer, owner_id integer, added_by integer, added_at timestamptz, due_at timestamptz, cost numeric,
    currency text, reason text, indicator text, metric_office_id integer, metric_service_id integer, aim smallint, value_before numeric,
    value_after numeric, links jsonb, line text, language text, published boolean, published_at timestamptz, told_to bigint,
    salt text)
where r.ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) do update set
    state = excluded.state, state_at = excluded.state_at, title = excluded.title, description = excluded.description,
    service_id = excluded.service_id, owner_id = excluded.owner_id, due_at = excluded.due_at, cost = excluded.cost,
    currency = excluded.currency, reason = excluded.reason, indicator = excluded.indicator, metric_office_id = excluded.metric_office_id,
    metric_service_id = excluded.metric_service_id, aim = excluded.aim, value_before = excluded.value_before,
    value_after = excluded.value_after, links = excluded.links, line = excluded.line, language = excluded.language,
    published = excluded.published, published_at = excluded.published_at, told_to = excluded.told_to
