-- $1 agency, $2 SHA-256 of the token, $3 staff, $4 seconds it may last → expires_at_us, must_change
insert into session (agency_id, token_hash, staff_id, expires_at)
values ($1::integer, $2, $3::integer, now() + make_interval(secs => $4::integer))
returning (extract(epoch from expires_at) * 1000000)::bigint as expires_at_us,
    (select must_change from credential c where c.agency_id = $1::integer and c.staff_id = $3::integer) as must_change
