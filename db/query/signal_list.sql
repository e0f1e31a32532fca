-- Signals that the caller may see, newest first. $1 agencies where they see figures integer[], $2 places likewise bigint[],
-- $3 cursor id (null: first page), $4 limit, $5 state, $6 chart, $7 owner, $8 office, $9 agencies integer[]
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select g.* from unnest($9::integer[]) as of_agency (id) cross join lateral (
        select g.agency_id, g.id from signal g
        where g.agency_id = of_agency.id and g.id < (select coalesce($3::bigint, 9223372036854775807))
          and (g.agency_id = any ($1::integer[]) or place(g.agency_id, g.office_id) = any ($2::bigint[]))
          and ($5::smallint is null or g.state = $5) and ($6::text is null or g.chart = $6)
          and ($7::integer is null or g.owner_id = $7) and ($8::integer is null or g.office_id = $8)
        order by g.id desc limit $4::integer + 1) g
    order by g.id desc limit $4::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc) filter (where p.number <= $4::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $4::integer and p.total > $4::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join signal_brief b on b.agency_id = p.agency_id and b.id = p.id
