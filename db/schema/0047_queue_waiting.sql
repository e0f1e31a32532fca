-- As in 0046, for many cases: a case that was never handed over waited in the queue that it is in, so of the others nothing is read,
-- and of each only what is needed.
create or replace function queue_waiting(queues integer[], until timestamptz)
returns table (queue_id integer, service_id integer, due_at timestamptz, minutes integer) language sql stable as $$
    with candidate as (
        select k.agency_id, k.id, k.queue_id, k.service_id, k.due_at, k.expected_minutes, k.worked_minutes,
            coalesce((select e.at >= until from case_event e
                where e.agency_id = k.agency_id and e.case_id = k.id and e.seq = k.version), true) as touched
        from kase k
        where k.opened_at < until and (k.closed_at is null or k.closed_at >= until) and (k.queue_id = any (queues) or k.handovers > 0)
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
