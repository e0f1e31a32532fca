-- What a maturity is derived from beside counters: facts of cases, contacts and records that were not kept, and what was true of the
-- records at an instant. workflow/README.md has the table of indicators and what each is read from.

-- Bits of workflow/kase.h: who spoke first, whether a step was done outside the system.
alter table kase add column marks smallint not null default 0;
-- What a contact was for, or about which service, was not said.
alter table contact add column undescribed boolean not null default false;

-- A suggestion that is done, or will be; when feedback was first linked to an improvement.
alter table feedback add column accepted boolean not null default false, add column linked_at timestamptz;
update feedback f set linked_at = (select min(e.at) from case_event e where e.agency_id = f.agency_id and e.case_id = f.id and e.kind = 20)
where f.improvement_id is not null;
create index feedback_received on feedback (agency_id, received_at);
create index complaint_received on complaint (agency_id, received_at);
create index complaint_stage_due on complaint_stage (agency_id, due_at);
create index complaint_stage_ended on complaint_stage (agency_id, ended_at);

-- A sample reply that is there on paper only.
alter table sample add column paper boolean not null default false;
alter table sample_version add column paper boolean not null default false;

-- When a version of a process was applied: cases that are logged from then on go by it.
alter table process add column begun_at timestamptz not null default now();
update process p set begun_at = d.applied_at from desk_definition d where d.id = p.definition_id;

-- As in 0015, and whether it is accepted.
create or replace view feedback_brief with (security_invoker = true) as
select f.agency_id, f.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'kind', feedback_kind_name(f.kind), 'state', feedback_state_name(f.state),
    'agency', a.code, 'office', o.code, 'channel', channel_name(r.channel), 'service', s.code, 'about_office', b.code,
    'staff', person(f.about_staff_id), 'customer', customer_now(f.agency_id, f.customer_id), 'text', f."text", 'language', f.language,
    'owner', person(f.owner_id), 'received_at', instant(f.received_at), 'logged_at', instant(f.logged_at), 'logged_by', person(f.logged_by),
    'answer', f.answer, 'answered_at', instant(f.answered_at), 'answered_by', person(f.answered_by), 'accepted', f.accepted,
    'reason', f.reason, 'closed_at', instant(f.closed_at)) as brief
from feedback f
    join record r on r.agency_id = f.agency_id and r.id = f.id
    left join agency a on a.id = f.agency_id
    left join lateral (select code from office where id = f.office_id limit 1) o on true
    left join lateral (select code from office where id = f.about_office_id limit 1) b on true
    left join service s on s.agency_id = f.agency_id and s.id = f.service_id;

-- As in 0030, and whether it is there on paper only.
create or replace view sample_brief with (security_invoker = true) as
select s.agency_id, s.id, jsonb_build_object(
    'code', s.code, 'language', s.language, 'agency', a.code, 'version', r.version, 'title', s.title, 'subject', s.subject,
    'body', s.body, 'services', (select coalesce(jsonb_agg(v.code order by v.code), '[]') from service v
        where v.agency_id = s.agency_id and v.id = any (s.services)),
    'owner', person(s.owner_id), 'review_on', s.review_on, 'review_due', s.retired_at is null
        and s.review_on <= (now() at time zone a.time_zone)::date, 'paper', s.paper,
    'status', case when s.retired_at is null then 'in-use' else 'retired' end, 'created_at', instant(s.created_at),
    'created_by', person(s.created_by), 'changed_at', instant(s.changed_at), 'changed_by', person(s.changed_by),
    'retired_at', instant(s.retired_at)) as brief
from sample s join record r on r.agency_id = s.agency_id and r.id = s.id join agency a on a.id = s.agency_id;

-- The functions below say what was known at an instant: `until` and `moment` are the ends of local days, exclusive. What was
-- serious is in none of them.

-- Complaints and suggestions of customers who are known, for which an answer was due from since until before until: a complaint by
-- the end of its first stage, a suggestion a month after it came, either when it was ended before. answered_at null: nobody had.
create function answers_owed(of_agency integer, since timestamptz, until timestamptz)
returns table (id bigint, kind smallint, received_at timestamptz, due_at timestamptz, answered_at timestamptz)
language sql stable parallel safe as $$
    select o.id, o.kind, o.received_at, o.due_at, case when o.answered_at < until then o.answered_at end
    from (
        select f.id, 1::smallint as kind, f.received_at, least(f.received_at + interval '30 days', f.closed_at) as due_at,
            case when f.state = 2 then f.closed_at end as answered_at
        from feedback f
        where f.agency_id = of_agency and f.kind = 1 and f.customer_id is not null
          and f.received_at >= since - interval '31 days' and f.received_at < until
        union all
        select c.id, 5::smallint, c.received_at, least(s.due_at, s.answered_at), s.answered_at
        from complaint c cross join lateral (
            select min(t.due_at) filter (where t.seq = 1) as due_at, min(t.ended_at) filter (where t.end_kind = 1) as answered_at
            from complaint_stage t where t.agency_id = c.agency_id and t.id = c.id) s
        where c.agency_id = of_agency and not c.serious and c.customer_id <> 0 and c.state in (1, 2, 6) and c.received_at < until
    ) o
    where o.due_at >= since and o.due_at < until $$;

