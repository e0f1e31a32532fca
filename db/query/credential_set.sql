-- $1 agency, $2 staff, $3 password hash, $4 whether it is to be changed first → (nothing)
insert into credential (agency_id, staff_id, password_hash, must_change) values ($1::integer, $2::integer, $3, $4::boolean)
on conflict (agency_id, staff_id) do update
    set password_hash = excluded.password_hash, changed_at = now(), must_change = excluded.must_change
