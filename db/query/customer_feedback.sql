-- Suggestions and compliments of a customer that the caller may see (as feedback_list.sql), newest first.
-- $1 agencies integer[], $2 customer id, $3 agencies of whole-agency grants integer[], $4 places of office grants bigint[],
-- $5 the caller, $6 cursor id (null: first page), $7 limit -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select b.agency_id, b.id, b.case_id, b.improvement_id
    from customer_family($1::integer[], $2::bigint) f join feedback b on b.agency_id = f.agency_id and b.customer_id = f.id
    where ($6::bigint is null or b.id < $6)
      and (b.agency_id = any ($3::integer[]) or place(b.agency_id, b.office_id) = any ($4::bigint[]) or b.owner_id = $5::integer
        or b.about_staff_id = $5 and b.kind = 2)
    order by b.id desc limit $7::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief || jsonb_build_object(
        'case', (select k.reference from kase k where k.agency_id = p.agency_id and k.id = p.case_id
            and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $3::integer[], $4::bigint[])
                or $5::integer in (k.handler_id, k.case_manager_id))),
        'improvement', (select r.reference from improvement i join record r on r.agency_id = i.agency_id and r.id = i.id
            where i.agency_id = p.agency_id and i.id = p.improvement_id
              and (i.office_id = 0 or i.agency_id = any ($3::integer[]) or place(i.agency_id, i.office_id) = any ($4::bigint[])
                or i.owner_id = $5::integer)))
    order by p.id desc) filter (where p.number <= $7::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $7::integer and p.total > $7::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join feedback_brief b on b.agency_id = p.agency_id and b.id = p.id
