-- Evidence of agencies, newest first. $1 agencies integer[], $2 cursor id (null: first page), $3 limit, $4 kind, $5 state, $6 whose: staff
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select e.agency_id, e.id from evidence e join agency a on a.id = e.agency_id
    where e.agency_id = any ($1::integer[]) and e.id < coalesce($2::bigint, 9223372036854775807)
      and ($4::smallint is null or e.kind = $4) and ($6::integer is null or e.staff_id = $6)
      and ($5::smallint is null or $5 = case when e.withdrawn_at is not null then 4
            when e.expires < (now() at time zone a.time_zone)::date then 3 when e.checked_at is null then 1 else 2 end)
    order by e.id desc limit $3::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc) filter (where p.number <= $3::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $3::integer and p.total > $3::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join evidence_brief b on b.agency_id = p.agency_id and b.id = p.id
