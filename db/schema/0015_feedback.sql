-- Suggestions and compliments, and the register of improvements: records (0012_record.sql), each with a row of its own kind.

alter table record add column reference text; -- speakable, as a case has one; of the same sequence

create table feedback (
    agency_id integer not null, id bigint not null, kind smallint not null, state smallint not null,
    office_id integer not null, -- where it was received
    service_id integer not null, -- what it is about: service, case, office, staff member; 0 or null: not that
    case_id bigint, about_office_id integer not null, about_staff_id integer not null,
    customer_id bigint, -- null: anonymous
    improvement_id bigint, -- what it led to
    owner_id integer not null, language text,
    received_at timestamptz not null, logged_at timestamptz not null, logged_by integer not null,
    answered_at timestamptz, answered_by integer not null, closed_at timestamptz,
    "text" text, answer text, reason text, -- personal; null once erased
    salt bytea not null,
    primary key (agency_id, id)
);
create index feedback_state on feedback (agency_id, state, id);
create index feedback_improvement on feedback (agency_id, improvement_id) where improvement_id is not null;

create table improvement (
    agency_id integer not null, id bigint not null, state smallint not null, state_at timestamptz not null,
    title text not null, description text,
    office_id integer not null, service_id integer not null, -- what it concerns; 0: the whole agency, all services
    owner_id integer not null, added_by integer not null, added_at timestamptz not null, due_at timestamptz,
    cost numeric(18, 3), currency text, reason text,
    indicator text, -- a metric's name (workflow/counter.h)
    metric_office_id integer not null, metric_service_id integer not null, aim smallint not null,
    value_before numeric(18, 3), value_after numeric(18, 3),
    links jsonb not null, -- [{kind, target, id, note, by, at}]; id: of the case or complaint
    line text, language text, published boolean not null, published_at timestamptz, -- you said, we did
    salt bytea not null,
    primary key (agency_id, id)
);
create index improvement_due on improvement (agency_id, due_at, id) where state < 6 and due_at is not null; -- neither done nor refused

call wall('feedback');
call wall('improvement');
grant insert, update on feedback, improvement to onestop_write;

create function feedback_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{suggestion,compliment}'::text[])[number] $$;
create function feedback_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{open,answered,closed}'::text[])[number] $$;
create function improvement_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{idea,accepted,planned,costed,doing,done,refused}'::text[])[number] $$;
create function basis_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{complaint,case,figure,document}'::text[])[number] $$;
create function aim_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{up,down}'::text[])[number] $$;
create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published}'::text[])[number] $$;

-- The record that stands for a customer now: of a merged one, the one that took its place.
create function customer_now(agency_id integer, id bigint) returns bigint language sql stable parallel safe as $$
    with recursive line as (
        select c.agency_id, c.id, c.merged_into, 1 as step from customer c where c.agency_id = $1 and c.id = $2
        union all
        select c.agency_id, c.id, c.merged_into, l.step + 1
        from line l join customer c on c.agency_id = l.agency_id and c.id = l.merged_into where l.step < 100
    )
    select l.id from line l where l.merged_into is null $$;

-- The brief forms, key for key as feedback_json() and improvement_json() of the daemon write them (a test compares them). What
-- the reader may not see is left out by the statements that use them: `case` and `improvement` of feedback.
create view feedback_brief with (security_invoker = true) as
select f.agency_id, f.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'kind', feedback_kind_name(f.kind), 'state', feedback_state_name(f.state),
    'agency', a.code, 'office', o.code, 'channel', channel_name(r.channel), 'service', s.code, 'about_office', b.code,
    'staff', person(f.about_staff_id), 'customer', customer_now(f.agency_id, f.customer_id), 'text', f."text", 'language', f.language,
    'owner', person(f.owner_id), 'received_at', instant(f.received_at), 'logged_at', instant(f.logged_at), 'logged_by', person(f.logged_by),
    'answer', f.answer, 'answered_at', instant(f.answered_at), 'answered_by', person(f.answered_by),
    'reason', f.reason, 'closed_at', instant(f.closed_at)) as brief
from feedback f
    join record r on r.agency_id = f.agency_id and r.id = f.id
    left join agency a on a.id = f.agency_id
    left join lateral (select code from office where id = f.office_id limit 1) o on true
    left join lateral (select code from office where id = f.about_office_id limit 1) b on true
    left join service s on s.agency_id = f.agency_id and s.id = f.service_id;

create view improvement_brief with (security_invoker = true) as
select i.agency_id, i.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'state', improvement_state_name(i.state), 'state_at', instant(i.state_at),
    'title', i.title, 'description', i.description, 'agency', a.code, 'office', o.code, 'service', s.code,
    'owner', person(i.owner_id), 'added_by', person(i.added_by), 'added_at', instant(i.added_at), 'due_at', instant(i.due_at),
    'cost', trim_scale(i.cost), 'currency', i.currency, 'reason', i.reason)
    || jsonb_build_object(
    'indicator', i.indicator, 'indicator_office', mo.code, 'indicator_service', ms.code, 'aim', aim_name(i.aim),
    'before', trim_scale(i.value_before), 'after', trim_scale(i.value_after),
    'line', i.line, 'language', i.language, 'published', i.published, 'published_at', instant(i.published_at)) as brief
from improvement i
    join record r on r.agency_id = i.agency_id and r.id = i.id
    left join agency a on a.id = i.agency_id
    left join lateral (select code from office where id = i.office_id limit 1) o on true
    left join service s on s.agency_id = i.agency_id and s.id = i.service_id
    left join lateral (select code from office where id = i.metric_office_id limit 1) mo on true
    left join service ms on ms.agency_id = i.agency_id and ms.id = i.metric_service_id;
grant select on feedback_brief, improvement_brief to onestop_read, onestop_write;
