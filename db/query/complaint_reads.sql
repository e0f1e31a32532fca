-- Who read a complaint, newest first. $1 agency, $2 id, $3 limit → {"items":[…]}, null
select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('at', instant(l.at), 'by', person(l.staff_id)) order by l.at desc), '[]'))::text, null
from (select * from complaint_read r where r.agency_id = $1::integer and r.id = $2::bigint order by r.at desc limit $3::integer) l
