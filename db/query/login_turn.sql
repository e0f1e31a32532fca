-- One check of a name at a time, in all daemons: takes the turn, unless somebody has it. It runs out, should that daemon have ended.
-- $1 key of the turn, $2 seconds until it runs out -> a row when it is taken
insert into login_failure as f (subject, failures, locked_until, last_at) values ($1, 0, now() + make_interval(secs => $2::integer), now())
on conflict (subject) do update set locked_until = excluded.locked_until, last_at = now()
    where f.locked_until <= clock_timestamp()
returning 1
