-- Deletes a view: one's own, or a shared one where one leads a team. $1 number, $2 the caller, $3 agencies where they work integer[],
-- $4 where they lead a team integer[] -> whether they see it, whether it is gone
with seen as (
    select agency_id, id, staff_id from saved_view
    where id = $1::bigint and (staff_id = $2::integer or (shared and agency_id = any ($3::integer[])))
),
gone as (
    delete from saved_view v using seen s
    where v.agency_id = s.agency_id and v.id = s.id and (s.staff_id = $2::integer or s.agency_id = any ($4::integer[]))
    returning v.id
)
select exists (select from seen), exists (select from gone)
