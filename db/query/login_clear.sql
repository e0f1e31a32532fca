-- $1 key of the name, $2 key of the address, $3 free attempts of an address → (nothing)
-- The attempt that login_begin counted was a right one.
with named as (delete from login_failure where subject = $1)
update login_failure set failures = greatest(failures - 1, 0),
    locked_until = case when failures - 1 <= $3::integer then least(locked_until, now()) else locked_until end
where subject = $2
