-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects): adds signals, or changes what is decided of them -> nothing
insert into signal (agency_id, id, state, chart_id, chart, name, measure, rule, side, from_day, to_day, value, mean, lower, upper,
    office_id, owner_id, raised_at, decided_at, decided_by, cause, decision, salt)
select $1::integer, r.id, d.state, d.chart_id, d.chart, d.name, d.measure, d.rule, d.side, d.from_day, d.to_day, d.value, d.mean,
    d.lower, d.upper, d.office_id, d.owner_id, d.raised_at, d.decided_at, d.decided_by, d.cause, d.decision, decode(d.salt, 'hex')
from (
    select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
) r cross join lateral jsonb_to_record(r.document::jsonb) as d (state smallint, chart_id integer, chart text, name text,
    measure text, rule smallint, side smallint, from_day date, to_day date, value numeric, mean numeric, lower numeric, upper numeric,
    office_id integer, owner_id integer, raised_at timestamptz, decided_at timestamptz, decided_by integer, cause text,
    decision text, salt text)
where r.ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) do update set
    state = excluded.state, decided_at = excluded.decided_at, decided_by = excluded.decided_by, cause = excluded.cause,
    decision = excluded.decision
