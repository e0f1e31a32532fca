-- What is public of a report and period. $1 agency, $2 code, $3 period -> run; no row: none
select run_id from publication_brief where agency_id = $1::integer and code = $2::text and period = $3::text
order by edition desc limit 1
