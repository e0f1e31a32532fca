-- → (nothing). Forgets failures that no longer count.
delete from login_failure where last_at < now() - interval '2 days' and locked_until < now()
