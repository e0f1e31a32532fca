-- A recipient has said that a report has arrived. $1 agencies integer[], $2 delivery, $3 who said so, $4 who writes it down -> run; no row: none
update report_delivery set confirmed_at = now(), confirmed_by = $3::text, noted_by = $4::integer
where agency_id = any ($1::integer[]) and id = $2::bigint and confirmed_at is null
returning run_id
