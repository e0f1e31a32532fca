-- What was written to a customer about cases that the caller may see, newest first.
-- $1 agencies integer[], $2 customer id, $3 agencies of whole-agency grants integer[], $4 places of office grants bigint[],
-- $5 the caller, $6 cursor id (null: first page), $7 limit -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select p.agency_id, p.id, k.reference
    from customer_family($1::integer[], $2::bigint) f join reply p on p.agency_id = f.agency_id and p.customer_id = f.id
        join kase k on k.agency_id = p.agency_id and k.id = p.case_id
    where ($6::bigint is null or p.id < $6)
      and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $3::integer[], $4::bigint[])
        or $5::integer in (k.handler_id, k.case_manager_id))
    order by p.id desc limit $7::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief || jsonb_build_object('reference', p.reference) order by p.id desc)
        filter (where p.number <= $7::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $7::integer and p.total > $7::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join reply_brief b on b.agency_id = p.agency_id and b.id = p.id
