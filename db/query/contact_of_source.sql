-- The contact that was taken in under an id of another system. $1 agency, $2 source, $3 external id -> id; no row: none
select id from contact where agency_id = $1::integer and source = $2 and external_id = $3
