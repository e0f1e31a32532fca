-- Exports and erasures of what is personal, newest first. $1 agencies integer[], $2 cursor id (null: first page), $3 limit
-- -> {"items":[…]}, id of the last one when there are more
with page as (
    select * from personal_act where agency_id = any ($1::integer[]) and ($2::bigint is null or id < $2)
    order by id desc limit $3::integer + 1
)
select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', p.id, 'at', instant(p.at), 'agency', a.code, 'act', personal_act_name(p.act), 'customer', p.customer_id,
        'by', person(p.staff_id), 'reason', p.reason) order by p.id desc) filter (where p.number <= $3::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $3::integer and p.total > $3::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p join agency a on a.id = p.agency_id
