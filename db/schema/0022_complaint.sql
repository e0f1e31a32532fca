-- Complaints: ladders of a definition, the complaint with its stages and remedies, and who read what is secret.
create table ladder (like standard including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
grant insert, update on ladder to onestop_write;
grant select on ladder to onestop_read, onestop_write;

create table complaint (
    agency_id integer not null, id bigint not null,
    state smallint not null, ladder_id integer not null,
    subject text,                       -- code of the ladder's
    serious boolean not null,
    secret_role smallint not null,      -- who sees it when it is serious, beside the auditor
    about integer[] not null,           -- staff members complained about
    complained_case_id bigint not null, -- 0: none
    customer_id bigint not null,        -- 0: anonymous
    converted_case_id bigint not null, case_manager_id integer not null, logged_by integer not null,
    received_at timestamptz not null, logged_at timestamptz not null, happened_at timestamptz, closed_at timestamptz,
    ask_until timestamptz, not_opened text,
    answerer_id integer not null,       -- who is to answer now; 0: nobody
    queue_id integer not null,          -- where it waits for somebody who can; 0: nowhere
    due_at timestamptz,
    body text,                          -- personal
    salt bytea not null,
    primary key (agency_id, id)
);
create index complaint_open on complaint (agency_id, due_at, id) where state = 1;
create index complaint_answerer on complaint (answerer_id) where state = 1 and answerer_id <> 0;

create table complaint_stage (
    agency_id integer not null, id bigint not null, seq smallint not null,
    stage smallint not null, answerer_id integer not null, queue_id integer not null, route text,
    started_at timestamptz not null, acknowledge_due timestamptz, acknowledged_at timestamptz, due_at timestamptz,
    ended_at timestamptz, send_by timestamptz, end_kind smallint not null, outcome smallint not null, extended integer not null,
    extension_reason text, answer text, lesson text, -- personal
    primary key (agency_id, id, seq)
);

create table complaint_remedy (
    agency_id integer not null, id bigint not null, remedy_id bigint not null,
    what text,                          -- personal
    owner_id integer not null, due_at timestamptz, done_at timestamptz, done_by integer not null,
    primary key (agency_id, id, remedy_id)
);

-- Who read a serious complaint.
create table complaint_read (
    agency_id integer not null, id bigint not null, at timestamptz not null default clock_timestamp(), staff_id integer not null
);
create index complaint_read_of on complaint_read (agency_id, id, at);

call wall('complaint');
call wall('complaint_stage');
call wall('complaint_remedy');
call wall('complaint_read');
grant insert, update on complaint, complaint_stage, complaint_remedy to onestop_write;
grant insert on complaint_read to onestop_write;

-- An instant that a document has as microseconds.
create function at_us(document jsonb, name text) returns timestamptz language sql immutable parallel safe as $$
    select timestamptz '1970-01-01 00:00:00+00' + (document ->> name)::bigint * interval '1 microsecond' $$;
create function as_us(at timestamptz) returns bigint language sql immutable parallel safe as $$
    select (extract(epoch from at) * 1000000)::bigint $$;

create function complaint_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{open,answered,not-opened,withdrawn,converted,referred}'::text[])[number] $$;
create function complaint_outcome_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{upheld,partly-upheld,not-upheld,resolved-at-once}'::text[])[number] $$;
create function stage_end_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{answered,timed-out,escalated,dropped}'::text[])[number] $$;
create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered,replied,sample-added,sample-changed,sample-retired,complaint-logged,complaint-acknowledged,complaint-answered,complaint-extended,complaint-escalated,complaint-overdue,complaint-withdrawn,complaint-converted,complaint-linked,remedy-added,remedy-done}'::text[])[number] $$;

-- Who sees a complaint, as access_complaint_roles() of the daemon has it (a test compares them). line: the caller and those
-- above them; agencies, places: of grants as for cases; keys: place(agency, role) of grants for the whole agency.
create function complaint_seen(c complaint, office_id integer, caller integer, line integer[], agencies integer[], places bigint[], keys bigint[])
    returns boolean language sql immutable parallel safe as $$
    select case when c.serious
        then not c.about && line and (place(c.agency_id, c.secret_role::integer) = any (keys) or place(c.agency_id, 6) = any (keys))
        else c.agency_id = any (agencies) or place(c.agency_id, office_id) = any (places)
            or (c.state = 1 and c.answerer_id = caller) end $$;

-- The brief form of a complaint.
create view complaint_brief with (security_invoker = true) as
select c.agency_id, c.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'state', complaint_state_name(c.state), 'agency', a.code,
    'subject', c.subject, 'serious', c.serious, 'ladder', l.code,
    'stage', case when c.state = 1 or c.state = 2 then l.definition -> 'stages' -> s.stage ->> 'code' end,
    'office', (select o.code from office o where o.id = r.office_id limit 1), 'service', v.code, 'channel', channel_name(r.channel),
    'case', k.reference, 'customer', nullif(c.customer_id, 0), 'answerer', person(c.answerer_id),
    'queue', (select q.code from queue q where q.id = c.queue_id limit 1),
    'received_at', instant(c.received_at), 'due_at', instant(c.due_at),
    'acknowledge_by', case when c.state = 1 and s.acknowledged_at is null then instant(s.acknowledge_due) end,
    'closed_at', instant(c.closed_at), 'outcome', complaint_outcome_name(s.outcome)) as brief
from complaint c
    join record r on r.agency_id = c.agency_id and r.id = c.id
    join agency a on a.id = c.agency_id
    join ladder l on l.agency_id = c.agency_id and l.id = c.ladder_id
    left join service v on v.agency_id = c.agency_id and v.id = r.service_id
    left join kase k on k.agency_id = c.agency_id and k.id = c.complained_case_id
    left join lateral (select * from complaint_stage t where t.agency_id = c.agency_id and t.id = c.id order by seq desc limit 1) s on true;
grant select on complaint_brief to onestop_read, onestop_write;

-- An event of a complaint for people.
create function complaint_event_brief(event case_event) returns jsonb language sql stable parallel safe as $$
    select jsonb_strip_nulls((event_brief(event) - 'task') || jsonb_build_object(
        'stage', (f ->> 'stage')::integer, 'from_stage', (f ->> 'from-stage')::integer,
        'answerer', person((f ->> 'answerer-id')::integer),
        'escalated_by', ('{customer,time}'::text[])[(f ->> 'escalated-by')::integer],
        'outcome', complaint_outcome_name((f ->> 'complaint-outcome')::integer),
        'extended_by', (f ->> 'extended-by')::integer,
        'acknowledged_in_time', case (f ->> 'acknowledged')::integer when 1 then true when 2 then false end,
        'working_days', (f ->> 'stage-days')::integer - 1, 'remedy', (f ->> 'task-id')::bigint))
    from (select event.facts::json as f) parsed $$;

-- A figure with what it is of.
create function share_of(numerator bigint, denominator bigint) returns jsonb language sql immutable parallel safe as $$
    select jsonb_build_object('numerator', numerator, 'denominator', denominator,
        'percent', round(100.0 * numerator / nullif(denominator, 0), 2)) $$;
