-- Customers by what a clerk was told, best first, with personal data masked.
-- $1 words of a name, $2 phone, $3 e-mail, $4 kind and $5 value of an identifier (null: not looked for), $6 cursor rank
-- (null: first page), $7 cursor id, $8 limit, $9 agencies of whole-agency grants integer[], $10 places of office grants
-- bigint[], $11 the caller
-- -> {"items":[…]}, rank and id of the last one when there are more
with hit as (
    select agency_id, id, max(rank) as rank from customer_search($1, $2, $3, $4, $5) group by agency_id, id
),
page as materialized (
    select * from hit
    where $6::integer is null or (rank <= $6 and (rank < $6 or id > $7::bigint))
    order by rank desc, id limit $8::integer + 1
)
select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', c.id, 'agency', a.code, 'name', c.name, 'phone', masked_phone(c.phone), 'email', masked_email(c.email),
        'identifiers', (select coalesce(json_agg(masked_identifier(i.kind, i.value) order by i.kind, i.value), '[]')
            from customer_identifier i where i.agency_id = c.agency_id and i.customer_id = c.id),
        'language', c.language, 'segment', g.code,
        'open_cases', (with recursive family as ( -- with what still hangs on records merged into it
                select c.id, 1 as step
                union all
                select m.id, f.step + 1 from family f join customer m on m.agency_id = c.agency_id and m.merged_into = f.id
                where f.step < 100
            )
            select count(*) from family f join kase k on k.agency_id = c.agency_id and k.customer_id = f.id
            where k.closed_at is null
              and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $9::integer[], $10::bigint[])
                or k.handler_id = $11::integer or k.case_manager_id = $11::integer))
        ) order by p.rank desc, p.id) filter (where p.number <= $8::integer), '[]'::json))::text,
    max(p.rank || '_' || p.id) filter (where p.number = $8::integer and p.total > $8::integer)
from (select *, row_number() over (order by rank desc, id) as number, count(*) over () as total from page) p
    join customer c on c.agency_id = p.agency_id and c.id = p.id
    left join agency a on a.id = c.agency_id
    left join segment g on g.agency_id = c.agency_id and g.id = c.segment_id
