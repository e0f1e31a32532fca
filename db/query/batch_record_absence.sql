-- $1 agency, $2 ord[], $3 id[], $4 document[] (JSON objects): adds absences, or changes their days, or takes them back -> nothing
insert into absence (agency_id, id, staff_id, from_day, to_day, entered_by, entered_at, withdrawn_at)
select $1::integer, r.id, d.staff_id, d.from_day, d.to_day, d.entered_by, d.entered_at, d.withdrawn_at
from (
    select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document
) r cross join lateral jsonb_to_record(r.document::jsonb) as d (staff_id integer, from_day date, to_day date, entered_by integer,
    entered_at timestamptz, withdrawn_at timestamptz)
where r.ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, id) where id is not null do update set
    from_day = excluded.from_day, to_day = excluded.to_day, withdrawn_at = excluded.withdrawn_at
