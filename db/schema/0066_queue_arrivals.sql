-- What comes into a queue, and the work in it (workflow/counter.h: queue-arrivals and what follows it).

-- Minutes booked on a case since it came into its queue, tasks aside.
alter table kase add column queue_minutes integer not null default 0;
update kase k set queue_minutes = booked.minutes
from (
    select o.agency_id, o.id, sum((e.facts::json ->> 'minutes')::integer) as minutes
    from kase o
        cross join lateral (select max(c.seq) as seq from case_event c where c.agency_id = o.agency_id and c.case_id = o.id
            and (c.kind in (1, 13) or (c.kind = 3 and c.facts::json ->> 'expected-minutes' is not null))) came
        join case_event e on e.agency_id = o.agency_id and e.case_id = o.id and e.seq > came.seq and e.kind <> 9
    where o.closed_at is null and o.worked_minutes > 0
    group by o.agency_id, o.id
) booked
where k.agency_id = booked.agency_id and k.id = booked.id and booked.minutes > 0;

-- What events have said so far: arrivals (102), and whether what was closed with work in a queue was in time (104, 105).
insert into counter_total as c (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value)
select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, count(*)
from (
    select e.agency_id, (e.at at time zone a.time_zone)::date as day, e.office_id, e.service_id, e.channel, e.segment_id,
        (f ->> 'queue-id')::integer as bucket,
        case when e.kind <> 12 then 102 when f ->> 'in-time' = '1' then 104 else 105 end as metric
    from case_event e join agency a on a.id = e.agency_id cross join lateral (select e.facts::json as f) parsed
    where f ->> 'queue-id' is not null
      and (e.kind in (1, 13) or (e.kind = 3 and f ->> 'expected-minutes' is not null) or (e.kind = 12 and f ->> 'in-time' is not null))
) moved
group by agency_id, day, metric, office_id, service_id, channel, segment_id, bucket
on conflict (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket) do update set value = c.value + excluded.value;
