-- Claims for a minute the next day of an agency that has ended and is not recorded -> agency, day (days since 1970-01-01), the instant at
-- which it ended in microseconds, the definition in force then. A minute after its end: what was under way is there then.
with fresh as (
    insert into queue_day_turn (agency_id, first_day)
    select a.id, (now() at time zone a.time_zone)::date from agency a
    where not exists (select from queue_day_turn t where t.agency_id = a.id)
    on conflict do nothing
),
due as (
    select t.agency_id, n.day, (n.day + 1)::timestamp at time zone a.time_zone as ends_at
    from queue_day_turn t join agency a on a.id = t.agency_id
        cross join lateral (select coalesce((select max(d.day) + 1 from queue_day d where d.agency_id = t.agency_id), t.first_day) as day) n
    where (n.day + 1)::timestamp at time zone a.time_zone <= now() - interval '1 minute'
      and (t.claimed_until is null or t.claimed_until < now())
      and exists (select from queue q where q.agency_id = t.agency_id)
    order by n.day, t.agency_id limit 1 for update of t skip locked
)
update queue_day_turn t set claimed_until = now() + interval '1 minute' from due where t.agency_id = due.agency_id
returning t.agency_id, due.day - date '1970-01-01', (extract(epoch from due.ends_at) * 1000000)::bigint,
    (select max(d.id) from desk_definition d where d.applied_at < due.ends_at)
