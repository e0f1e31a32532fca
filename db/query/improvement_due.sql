-- Improvements with a date, neither done nor refused, that the caller may see, by date.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 the caller, $4 cursor due timestamptz,
-- $5 cursor id, $6 limit, $7 state, $8 office, $9 service, $10 owner, $11 published boolean (null: all), $12 due from, $13 due
-- before, $14 agencies integer[]
-- -> {"items":[…]}, cursor "due_id" of the last one when there are more (due in microseconds)
with page as materialized (
    select f.* from unnest($14::integer[]) as of_agency (id) cross join lateral (
        select i.agency_id, i.id, i.due_at from improvement i
        where i.agency_id = of_agency.id and i.state < 6 and i.due_at is not null and (i.due_at, i.id) > ($4::timestamptz, $5::bigint)
          and (i.office_id = 0 or i.agency_id = any ($1::integer[]) or place(i.agency_id, i.office_id) = any ($2::bigint[])
            or i.owner_id = $3::integer)
          and ($7::smallint is null or i.state = $7) and ($8::integer is null or i.office_id = $8)
          and ($9::integer is null or i.service_id = $9) and ($10::integer is null or i.owner_id = $10)
          and ($11::boolean is null or i.published = $11)
          and ($12::timestamptz is null or i.due_at >= $12) and ($13::timestamptz is null or i.due_at < $13)
        order by i.due_at, i.id limit $6::integer + 1) f
    order by f.due_at, f.id limit $6::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.due_at, p.id) filter (where p.number <= $6::integer), '[]'::json))::text,
    max((extract(epoch from p.due_at) * 1000000)::bigint || '_' || p.id) filter (where p.number = $6::integer and p.total > $6::integer)
from (select *, row_number() over (order by due_at, id) as number, count(*) over () as total from page) p
    join improvement_brief b on b.agency_id = p.agency_id and b.id = p.id
