-- Absences that are entered at once (workflow/absence.h): records (0012_record.sql), beside those of the desk definition, which
-- have no id. Who applies a definition replaces those of it and leaves the others.
alter table absence drop constraint absence_pkey;
alter table absence add column id bigint, add column entered_by integer, add column entered_at timestamptz,
    add column withdrawn_at timestamptz, -- null: it stands
    add check ((id is null) = (entered_by is null) and (id is null) = (entered_at is null) and (id is not null or withdrawn_at is null));
create unique index absence_defined on absence (agency_id, staff_id, from_day) where id is null;
create unique index absence_record on absence (agency_id, id) where id is not null;
create index absence_staff on absence (staff_id, to_day) where withdrawn_at is null;
-- One person is away once. Looked at when a statement ends, since applying a definition moves several in one.
alter table absence add constraint absence_overlap exclude using gist
    (int4range(staff_id, staff_id, '[]') with &&, daterange(from_day, to_day, '[]') with &&) where (withdrawn_at is null)
    deferrable initially immediate;
call wall('absence');

-- Every daemon reads the desk anew, so that nobody who is away is given work. Of all that a batch writes this alone notifies: it is
-- rare, and must not be missed.
create function absence_told() returns trigger language plpgsql as $$
begin
    perform pg_notify('onestop_desk', '');
    return null;
end $$;
create trigger absence_told after insert or update or delete on absence for each row execute function absence_told();

create or replace function event_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{opened,assigned,handed-over,stepped,noted,contacted,brought-in,task-claimed,task-answered,paused,resumed,closed,reopened,linked,rung,customer-changed,feedback-logged,feedback-assigned,feedback-answered,feedback-linked,feedback-closed,improvement-added,improvement-changed,improvement-moved,improvement-linked,improvement-published,survey-invited,survey-sent,survey-answered,replied,sample-added,sample-changed,sample-retired,complaint-logged,complaint-acknowledged,complaint-answered,complaint-extended,complaint-escalated,complaint-overdue,complaint-withdrawn,complaint-converted,complaint-linked,remedy-added,remedy-done,clock-ended,extended,recomputed,sample-review-due,improvement-told,evidence-added,evidence-corrected,evidence-checked,evidence-withdrawn,signal-raised,signal-decided,absence-entered,absence-changed,absence-withdrawn}'::text[])[number] $$;

-- Key for key as absence_after() of the daemon writes it (a test compares them).
create view absence_brief with (security_invoker = true) as
select b.agency_id, b.id, b.staff_id, b.from_day, b.to_day, b.withdrawn_at, a.time_zone, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'agency', a.code, 'staff', person(b.staff_id), 'from', b.from_day, 'to', b.to_day,
    'entered_by', person(b.entered_by), 'entered_at', instant(b.entered_at), 'withdrawn_at', instant(b.withdrawn_at)) as brief
from absence b
    join agency a on a.id = b.agency_id
    left join record r on r.agency_id = b.agency_id and r.id = b.id;
grant select on absence_brief to onestop_read, onestop_write;

-- What somebody has in hand, as far as the caller sees it: open cases, and those due before they are back.
create function in_hand(staff_id integer, back timestamptz) returns jsonb language sql stable parallel safe as $$
    select jsonb_build_object('open_cases', count(*), 'due_before_back', count(*) filter (where due_at < back))
    from kase where handler_id = in_hand.staff_id and handler_id <> 0 and closed_at is null $$;
-- The instant at which somebody is back whose last day this is.
create function back_at(to_day date, time_zone text) returns timestamptz language sql stable parallel safe as $$
    select (to_day + 1)::timestamp at time zone time_zone $$;
