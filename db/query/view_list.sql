-- Saved views: one's own, and those that others share with an agency where one works. $1 the caller, $2 agencies integer[],
-- $3 at most -> {"items":[…]}
select json_build_object('items', coalesce(json_agg(json_build_object('id', v.id, 'name', v.name, 'page', v.page, 'query', v.query,
    'shared', v.shared, 'by', person(v.staff_id), 'created_at', instant(v.created_at)) order by v.page, v.name, v.id), '[]'::json))::text
from (select * from saved_view
    where staff_id = $1::integer or (shared and agency_id = any ($2::integer[]))
    order by staff_id <> $1::integer, id limit $3::integer) v
