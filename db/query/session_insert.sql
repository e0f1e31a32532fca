-- $1 agency, $2 SHA-256 of the token, $3 staff, $4 seconds it may last, $5 client → expires_at_us
insert into session (agency_id, token_hash, staff_id, expires_at, client)
values ($1::integer, $2, $3::integer, now() + make_interval(secs => $4::integer), $5)
returning (extract(epoch from expires_at) * 1000000)::bigint as expires_at_us
