-- Evidence: dated records of what leaves no trace in case work (workflow/evidence.h), their versions, and the documents attached.

create function evidence_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{consultation,publication,site-inspection,leadership-act,initiative,benefit,training,training-plan,objective,partnership,risk,accreditation,benchmark}'::text[])[number] $$;
create function evidence_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{unchecked,in-force,expired,withdrawn}'::text[])[number] $$;
create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered,replied,sample-added,sample-changed,sample-retired,complaint-logged,complaint-acknowledged,complaint-answered,complaint-extended,complaint-escalated,complaint-overdue,complaint-withdrawn,complaint-converted,complaint-linked,remedy-added,remedy-done,clock-ended,extended,recomputed,sample-review-due,improvement-told,evidence-added,evidence-corrected,evidence-checked,evidence-withdrawn}'::text[])[number] $$;

-- As it is now. fields: as workflow/evidence_kinds.c has them for its kind.
create table evidence (
    agency_id integer not null, id bigint not null, kind smallint not null,
    content integer not null,                             -- version of what it says: 1, 2, …
    title text not null, day date not null, expires date, -- the last day that it counts on; null: it does not expire
    fields jsonb not null,
    office_id integer not null, service_id integer not null, staff_id integer not null, -- of the fields; 0: none
    digest text, name text, type text, size integer not null, -- of the document attached; null: there is none
    entered_by integer not null, entered_at timestamptz not null, -- this version
    checked_by integer not null, checked_at timestamptz,
    withdrawn_by integer not null, withdrawn_at timestamptz, reason text,
    salt bytea not null,
    primary key (agency_id, id)
);

-- What it said in each version. Only the check of a version comes later.
create table evidence_version (
    agency_id integer not null, evidence_id bigint not null, content integer not null,
    title text not null, day date not null, expires date, fields jsonb not null,
    office_id integer not null, service_id integer not null, staff_id integer not null,
    digest text, name text, type text, size integer not null,
    entered_by integer not null, entered_at timestamptz not null, checked_by integer not null, checked_at timestamptz,
    primary key (agency_id, evidence_id, content)
);

-- The bytes of documents, each once.
create table evidence_document (
    agency_id integer not null, digest text not null check (digest ~ '^[0-9a-f]{64}$'), bytes bytea not null,
    stored_at timestamptz not null default now(),
    primary key (agency_id, digest)
);
alter table evidence_document alter column bytes set storage external; -- most are compressed as they come

call wall('evidence');
call wall('evidence_version');
call wall('evidence_document');
grant insert, update on evidence, evidence_version to onestop_write;
grant insert, update, delete on evidence_document to onestop_write;

-- References in definitions are looked up by their text; those of surveys are not, and they are many.
create index record_reference on record (agency_id, reference) where kind <> 3;

-- The brief form, key for key as evidence_json() of the daemon writes it (a test compares them).
create view evidence_brief with (security_invoker = true) as
select e.agency_id, e.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'kind', evidence_kind_name(e.kind), 'agency', a.code,
    'state', evidence_state_name(case when e.withdrawn_at is not null then 4
        when e.expires < (now() at time zone a.time_zone)::date then 3 when e.checked_at is null then 1 else 2 end),
    'title', e.title, 'date', e.day, 'expires', e.expires, 'fields', e.fields, 'content', e.content,
    'entered_by', person(e.entered_by), 'entered_at', instant(e.entered_at),
    'checked_by', person(e.checked_by), 'checked_at', instant(e.checked_at),
    'withdrawn_by', person(e.withdrawn_by), 'withdrawn_at', instant(e.withdrawn_at), 'reason', e.reason,
    'document', case when e.digest is not null then jsonb_build_object('name', e.name, 'type', e.type, 'size', e.size, 'digest', e.digest)
        end) as brief
from evidence e join record r on r.agency_id = e.agency_id and r.id = e.id join agency a on a.id = e.agency_id;
grant select on evidence_brief to onestop_read, onestop_write;

