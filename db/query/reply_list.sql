-- Replies about a case, newest first. $1 agency, $2 case, $3 cursor id (null: first page), $4 limit
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select p.agency_id, p.id from reply p
    where p.agency_id = $1::integer and p.case_id = $2::bigint and ($3::bigint is null or p.id < $3)
    order by p.id desc limit $4::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc) filter (where p.number <= $4::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $4::integer and p.total > $4::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join reply_brief b on b.agency_id = p.agency_id and b.id = p.id
