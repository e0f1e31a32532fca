-- Improvements that the caller may see, newest first. What concerns a whole agency is for everybody there.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 the caller, $4 cursor id (null: first
-- page), $5 limit, $6 state, $7 office, $8 service, $9 owner, $10 published boolean (null: all), $11 agencies integer[]
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select f.* from unnest($11::integer[]) as of_agency (id) cross join lateral (
        select i.agency_id, i.id from improvement i
        where i.agency_id = of_agency.id and i.id < (select coalesce($4::bigint, 9223372036854775807))
          and (i.office_id = 0 or i.agency_id = any ($1::integer[]) or place(i.agency_id, i.office_id) = any ($2::bigint[])
            or i.owner_id = $3::integer)
          and ($6::smallint is null or i.state = $6) and ($7::integer is null or i.office_id = $7)
          and ($8::integer is null or i.service_id = $8) and ($9::integer is null or i.owner_id = $9)
          and ($10::boolean is null or i.published = $10)
        order by i.id desc limit $5::integer + 1) f
    order by f.id desc limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc) filter (where p.number <= $5::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $5::integer and p.total > $5::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join improvement_brief b on b.agency_id = p.agency_id and b.id = p.id