-- Suggestions accepted and complaints upheld, at least in part, from since until before until; linked_at null: no improvement had
-- been linked to it.
create function changes_owed(of_agency integer, since timestamptz, until timestamptz)
returns table (id bigint, kind smallint, at timestamptz, linked_at timestamptz) language sql stable parallel safe as $$
    with linked as materialized (
        select (l.link ->> 'id')::bigint as id, min((l.link ->> 'at')::timestamptz) as at
        from improvement i cross join lateral jsonb_array_elements(i.links) l (link)
        where i.agency_id = of_agency and (l.link ->> 'kind')::integer = 1
        group by 1
    )
    select f.id, 1::smallint, f.closed_at, case when f.linked_at < until then f.linked_at end
    from feedback f
    where f.agency_id = of_agency and f.accepted and f.closed_at >= since and f.closed_at < until
    union all
    select c.id, 5::smallint, u.at, case when l.at < until then l.at end
    from (select s.id, min(s.ended_at) as at from complaint_stage s
            where s.agency_id = of_agency and s.end_kind = 1 and s.outcome in (1, 2) and s.ended_at >= since and s.ended_at < until
            group by s.id) u
        join complaint c on c.agency_id = of_agency and c.id = u.id and not c.serious
        left join linked l on l.id = c.id $$;

-- Stages of complaints that were past their limit at a moment, and neither answered nor moved up: what time does is stamped with
-- the instant it was due, the rung says when it was really done.
create function stages_stuck(of_agency integer, moment timestamptz)
returns table (id bigint, seq smallint, due_at timestamptz) language sql stable parallel safe as $$
    select s.id, s.seq, s.due_at
    from complaint_stage s join complaint c on c.agency_id = s.agency_id and c.id = s.id and not c.serious
    where s.agency_id = of_agency and s.due_at < moment and (s.ended_at is null or s.ended_at > moment)
    union
    select s.id, s.seq, s.due_at
    from complaint_stage s join complaint c on c.agency_id = s.agency_id and c.id = s.id and not c.serious
        join clock k on k.agency_id = s.agency_id and k.owner_id = s.id and k.kind = 1
        join clock_rung r on r.agency_id = k.agency_id and r.clock_id = k.id and r.percent = 100
    where s.agency_id = of_agency and s.end_kind = 2 and s.due_at < moment and s.due_at > moment - interval '90 days'
      and r.due_at = s.due_at and r.fired_at > moment $$;

-- The register of improvements at a moment. state, state_at: as improvement_state_name(); due_at null: no date; from_feedback: a
-- suggestion, compliment or complaint had been linked to it.
create function improvements_at(of_agency integer, moment timestamptz)
returns table (id bigint, state smallint, state_at timestamptz, owner_id integer, due_at timestamptz, costed boolean,
    added_at timestamptz, from_feedback boolean)
language sql stable parallel safe as $$
    select i.id, array_position('{idea,accepted,planned,costed,doing,done,refused}'::text[], m.facts ->> 'state')::smallint, m.at,
        coalesce((c.facts ->> 'assignee-id')::integer, 0), to_timestamp((c.facts ->> 'due-at')::numeric / 1000000),
        case when c.seq = r.version or not exists (select from case_event e where e.agency_id = i.agency_id and e.case_id = i.id
                and e.seq > c.seq and e.kind in (22, 23, 24))
            then i.cost is not null else coalesce((c.facts ->> 'costed')::integer, 0) = 1 end,
        i.added_at,
        exists (select from feedback f where f.agency_id = i.agency_id and f.improvement_id = i.id and f.linked_at < moment)
            or exists (select from jsonb_array_elements(i.links) l (link)
                where (l.link ->> 'kind')::integer = 1 and (l.link ->> 'at')::timestamptz < moment)
    from improvement i
        join record r on r.agency_id = i.agency_id and r.id = i.id
        cross join lateral (select e.at, e.facts::json as facts from case_event e
            where e.agency_id = i.agency_id and e.case_id = i.id and e.kind in (22, 24) and e.at < moment order by e.seq desc limit 1) m
        cross join lateral (select e.seq, e.facts::json as facts from case_event e
            where e.agency_id = i.agency_id and e.case_id = i.id and e.kind in (22, 23, 24) and e.at < moment order by e.seq desc limit 1) c
    where i.agency_id = of_agency and i.added_at < moment $$;

-- Sample replies in use at a moment.
create function samples_at(of_agency integer, moment timestamptz) returns table (id bigint, code text, language text, paper boolean)
language sql stable parallel safe as $$
    select s.id, s.code, s.language, v.paper
    from sample s cross join lateral (select o.retired, o.paper from sample_version o
        where o.agency_id = s.agency_id and o.sample_id = s.id and o.changed_at < moment order by o.version desc limit 1) v
    where s.agency_id = of_agency and not v.retired $$;

-- The definition of an agency at a moment: of those applied before it the newest; before the first one, that. Null: it has none.
create function desk_at(of_agency integer, moment timestamptz) returns jsonb language sql stable parallel safe as $$
    select p.part
    from desk_definition d cross join lateral jsonb_array_elements(d.document -> 'agencies') p (part)
    where p.part ->> 'code' = (select a.code from agency a where a.id = of_agency)
    order by d.applied_at < moment desc, case when d.applied_at < moment then -d.id else d.id end
    limit 1 $$;

