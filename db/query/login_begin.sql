-- $1 key of the name, $2 key of the address, $3 user name, $4 free attempts of a name, $5 of an address, $6 window in seconds → allowed, retry_after_s, agency_id, staff_id, password_hash (null: no such user, or no password)
-- Every attempt is counted before it is tried, so that many at once cannot slip through; login_clear takes it back. An
-- address that has to wait does not count against the name, nor a name that has to wait against the address. A row says
-- now() when nobody has to wait; a transaction may begin before another and come after it: hence clock_timestamp().
with by_address as (
    insert into login_failure as f (subject, failures, locked_until, last_at)
        select $2, 1, now(), now()
        where not exists (select from login_failure where subject = $1 and locked_until > clock_timestamp())
    on conflict (subject) do update set last_at = now(),
        failures = case when f.last_at < now() - make_interval(secs => $6::integer) then 1 else f.failures + 1 end,
        locked_until = now() + case when f.last_at >= now() - make_interval(secs => $6::integer) and f.failures >= $5::integer
            then make_interval(secs => least(900, power(2, least(f.failures - $5::integer + 1, 10)))) else interval '0' end
        where f.locked_until <= clock_timestamp()
    returning 1
), by_name as (
    insert into login_failure as f (subject, failures, locked_until, last_at)
        select $1, 1, now(), now() where exists (select from by_address)
    on conflict (subject) do update set last_at = now(),
        failures = case when f.last_at < now() - make_interval(secs => $6::integer) then 1 else f.failures + 1 end,
        locked_until = now() + case when f.last_at >= now() - make_interval(secs => $6::integer) and f.failures >= $4::integer
            then make_interval(secs => least(900, power(2, least(f.failures - $4::integer + 1, 10)))) else interval '0' end
        where f.locked_until <= clock_timestamp()
    returning 1
)
select exists (select from by_name) as allowed,
    (select greatest(1, ceil(extract(epoch from max(locked_until) - now())))::integer from login_failure where subject in ($1, $2)) as retry_after_s,
    c.agency_id, c.staff_id, c.password_hash
from (select) as once left join (staff s join credential c on c.agency_id = s.agency_id and c.staff_id = s.id)
    on s.user_name = $3 and not s.retired
