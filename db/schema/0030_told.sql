-- Who is told when: reviews of sample replies that are due, customers of an improvement that is done.

create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered,replied,sample-added,sample-changed,sample-retired,complaint-logged,complaint-acknowledged,complaint-answered,complaint-extended,complaint-escalated,complaint-overdue,complaint-withdrawn,complaint-converted,complaint-linked,remedy-added,remedy-done,clock-ended,extended,recomputed,sample-review-due,improvement-told}'::text[])[number] $$;

-- The last customer told that it is done; 0: nobody yet.
alter table improvement add column told_to bigint not null default 0;

-- Each version of a sample reply in use has a clock until the beginning of the day of its review: of those that are there, one of
-- the same id.
insert into clock (agency_id, owner_id, id, kind, state, standard_id, started_at, since, reason, paused_us, due_at, next_rung,
    next_rung_at, interval_count, extended_amount)
select s.agency_id, s.id, s.id, 0, 1, 0, s.changed_at, s.changed_at, 0, 0, d.at, 3, d.at, 0, 0
from sample s join agency a on a.id = s.agency_id
    cross join lateral (select s.review_on::timestamp at time zone a.time_zone as at) d
where s.retired_at is null;

-- As in 0020, but that a review is due on its day, and not from the next one on.
create or replace view sample_brief with (security_invoker = true) as
select s.agency_id, s.id, jsonb_build_object(
    'code', s.code, 'language', s.language, 'agency', a.code, 'version', r.version, 'title', s.title, 'subject', s.subject,
    'body', s.body, 'services', (select coalesce(jsonb_agg(v.code order by v.code), '[]') from service v
        where v.agency_id = s.agency_id and v.id = any (s.services)),
    'owner', person(s.owner_id), 'review_on', s.review_on, 'review_due', s.retired_at is null
        and s.review_on <= (now() at time zone a.time_zone)::date,
    'status', case when s.retired_at is null then 'in-use' else 'retired' end, 'created_at', instant(s.created_at),
    'created_by', person(s.created_by), 'changed_at', instant(s.changed_at), 'changed_by', person(s.changed_by),
    'retired_at', instant(s.retired_at)) as brief
from sample s join record r on r.agency_id = s.agency_id and r.id = s.id join agency a on a.id = s.agency_id;
