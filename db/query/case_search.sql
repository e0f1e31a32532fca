-- Cases by a reference, or by words in the subject; the former first, newest first.
-- $1 ids whose reference begins so bigint[], $2 words, $3 limit, $4 agencies of the caller's grants integer[],
-- $5 agencies of whole-agency grants integer[], $6 places of office grants bigint[], $7 the caller
-- -> {"items":[brief …]}, null
with begun as (
    select k.agency_id, k.id, k.office_id, k.handling_agency_id, k.queue_id, k.handler_id, k.case_manager_id
    from unnest($4::integer[]) of_agency (number) cross join unnest($1::bigint[]) of_id (number)
        join kase k on k.agency_id = of_agency.number and k.id = of_id.number
    union all
    select k.agency_id, k.id, k.office_id, k.handling_agency_id, k.queue_id, k.handler_id, k.case_manager_id
    from unnest($4::integer[]) of_agency (number)
        join kase k on k.handling_agency_id = of_agency.number and k.handling_agency_id <> k.agency_id
    where cardinality($1::bigint[]) > 0 and k.id = any ($1::bigint[])
),
hit as (
    select b.agency_id, b.id, 0 as rank from begun b
    where in_scope(b.agency_id, b.office_id, b.handling_agency_id, b.queue_id, $5::integer[], $6::bigint[])
        or b.handler_id = $7::integer or b.case_manager_id = $7::integer
    union all
    select f.agency_id, f.id, 1 from case_found($2, $5::integer[], $6::bigint[], $7::integer, $3::integer) f
),
page as materialized (
    select h.agency_id, h.id, min(h.rank) as rank from hit h
    group by h.agency_id, h.id order by min(h.rank), h.id desc limit $3::integer
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.rank, p.id desc), '[]'::json))::text, null::text
from page p join case_brief b on b.agency_id = p.agency_id and b.id = p.id
