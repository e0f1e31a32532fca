-- Desk definitions that were applied to an agency, newest first. $1 code of the agency, $2 only before this number, $3 limit
-- -> {"items":[…]}, number of the last one when there are more
with page as materialized (
    select d.id, d.applied_at, d.applied_by from desk_definition d
    where d.id < $2::bigint
      and d.document @> jsonb_build_object('agencies', jsonb_build_array(jsonb_build_object('code', $1::text)))
    order by d.id desc limit $3::integer + 1
)
select json_build_object('items', coalesce(json_agg(json_build_object('number', p.id, 'applied_at', instant(p.applied_at),
        'applied_by', person(p.applied_by)) order by p.id desc) filter (where p.place <= $3::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.place = $3::integer and p.total > $3::integer)
from (select *, row_number() over (order by id desc) as place, count(*) over () as total from page) p
