-- $1 agency, $2 SHA-256 of the token, $3 seconds it may be idle → staff_id, expires_at_us, must_change; no row: no such session any more
update session s set used_at = now()
from credential c
where s.agency_id = $1::integer and s.token_hash = $2 and s.revoked_at is null and s.expires_at > now()
    and s.used_at > now() - make_interval(secs => $3::integer)
    and c.agency_id = s.agency_id and c.staff_id = s.staff_id
returning s.staff_id, (extract(epoch from s.expires_at) * 1000000)::bigint as expires_at_us, c.must_change
