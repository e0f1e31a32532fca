-- Cases by a reference, or by words in the subject; the former first, newest first.
-- $1 ids whose reference begins so bigint[], $2 words, $3 limit, $4 agencies of the caller's grants integer[],
-- $5 agencies of whole-agency grants integer[], $6 places of office grants bigint[], $7 the caller, $8 how many of the newest
-- Subjects are read, not looked up: an index of words costs each change of a case more than all its other indexes together
-- (db/README.md). So words find the newest $8 cases of each agency, of those handed over to it, and of the caller's open ones.
-- -> {"items":[brief …]}, null
with wanted as materialized (
    select array_agg(w) as words from regexp_split_to_table(lower($2), '[[:space:]]+') w where w <> ''
),
near as (
    select k.agency_id, k.id, k.office_id, k.handling_agency_id, k.queue_id, k.handler_id, k.case_manager_id, k.subject
    from unnest($4::integer[]) of_agency (number) cross join lateral (
        (select * from kase k where k.agency_id = of_agency.number order by k.id desc limit $8::integer)
        union all
        (select * from kase k where k.handling_agency_id = of_agency.number and k.handling_agency_id <> k.agency_id
        order by k.id desc limit $8::integer)) k
    union all
    (select k.agency_id, k.id, k.office_id, k.handling_agency_id, k.queue_id, k.handler_id, k.case_manager_id, k.subject
    from kase k where k.handler_id = $7::integer and k.handler_id <> 0 and k.closed_at is null
    order by k.due_at, k.id limit $8::integer)
),
begun as (
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
    select k.agency_id, k.id, k.office_id, k.handling_agency_id, k.queue_id, k.handler_id, k.case_manager_id, 0 as rank from begun k
    union all
    select k.agency_id, k.id, k.office_id, k.handling_agency_id, k.queue_id, k.handler_id, k.case_manager_id, 1 from near k
    where not exists (select from (select unnest(words) from wanted) w (word) where strpos(lower(k.subject), w.word) = 0)
      and k.subject <> '' and (select words from wanted) is not null
),
page as materialized (
    select k.agency_id, k.id, min(k.rank) as rank from hit k
    where in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $5::integer[], $6::bigint[])
        or k.handler_id = $7::integer or k.case_manager_id = $7::integer
    group by k.agency_id, k.id order by min(k.rank), k.id desc limit $3::integer
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.rank, p.id desc), '[]'::json))::text, null::text
from page p join case_brief b on b.agency_id = p.agency_id and b.id = p.id
