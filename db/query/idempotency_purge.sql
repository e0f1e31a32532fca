-- → (nothing). First answers are kept for two days; a portion at a time, so that no run holds others up.
delete from idempotency
where ctid = any (array(select ctid from idempotency where at < now() - interval '2 days' limit 200000))
