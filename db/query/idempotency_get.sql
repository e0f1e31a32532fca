-- The first answer to a key. $1 agencies integer[], $2 staff, $3 key bytea -> hex of the request, status, answer
select encode(request, 'hex'), status, answer from idempotency
where agency_id = any ($1::integer[]) and staff_id = $2::integer and key = $3::bytea
