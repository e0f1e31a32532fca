-- Complaints of a customer that the caller sees (as complaint_list.sql), newest first.
-- $1 agencies integer[], $2 customer id, $3 agencies of whole-agency grants integer[], $4 places of office grants bigint[],
-- $5 the caller, $6 cursor id (null: first page), $7 limit, $8 line integer[], $9 keys bigint[] (see complaint_seen())
-- -> {"items":[…]}, id of the last one when there are more, serious ones among them as complaint_note_reads() takes them
with page as materialized (
    select c.agency_id, c.id, c.serious
    from customer_family($1::integer[], $2::bigint) f join complaint c on c.agency_id = f.agency_id and c.customer_id = f.id
        join record r on r.agency_id = c.agency_id and r.id = c.id
    where ($6::bigint is null or c.id < $6)
      and complaint_seen(c, r.office_id, $5::integer, $8::integer[], $3::integer[], $4::bigint[], $9::bigint[])
    order by c.id desc limit $7::integer + 1
),
shown as materialized (select * from page order by id desc limit $7::integer),
serious as materialized (select agency_id, array_agg(id) as ids from shown where serious group by agency_id)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc), '[]'::json))::text,
    case when (select count(*) from page) > $7::integer then min(p.id)::text end,
    (select string_agg(agency_id || ':' || ids::text, ' ') from serious)
from shown p join complaint_brief b on b.agency_id = p.agency_id and b.id = p.id
