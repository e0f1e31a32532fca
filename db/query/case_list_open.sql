-- Open cases of a queue, or of all queues of agencies, by due time.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 cursor due timestamptz, $4 cursor id,
-- $5 limit, $6 service, $7 office, $8 due from, $9 due before, $10 unassigned boolean (null: all), $11 agencies integer[],
-- $12 queue of one of them (null: all)
-- Two ways, because one plan serves all calls: those of a service are found by queue and service.
-- -> {"items":[brief …]}, cursor "due_id" of the last one when there are more (due in microseconds or infinity)
with page as materialized (
    select f.* from queue of_queue cross join lateral (
        (select k.agency_id, k.id, k.due_at from kase k
        where $6::integer is null and k.queue_id = of_queue.id and k.closed_at is null
          and (k.due_at, k.id) > ($3::timestamptz, $4::bigint)
          and in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $1::integer[], $2::bigint[])
          and ($7::integer is null or k.office_id = $7)
          and ($8::timestamptz is null or k.due_at >= $8) and ($9::timestamptz is null or k.due_at < $9)
          and ($10::boolean is null or (k.handler_id = 0) = $10)
        order by k.due_at, k.id limit $5::integer + 1)
        union all
        (select k.agency_id, k.id, k.due_at from kase k
        where k.queue_id = of_queue.id and k.service_id = $6::integer and k.closed_at is null
          and (k.due_at, k.id) > ($3::timestamptz, $4::bigint)
          and in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $1::integer[], $2::bigint[])
          and ($7::integer is null or k.office_id = $7)
          and ($8::timestamptz is null or k.due_at >= $8) and ($9::timestamptz is null or k.due_at < $9)
          and ($10::boolean is null or (k.handler_id = 0) = $10)
        order by k.due_at, k.id limit $5::integer + 1)) f
    where of_queue.agency_id = any ($11::integer[]) and ($12::integer is null or of_queue.id = $12)
    order by f.due_at, f.id limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.due_at, p.id) filter (where p.number <= $5::integer), '[]'::json))::text,
    max(case when isfinite(p.due_at) then (extract(epoch from p.due_at) * 1000000)::bigint::text else 'infinity' end || '_' || p.id) filter (where p.number = $5::integer and p.total > $5::integer)
from (select *, row_number() over (order by due_at, id) as number, count(*) over () as total from page) p
    join case_brief b on b.agency_id = p.agency_id and b.id = p.id
