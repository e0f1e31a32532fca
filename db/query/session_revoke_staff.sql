-- $1 agency, $2 staff, $3 SHA-256 of a token that stays (null: none) → one row for each session that ended
with revoked as (
    update session set revoked_at = now()
    where agency_id = $1::integer and staff_id = $2::integer and revoked_at is null and expires_at > now()
        and token_hash is distinct from $3
    returning token_hash
)
select pg_notify('onestop_session', encode(token_hash, 'hex')) from revoked
