-- → (nothing). Sessions that ended a week ago.
delete from session where expires_at < now() - interval '7 days'
