-- Contacts as measured standards: what ticket desks and phone systems know of one, and how it was judged.
alter table contact
    add column queued_at timestamptz, add column answered_at timestamptz, add column ended_at timestamptz,
    add column appointment_at timestamptz,
    add column abandoned boolean not null default false, -- nobody answered; wait_s is how long the customer waited for that
    add column source text, add column external_id text, -- of the system that measured it
    add column standard_id integer not null default 0,   -- the version that judged it; 0: none
    add column verdict smallint not null default 0,      -- 0 not judged, 1 met, 2 missed
    add constraint contact_external_whole check ((source is null) = (external_id is null)),
    add constraint contact_not_answered check (not abandoned or (answered_at is null and duration_s is null and wait_s is not null));
-- One thing of another system is one contact, however often it is sent.
create unique index contact_external on contact (agency_id, source, external_id) where external_id is not null;
-- Contacts of a day; they come in nearly in the order of their times.
create index contact_at on contact using brin (at) with (autosummarize = on);

-- As in 0005_views.sql.
create function verdict_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{met,missed}'::text[])[number] $$;
