-- Where a message belongs. $1 agencies integer[], $2 id -> agency, state, kind; no row: none
select agency_id, state, kind from outbox_brief where agency_id = any ($1::integer[]) and id = $2::bigint
