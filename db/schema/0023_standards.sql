-- Standards in full: several clocks a case, extensions, and running clocks that are computed anew.

create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered,replied,sample-added,sample-changed,sample-retired,complaint-logged,complaint-acknowledged,complaint-answered,complaint-extended,complaint-escalated,complaint-overdue,complaint-withdrawn,complaint-converted,complaint-linked,remedy-added,remedy-done,clock-ended,extended,recomputed}'::text[])[number] $$;

-- As in 0020, and what happened to which clock.
create or replace function event_brief(event case_event) returns jsonb language sql stable parallel safe as $$
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
        'source', f ->> 'source', 'external_id', f ->> 'external-id',
        'reply', (f ->> 'reply-id')::bigint, 'delivery', delivery_name((f ->> 'delivery')::integer),
        'sample', (select s.code from sample s where s.id = (f ->> 'sample-id')::bigint),
        'sample_version', (f ->> 'sample-version')::integer, 'edited', case when (f ->> 'edited') = '1' then true end,
        'clock', standard_kind_name((f ->> 'clock-kind')::integer),
        'standard', (select s.code from standard s where s.agency_id = event.agency_id and s.id = (f ->> 'standard-id')::integer),
        'amount', (f ->> 'amount')::integer, 'was_due_at', instant(to_timestamp((f ->> 'was-due-at')::numeric / 1000000)),
        'moved_by', f ->> 'moved-by'))
    from (select event.facts::json as f) parsed $$;

-- Of a rung: which clock.
alter table notice add column clock_kind smallint not null default 0;

-- What has been judged so far, by the version that judged it: metrics 84 and 85 (workflow/counter.h).
insert into counter_total (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value)
select e.agency_id, (e.at at time zone a.time_zone)::date, 83 + (f ->> 'in-time')::smallint, e.office_id, e.service_id, e.channel,
    e.segment_id, (f ->> 'standard-id')::integer, count(*)
from case_event e join agency a on a.id = e.agency_id cross join lateral (select e.facts::json as f) parsed
where e.kind = 12 and f ->> 'in-time' is not null
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- Clocks that have not ended: what a change of standard or calendar computes anew.
create index clock_going on clock (agency_id, owner_id, id) where state <> 3;

-- Changes of standards and calendars whose running clocks are to be computed anew, one row an agency and definition. A daemon
-- claims it, goes through the clocks in order and notes how far it has come, so that another one goes on from there. Passes are
-- repeated until one moves nothing that began when nobody can work by the definition before any more.
create table recompute (
    agency_id integer not null, definition_id bigint not null references desk_definition,
    standards integer[] not null, -- the versions whose clocks are looked at
    changed text[] not null,      -- codes of those that have changed themselves; of the others it was the calendar
    created_at timestamptz not null default now(), not_before timestamptz not null default now(),
    pass_began timestamptz, pass_moved bigint not null default 0, at_owner bigint not null default 0, at_clock bigint not null default 0,
    moved bigint not null default 0, late bigint not null default 0, -- clocks, in all passes; late: those whose time was over then
    claimed_until timestamptz, done_at timestamptz,
    primary key (agency_id, definition_id)
);
create index recompute_waiting on recompute (definition_id) where done_at is null;
grant select, insert, update on recompute to onestop_write;
grant select on recompute to onestop_read;
alter table recompute enable row level security;
alter table recompute force row level security;
create policy write_all on recompute to onestop_write using (true) with check (true);
do $$ begin
    execute 'create policy owner_all on recompute to current_user using (true) with check (true)';
end $$;
create policy read_own on recompute for select to onestop_read using (agency_id = any ((select seen_agencies())::integer[]));

-- "So many of so many": what was judged, with its denominator; share in percent, null of nothing.
create function judged(since date, met bigint, missed bigint) returns json language sql immutable parallel safe as $$
    select json_build_object('since', since, 'met', met, 'missed', missed, 'n', met + missed,
        'share', case when met + missed > 0 then round(100.0 * met / (met + missed), 1) end) $$;
-- The last day of each version of the standards of agencies, and whether the clocks of cases run by its kind. Of two that begin on
-- one day the later one has replaced the other.
create function standard_versions(agencies integer[]) returns table (agency_id integer, id integer, code text, in_force_from date, in_force_to date)
    language sql stable as $$
    select agency_id, id, code, in_force_from,
        least((definition ->> 'in_force_to')::date, (lead(in_force_from) over (partition by agency_id, code order by in_force_from) - 1))
    from (select distinct on (s.agency_id, s.code, s.in_force_from) s.* from standard s
          where s.agency_id = any (agencies) and not s.retired order by s.agency_id, s.code, s.in_force_from, s.id desc) newest $$;
grant execute on function standard_versions(integer[]) to onestop_read;
