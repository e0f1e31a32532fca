-- Cases of agencies, newest first, open and closed: what began there, and what another agency has handed to them.
-- $1 agencies of whole-agency grants integer[], $2 places of office grants bigint[], $3 cursor id (null: first page), $4 limit,
-- $5 service, $6 office, $7 closed boolean (null: all), $8 customer, $9 agencies integer[]
-- Three ways, because one plan serves all calls: those of a customer are looked up by customer; what was handed over comes with the
-- agency that works on it, unless it comes with the one where it began. The cursor is a select of its
-- own, because behind row security a coalesce() keeps a comparison out of the index. With the cases of a customer come those
-- of the records that were merged into it: one that was logged at the moment of the merge still hangs on such a record.
-- -> {"items":[brief …]}, id of the last one when there are more
with recursive line as (
    select agency_id, id, merged_into, 1 as step from customer where agency_id = any ($9::integer[]) and id = $8::bigint
    union all
    select c.agency_id, c.id, c.merged_into, l.step + 1
    from line l join customer c on c.agency_id = l.agency_id and c.id = l.merged_into where l.step < 100
),
family as (
    select agency_id, id, 1 as step from line where merged_into is null
    union all
    select c.agency_id, c.id, f.step + 1
    from family f join customer c on c.agency_id = f.agency_id and c.merged_into = f.id where f.step < 100
),
page as materialized (
    select f.* from unnest($9::integer[]) as of_agency (id) cross join lateral (
        (select k.agency_id, k.id from kase k
        where $8::bigint is null and k.agency_id = of_agency.id and k.id < (select coalesce($3::bigint, 9223372036854775807))
          and (k.agency_id = any ($1::integer[]) or place(k.agency_id, k.office_id) = any ($2::bigint[]))
          and ($5::integer is null or k.service_id = $5) and ($6::integer is null or k.office_id = $6)
          and ($7::boolean is null or (k.closed_at is not null) = $7)
        order by k.id desc limit $4::integer + 1)
        union all
        (select k.agency_id, k.id from kase k
        where $8::bigint is null and k.handling_agency_id = of_agency.id and k.handling_agency_id <> k.agency_id
          and not (k.agency_id = any ($9::integer[])
              and (k.agency_id = any ($1::integer[]) or place(k.agency_id, k.office_id) = any ($2::bigint[])))
          and k.id < (select coalesce($3::bigint, 9223372036854775807))
          and in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $1::integer[], $2::bigint[])
          and ($5::integer is null or k.service_id = $5) and ($6::integer is null or k.office_id = $6)
          and ($7::boolean is null or (k.closed_at is not null) = $7)
        order by k.id desc limit $4::integer + 1)
        union all
        (select k.agency_id, k.id from family r join kase k on k.agency_id = r.agency_id and k.customer_id = r.id
        where r.agency_id = of_agency.id and k.id < (select coalesce($3::bigint, 9223372036854775807))
          and (k.agency_id = any ($1::integer[]) or place(k.agency_id, k.office_id) = any ($2::bigint[]))
          and ($5::integer is null or k.service_id = $5) and ($6::integer is null or k.office_id = $6)
          and ($7::boolean is null or (k.closed_at is not null) = $7)
        order by k.id desc limit $4::integer + 1)) f
    order by f.id desc limit $4::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc) filter (where p.number <= $4::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $4::integer and p.total > $4::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join case_brief b on b.agency_id = p.agency_id and b.id = p.id
