-- Runs, newest first. $1 agencies integer[], $2 report (null: all), $3 period (null: all), $4 agencies whose answers to surveys
-- may be told integer[], $5 cursor id (null: first page), $6 limit -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select r.agency_id, r.id from report_run r
    where r.agency_id = any ($1::integer[]) and ($2::text is null or r.code = $2) and ($3::text is null or r.period = $3)
      and ($5::bigint is null or r.id < $5)
    order by r.id desc limit $6::integer + 1
)
select json_build_object('items', coalesce(json_agg(case when b.agency_id = any ($4::integer[]) then b.brief else b.brief - 'changes' end order by p.id desc)
        filter (where p.number <= $6::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $6::integer and p.total > $6::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join report_run_brief b on b.agency_id = p.agency_id and b.id = p.id
