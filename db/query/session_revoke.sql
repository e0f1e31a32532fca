-- $1 agency, $2 SHA-256 of the token → one row when it was open
with revoked as (
    update session set revoked_at = now() where agency_id = $1::integer and token_hash = $2 and revoked_at is null
    returning token_hash
)
select pg_notify('onestop_session', encode(token_hash, 'hex')) from revoked
