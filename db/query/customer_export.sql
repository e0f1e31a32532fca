-- Everything personal that is stored about a customer, but for serious complaints that the caller may not see.
-- $1 agencies integer[], $2 id, $3 section (null: all), $4 the caller, $5 line integer[], $6 agencies of whole-agency grants
-- integer[], $7 places of office grants bigint[], $8 keys bigint[] (see complaint_seen()), $9 how many bytes at the most
-- -> json text (null: it has more bytes), agency, id, version, the bytes it has, whether there is such a section, serious complaints among it as
-- complaint_note_reads() takes them
with asked as materialized (
    select k.agency_id, k.id, k.version from customer c join customer k on k.agency_id = c.agency_id and k.id = customer_now(c.agency_id, c.id)
    where c.agency_id = any ($1::integer[]) and c.id = $2::bigint
), serious as materialized (
    select p.id, complaint_seen(p, r.office_id, $4::integer, $5::integer[], $6::integer[], $7::bigint[], $8::bigint[]) as seen
    from asked a cross join lateral personal_rows(a.agency_id, a.id, '{}') h
        join complaint p on p.agency_id = a.agency_id and p.id = h.id join record r on r.agency_id = p.agency_id and r.id = p.id
    where h.table_name = 'complaint' and p.serious
), told as materialized (
    select a.*, jsonb_build_object('customer', a.id, 'agency', g.code, 'exported_at', instant(now()), 'exported_by', person($4::integer),
        'sections', personal_export(a.agency_id, a.id, array(select s.id from serious s where not s.seen), $3::text))::text as document
    from asked a join agency g on g.id = a.agency_id
)
select case when octet_length(t.document) <= $9::integer then t.document end, t.agency_id, t.id, t.version, octet_length(t.document),
    $3 is null or exists (select from personal_table p where p.section = $3),
    (select t.agency_id || ':' || array_agg(s.id)::text from serious s where s.seen having count(*) > 0)
from told t
