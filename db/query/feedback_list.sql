-- Suggestions and compliments that the caller may see, newest first.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 the caller, $4 cursor id (null: first
-- page), $5 limit, $6 state, $7 kind, $8 office, $9 service, $10 owner, $11 agencies integer[]
-- Two ways, because one plan serves all calls: those in a state are looked up by state.
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select f.* from unnest($11::integer[]) as of_agency (id) cross join lateral (
        (select f.agency_id, f.id, f.case_id, f.improvement_id from feedback f
        where $6::smallint is null and f.agency_id = of_agency.id and f.id < (select coalesce($4::bigint, 9223372036854775807))
          and (f.agency_id = any ($1::integer[]) or place(f.agency_id, f.office_id) = any ($2::bigint[]) or f.owner_id = $3::integer
            or f.about_staff_id = $3 and f.kind = 2)
          and ($7::smallint is null or f.kind = $7) and ($8::integer is null or f.office_id = $8)
          and ($9::integer is null or f.service_id = $9) and ($10::integer is null or f.owner_id = $10)
        order by f.id desc limit $5::integer + 1)
        union all
        (select f.agency_id, f.id, f.case_id, f.improvement_id from feedback f
        where f.agency_id = of_agency.id and f.state = $6::smallint and f.id < (select coalesce($4::bigint, 9223372036854775807))
          and (f.agency_id = any ($1::integer[]) or place(f.agency_id, f.office_id) = any ($2::bigint[]) or f.owner_id = $3::integer
            or f.about_staff_id = $3 and f.kind = 2)
          and ($7::smallint is null or f.kind = $7) and ($8::integer is null or f.office_id = $8)
          and ($9::integer is null or f.service_id = $9) and ($10::integer is null or f.owner_id = $10)
        order by f.id desc limit $5::integer + 1)) f
    order by f.id desc limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief || jsonb_build_object(
        'case', (select k.reference from kase k where k.agency_id = p.agency_id and k.id = p.case_id
            and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $1::integer[], $2::bigint[])
                or $3::integer in (k.handler_id, k.case_manager_id))),
        'improvement', (select r.reference from improvement i join record r on r.agency_id = i.agency_id and r.id = i.id
            where i.agency_id = p.agency_id and i.id = p.improvement_id
              and (i.office_id = 0 or i.agency_id = any ($1::integer[]) or place(i.agency_id, i.office_id) = any ($2::bigint[])
                or i.owner_id = $3::integer)))
    order by p.id desc) filter (where p.number <= $5::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $5::integer and p.total > $5::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join feedback_brief b on b.agency_id = p.agency_id and b.id = p.id
