-- Claims the earliest day that is over and has no snapshot, from the day on which the first version of its framework was in force. $1 seconds
-- that the claim holds -> agency, framework, day since 1970-01-01, version, document; no row: there is none
with due as (
    select f.agency_id, f.code, d.day, framework_version(f.agency_id, f.code, d.day) as version
    from (select agency_id, code, min(in_force_from) as first from framework group by agency_id, code) f
        join agency a on a.id = f.agency_id and not a.retired
        cross join lateral (select greatest(f.first, (select max(s.day) + 1 from maturity_snapshot s
            where s.agency_id = f.agency_id and s.framework = f.code and s.document is not null)) as day) d
    where d.day < (now() at time zone a.time_zone)::date
      and not exists (select from maturity_snapshot s where s.agency_id = f.agency_id and s.framework = f.code and s.day = d.day
        and (s.document is not null or s.claimed_until > now()))
    order by d.day, f.agency_id, f.code limit 1
),
claimed as (
    insert into maturity_snapshot as s (agency_id, framework, day, claimed_until)
    select agency_id, code, day, now() + $1::integer * interval '1 second' from due
    on conflict (agency_id, framework, day) do update set claimed_until = excluded.claimed_until
        where s.document is null and s.claimed_until <= now()
    returning agency_id, framework, day
)
select c.agency_id, c.framework, c.day - date '1970-01-01', d.version, f.document
from claimed c join due d on d.agency_id = c.agency_id and d.code = c.framework
    join framework f on f.agency_id = c.agency_id and f.code = c.framework and f.version = d.version
