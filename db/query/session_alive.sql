-- $1 agency, $2 SHA-256 of the token, $3 seconds it may be idle → one row while the session is good; unlike session_touch this is no use of it
select 1 from session
where agency_id = $1::integer and token_hash = $2 and revoked_at is null and expires_at > now()
    and used_at > now() - make_interval(secs => $3::integer)
