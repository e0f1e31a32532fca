-- Work by queue: demand, activity, capacity and backlog in minutes.

-- Minutes that are left of those expected (kase_minutes_left() of workflow/kase.h).
create function minutes_left(expected integer, worked integer) returns integer language sql immutable parallel safe
    as $$ select greatest(expected - worked, expected / 10) $$;

-- Demand (22), and professionals brought in (19), count for their queue. What was counted so far is moved there.
insert into counter_total as c (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value)
select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, sum(value)
from (
    select e.agency_id, (e.at at time zone a.time_zone)::date as day, m.metric, e.office_id, e.service_id, e.channel, e.segment_id,
        m.bucket, m.value
    from case_event e join agency a on a.id = e.agency_id
        cross join lateral (select e.facts::json as f) parsed
        cross join lateral (select coalesce((f ->> 'queue-id')::integer, 0) as queue_id,
            case e.kind when 7 then 1 else coalesce((f ->> 'expected-minutes')::integer, 0) end as amount) said
        cross join lateral (values
            (case e.kind when 7 then 19 else 22 end, queue_id, amount),
            (case e.kind when 7 then 19 else 22 end, 0, -amount)) as m (metric, bucket, value)
    where e.kind in (1, 7)
) moved
group by agency_id, day, metric, office_id, service_id, channel, segment_id, bucket
having sum(value) <> 0
on conflict (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket) do update set value = c.value + excluded.value;

-- Each queue as it stood at the end of each local day. Recorded once, with the moves of its counters, and never changed.
create table queue_day (
    agency_id integer not null references agency, day date not null, queue_id integer not null,
    office_id integer not null,       -- of the queue; 0: of the whole agency
    capacity_minutes integer,         -- null: the definition had changed before it was recorded
    backlog_minutes bigint not null, backlog_cases bigint not null, -- cases and tasks
    recorded_at timestamptz not null default now(),
    primary key (agency_id, day, queue_id)
);
call wall('queue_day');
grant insert on queue_day to onestop_write;

-- Whose turn it is to record a day of an agency: a daemon claims it; and the first day that is recorded.
create table queue_day_turn (agency_id integer primary key references agency, first_day date not null, claimed_until timestamptz);
call wall('queue_day_turn');
grant insert, update on queue_day_turn to onestop_write;

-- What waited in queues at an instant, one row a case or task: what is not touched since stands in its row, of the rest the events
-- say where it was, whether it was open, and what had been worked. due_at is the one known now; null: none.
create function queue_waiting(queues integer[], until timestamptz)
returns table (queue_id integer, service_id integer, due_at timestamptz, minutes integer) language sql stable as $$
    with candidate as (
        select k.*, coalesce((select e.at >= until from case_event e
                where e.agency_id = k.agency_id and e.case_id = k.id and e.seq = k.version), true) as touched
        from kase k where k.opened_at < until and (k.closed_at is null or k.closed_at >= until)
    ),
    stood as (
        select c.queue_id, c.service_id, c.due_at, c.expected_minutes, c.worked_minutes from candidate c where not c.touched
        union all
        select p.queue_id, c.service_id, c.due_at, c.expected_minutes, p.worked
        from candidate c cross join lateral (
            select (array_agg((f ->> 'queue-id')::integer order by e.seq desc) filter (where e.kind in (1, 3)))[1] as queue_id,
                (array_agg(e.kind order by e.seq desc) filter (where e.kind in (1, 12, 13)))[1] <> 12 as open,
                coalesce(sum((f ->> 'minutes')::integer), 0)::integer as worked
            from case_event e cross join lateral (select e.facts::json as f) parsed
            where e.agency_id = c.agency_id and e.case_id = c.id and e.at < until
        ) p
        where c.touched and p.open
    )
    select s.queue_id, s.service_id, nullif(s.due_at, 'infinity'), minutes_left(s.expected_minutes, s.worked_minutes)
    from stood s where s.queue_id = any (queues)
    union all
    select t.queue_id, k.service_id, null, t.expected_minutes
    from task t join kase k on k.agency_id = t.agency_id and k.id = t.case_id
    where t.queue_id = any (queues) and t.opened_at < until
      and (t.state = 1 or t.answered_at >= until or (t.state = 3 and k.closed_at >= until))
$$;
revoke execute on function queue_waiting(integer[], timestamptz) from public;
grant execute on function queue_waiting(integer[], timestamptz) to onestop_write, onestop_read;
