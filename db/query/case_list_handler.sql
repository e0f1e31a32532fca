-- Open cases of one person, by due time.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 cursor due timestamptz, $4 cursor id,
-- $5 limit, $6 service, $7 office, $8 due from, $9 due before, $10 unassigned boolean (null: all), $11 handler (staff), $12 the caller
-- -> {"items":[brief …]}, cursor "due_id" of the last one when there are more (due in microseconds or infinity)
with page as materialized (
        select k.agency_id, k.id, k.due_at from kase k
        where k.handler_id = $11::integer and k.handler_id <> 0 and k.closed_at is null
          and (k.due_at, k.id) > ($3::timestamptz, $4::bigint)
          and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $1::integer[], $2::bigint[]) or $11::integer = $12::integer)
          and ($6::integer is null or k.service_id = $6) and ($7::integer is null or k.office_id = $7)
          and ($8::timestamptz is null or k.due_at >= $8) and ($9::timestamptz is null or k.due_at < $9)
          and ($10::boolean is null or (k.handler_id = 0) = $10)
        order by k.due_at, k.id limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.due_at, p.id) filter (where p.number <= $5::integer), '[]'::json))::text,
    max(case when isfinite(p.due_at) then (extract(epoch from p.due_at) * 1000000)::bigint::text else 'infinity' end || '_' || p.id) filter (where p.number = $5::integer and p.total > $5::integer)
from (select *, row_number() over (order by due_at, id) as number, count(*) over () as total from page) p
    join case_brief b on b.agency_id = p.agency_id and b.id = p.id
