-- An attempt to open a survey by its link. $1 key of the address, $2 free attempts, $3 window in seconds -> allowed, retry_after_s
-- Every attempt is counted before it is tried, so that many at once cannot slip through; login_clear takes back what was right
with by_address as (
    insert into login_failure as f (subject, failures, locked_until, last_at) values ($1, 1, now(), now())
    on conflict (subject) do update set last_at = now(),
        failures = case when f.last_at < now() - make_interval(secs => $3::integer) then 1 else f.failures + 1 end,
        locked_until = now() + case when f.last_at >= now() - make_interval(secs => $3::integer) and f.failures >= $2::integer
            then make_interval(secs => least(900, power(2, least(f.failures - $2::integer + 1, 10)))) else interval '0' end
        where f.locked_until <= now()
    returning 1
)
select exists (select from by_address) as allowed,
    (select greatest(1, ceil(extract(epoch from max(locked_until) - now())))::integer from login_failure where subject = $1) as retry_after_s
