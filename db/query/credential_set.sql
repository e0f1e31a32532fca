-- $1 agency, $2 staff, $3 password hash → (nothing)
insert into credential (agency_id, staff_id, password_hash) values ($1::integer, $2::integer, $3)
on conflict (agency_id, staff_id) do update set password_hash = excluded.password_hash, changed_at = now(), must_change = false
