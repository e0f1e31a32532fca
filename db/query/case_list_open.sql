-- Open cases of a queue, or of all queues of agencies, by due time.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 cursor due timestamptz, $4 cursor id,
-- $5 limit, $6 service, $7 office, $8 due from, $9 due before, $10 unassigned boolean (null: all), $11 agencies integer[],
-- $12 queue of one of them (null: all)
-- Two ways, because one plan serves all calls. All of a queue are read by due time. Of less than that, each (service, office) which
-- the queue holds at the moment is found with one look into the index, and those that fit are read by due time: so nothing is
-- read that does not fit. With an office given, a look leads to that office of the next service. The agency of a case
-- is that of its service, so cases of one service and office in one queue are all in scope, or none.
-- -> {"items":[brief …]}, cursor "due_id" of the last one when there are more (due in microseconds or infinity)
with recursive bound as materialized (
    select greatest($3::timestamptz, $8::timestamptz) as after_due, case when $8 > $3 then 0 else $4::bigint end as after_id,
        coalesce($9::timestamptz, 'infinity') as before_due, case when $9 is null then 9223372036854775807 else 0 end as before_id
),
page as materialized (
    select f.* from queue of_queue cross join lateral (
        (select k.agency_id, k.id, k.due_at from kase k
        where $6::integer is null and $7::integer is null and $10::boolean is null and of_queue.agency_id = any ($1::integer[])
          and k.queue_id = of_queue.id and k.closed_at is null
          and (k.due_at, k.id) > ((select after_due from bound), (select after_id from bound))
          and (k.due_at, k.id) < ((select before_due from bound), (select before_id from bound))
        order by k.due_at, k.id limit $5::integer + 1)
        union all
        (with recursive part as (
            (select k.service_id, k.office_id from kase k
            where ($6::integer is not null or $7::integer is not null or $10::boolean is not null
                or of_queue.agency_id <> all ($1::integer[]))
              and k.queue_id = of_queue.id and k.closed_at is null
              and (k.service_id, k.office_id) > ((select coalesce($6::integer, 0)), (select coalesce($7::integer, 0) - 1))
            order by k.service_id, k.office_id limit 1)
            union all
            select n.* from part p cross join lateral (
                select k.service_id, k.office_id from kase k
                where p.service_id <= coalesce($6::integer, p.service_id) and k.queue_id = of_queue.id and k.closed_at is null
                  and (k.service_id, k.office_id) > (p.service_id, case when $7::integer is null then p.office_id
                      when p.office_id < $7 then $7 - 1 else 2147483647 end)
                order by k.service_id, k.office_id limit 1) n
        )
        select g.agency_id, g.id, g.due_at
        from part p join service s on s.id = p.service_id cross join (values (true), (false)) u (unassigned) cross join lateral (
            select k.agency_id, k.id, k.due_at from kase k
            where k.queue_id = of_queue.id and k.service_id = p.service_id and k.office_id = p.office_id
              and (k.handler_id = 0) = u.unassigned and k.closed_at is null
              and (k.due_at, k.id) > ((select after_due from bound), (select after_id from bound))
              and (k.due_at, k.id) < ((select before_due from bound), (select before_id from bound))
              and in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $1::integer[], $2::bigint[])
            order by k.due_at, k.id limit $5::integer + 1) g
        where ($6::integer is null or p.service_id = $6) and ($7::integer is null or p.office_id = $7)
          and ($10::boolean is null or u.unassigned = $10)
          and in_scope(s.agency_id, p.office_id, of_queue.agency_id, of_queue.id, $1::integer[], $2::bigint[])
        order by g.due_at, g.id limit $5::integer + 1)) f
    where of_queue.agency_id = any ($11::integer[]) and ($12::integer is null or of_queue.id = $12)
    order by f.due_at, f.id limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.due_at, p.id) filter (where p.number <= $5::integer), '[]'::json))::text,
    max(case when isfinite(p.due_at) then (extract(epoch from p.due_at) * 1000000)::bigint::text else 'infinity' end || '_' || p.id) filter (where p.number = $5::integer and p.total > $5::integer)
from (select *, row_number() over (order by due_at, id) as number, count(*) over () as total from page) p
    join case_brief b on b.agency_id = p.agency_id and b.id = p.id
