-- Where a delivery belongs. $1 agencies integer[], $2 id -> agency, run, whether it is confirmed; no row: none
select agency_id, run_id, confirmed_at is not null from report_delivery where agency_id = any ($1::integer[]) and id = $2::bigint
