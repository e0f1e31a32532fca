-- How things are shown: one place each for instants, names and the brief form of a case.

-- RFC 3339 in UTC, fractions only where there are any, null for infinity: as time_format() of the daemon writes it.
create function instant(at timestamptz) returns text language sql stable parallel safe as $$
    select case when isfinite(at) then
        to_char(at at time zone 'UTC', case when extract(microseconds from at)::bigint % 1000000 = 0
            then 'YYYY-MM-DD"T"HH24:MI:SS"Z"' else 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' end) end $$;

-- The names of closed sets by number. proto/types.c has the same; a test compares them.
create function channel_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{counter,phone,web,email,letter,chat,api,mobile-office}'::text[])[number] $$;
create function direction_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{in,out}'::text[])[number] $$;
create function purpose_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{information,interaction,transaction}'::text[])[number] $$;
create function cause_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{value,chase,correction,complaint,repeat}'::text[])[number] $$;
create function pause_reason_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{waiting-for-customer,waiting-for-department,court-proceedings,exceptional-event}'::text[])[number] $$;
create function link_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{related,duplicate,follows,part-of}'::text[])[number] $$;
create function task_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{open,answered,cancelled}'::text[])[number] $$;
create function clock_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{running,paused,stopped}'::text[])[number] $$;
create function standard_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{processing,acknowledgement,first-response,counter-wait,phone-answer,punctuality,conduct,satisfaction,right-first-time}'::text[])[number] $$;
create function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed}'::text[])[number] $$;

-- {"user_name","name"} of a staff member; null for 0 and for nobody.
create function person(staff_id integer) returns json language sql stable parallel safe as $$
    select json_build_object('user_name', s.user_name, 'name', s.name) from staff s where s.id = staff_id $$;

-- The brief form of a case, key for key as case_json_brief() of the daemon writes it (a test compares them).
create view case_brief with (security_invoker = true) as
select k.agency_id, k.id, json_build_object(
    'reference', k.reference, 'version', k.version, 'status', case when k.closed_at is null then 'open' else 'closed' end,
    'state', k.state, 'outcome', k.outcome, 'subject', nullif(k.subject, ''), 'customer', k.customer_id,
    'agency', a.code, 'service', s.code, 'service_name', s.name, 'office', o.code, 'channel', channel_name(k.channel),
    'segment', g.code, 'queue', q.code, 'handling_agency', h.code,
    'case_manager', person(k.case_manager_id), 'handler', person(k.handler_id),
    'received_at', instant(k.received_at), 'opened_at', instant(k.opened_at), 'due_at', instant(k.due_at),
    'closed_at', instant(k.closed_at), 'paused', pause_reason_name(k.pause_reason), 'rung', k.worst_rung,
    'expected_minutes', k.expected_minutes, 'worked_minutes', k.worked_minutes, 'open_tasks', k.open_tasks,
    'reopenings', k.reopenings, 'external_id', k.external_id) as brief
from kase k
    left join agency a on a.id = k.agency_id
    left join agency h on h.id = k.handling_agency_id
    left join service s on s.agency_id = k.agency_id and s.id = k.service_id
    left join lateral (select code from office where id = k.office_id limit 1) o on true
    left join segment g on g.agency_id = k.agency_id and g.id = k.segment_id
    left join queue q on q.agency_id = k.handling_agency_id and q.id = k.queue_id;

-- An office of one agency may serve another one: it is looked up by id alone.
create unique index office_id on office (id);

grant select on case_brief to onestop_read, onestop_write;

-- An event for people: the facts they can use, with names for ids.
create function event_brief(event case_event) returns jsonb language sql stable parallel safe as $$
    select jsonb_strip_nulls(jsonb_build_object('seq', event.seq, 'at', instant(event.at), 'kind', event_kind_name(event.kind),
        'by', person(event.actor_id), 'case_manager', person((f ->> 'case-manager-id')::integer),
        'handler', person((f ->> 'handler-id')::integer), 'assignee', person((f ->> 'assignee-id')::integer),
        'queue', (select q.code from queue q where q.id = (f ->> 'queue-id')::integer limit 1),
        'agency', (select a.code from agency a where a.id = (f ->> 'handling-agency-id')::integer),
        'route', f ->> 'route', 'step', f ->> 'step', 'from_state', f ->> 'from-state', 'state', f ->> 'state', 'outcome', f ->> 'outcome',
        'minutes', (f ->> 'minutes')::integer, 'percent', (f ->> 'percent')::integer,
        'reason', pause_reason_name((f ->> 'pause-reason')::integer),
        'due_at', instant(to_timestamp((f ->> 'due-at')::numeric / 1000000)),
        'in_time', case (f ->> 'in-time')::integer when 1 then true when 2 then false end,
        'visible', case when (f ->> 'visible') = '1' then true end,
        'note', (f ->> 'note-id')::bigint, 'contact', (f ->> 'contact-id')::bigint, 'task', (f ->> 'task-id')::bigint,
        'source', f ->> 'source', 'external_id', f ->> 'external-id'))
    from (select event.facts::json as f) parsed $$;
