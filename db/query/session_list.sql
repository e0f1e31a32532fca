-- Sessions of a staff member that are good, newest first; nothing of their tokens. $1 agency, $2 staff, $3 seconds one may be idle,
-- $4 at most -> {"items":[…]}
select json_build_object('items', coalesce(json_agg(json_build_object('number', s.number, 'begun_at', instant(s.created_at),
    'used_at', instant(s.used_at), 'expires_at', instant(s.expires_at)) order by s.number), '[]'::json))::text
from (select row_number() over (order by created_at desc, token_hash) as number, created_at, used_at, expires_at
    from session
    where agency_id = $1::integer and staff_id = $2::integer and revoked_at is null and expires_at > now()
        and used_at > now() - make_interval(secs => $3::integer)
    order by created_at desc, token_hash limit $4::integer) s