-- What counted on a day, as it was known at a moment (the end of that day): the newest version of each record, when it was checked and
-- neither withdrawn nor expired.
create function evidence_at(of_agency integer, moment timestamptz, on_day date)
returns table (id bigint, kind smallint, content integer, title text, day date, expires date, fields jsonb,
    office_id integer, service_id integer, staff_id integer)
language sql stable parallel safe as $$
    select e.id, e.kind, v.content, v.title, v.day, v.expires, v.fields, v.office_id, v.service_id, v.staff_id
    from evidence e cross join lateral (
        select o.* from evidence_version o
        where o.agency_id = e.agency_id and o.evidence_id = e.id and o.entered_at < moment
        order by o.content desc limit 1) v
    where e.agency_id = of_agency and (e.withdrawn_at is null or e.withdrawn_at >= moment)
      and v.checked_at < moment and v.day <= on_day and (v.expires is null or v.expires >= on_day) $$;

-- The staff who worked in an agency by the definition of a moment: those active with a grant there.
create function staff_at(of_agency integer, moment timestamptz) returns table (user_name text, definition jsonb)
language sql stable parallel safe as $$
    select s.item ->> 'user_name', s.item
    from jsonb_array_elements(desk_at(of_agency, moment) -> 'staff') s (item)
    where coalesce((s.item ->> 'active')::boolean, true) and jsonb_array_length(coalesce(s.item -> 'grants', '[]')) > 0
      and not coalesce((s.item ->> 'shared')::boolean, false) $$;

-- Versions of processes that had been applied before a moment. cocreated: its `because` names feedback, a complaint, an improvement with
-- feedback behind it, or a consultation that somebody has checked.
create function processes_at(of_agency integer, moment timestamptz)
returns table (id integer, code text, version integer, begun_at timestamptz, cocreated boolean)
language sql stable parallel safe as $$
    with reasons as materialized (
        select w.item ->> 'code' as code, upper(b.reference) as reference
        from jsonb_array_elements(desk_at(of_agency, moment) -> 'processes') w (item)
            cross join lateral jsonb_array_elements_text(w.item -> 'because') b (reference)
    ), good as materialized (
        select distinct n.code
        from reasons n join record r on r.agency_id = of_agency and r.reference = n.reference and r.kind <> 3
        where r.kind in (1, 5)
           or exists (select from improvements_at(of_agency, moment) i where i.id = r.id and i.from_feedback)
           or exists (select from evidence e join evidence_version v on v.agency_id = e.agency_id and v.evidence_id = e.id
                where e.agency_id = of_agency and e.id = r.id and e.kind = 1 and v.checked_at < moment
                  and (e.withdrawn_at is null or e.withdrawn_at >= moment))
    )
    select p.id, p.code, p.version, p.begun_at,
        p.code in (select g.code from good g)
            and p.version = max(p.version) over (partition by p.code)
    from process p where p.agency_id = of_agency and p.begun_at < moment $$;

-- How far the definition of a service tells the public what it is, on a day; each level needs the one before, but for the text of the law,
-- which is what is told where nothing else is. service: steps, fee (0: free) and documents (none: []); plain: that in plain language,
-- looked at within two years; faq: that, with questions and answers.
create function service_info(definition jsonb, on_day date) returns text[] language sql immutable parallel safe as $$
    select array_remove(array[case when f.law or f.service then 'law' end, case when f.service then 'service' end,
        case when f.service and f.plain then 'plain' end, case when f.service and f.plain and f.faq then 'faq' end], null)
    from (select definition ? 'law' as law,
        jsonb_array_length(coalesce(definition -> 'steps', '[]')) > 0 and definition ? 'fee' and definition ? 'documents' as service,
        coalesce((definition -> 'plain' ->> 'reviewed_on')::date between on_day - interval '2 years' and on_day, false) as plain,
        jsonb_array_length(coalesce(definition -> 'faq', '[]')) > 0 as faq) f $$;
