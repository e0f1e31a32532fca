-- Saves a view; one of the same page and name takes what is new. $1 agency, $2 the caller, $3 name, $4 page, $5 query, $6 shared,
-- $7 how many one may have -> the view as JSON; no row: there are as many
insert into saved_view (agency_id, staff_id, name, page, query, shared)
select $1::integer, $2::integer, $3::text, $4::text, $5::text, $6::boolean
where exists (select from saved_view v where v.agency_id = $1 and v.staff_id = $2 and v.page = $4 and v.name = $3)
    or (select count(*) from saved_view v where v.agency_id = $1 and v.staff_id = $2) < $7::integer
on conflict (agency_id, staff_id, page, name) do update set query = excluded.query, shared = excluded.shared
returning json_build_object('id', id, 'name', name, 'page', page, 'query', query, 'shared', shared, 'by', person(staff_id),
    'created_at', instant(created_at))::text
