-- Cases and all that hangs on them. The hot tables carry no foreign keys: the daemon gives out the ids and writes parent
-- and child in one transaction; tests and `onestop audit chain` check what the keys would (see db/README.md).

create table kase (
    agency_id          integer not null,
    id                 bigint not null,
    version            integer not null,  -- = seq of the last event
    opened_by          integer not null,
    received_at        timestamptz not null,
    opened_at          timestamptz not null,
    last_open_at       timestamptz not null,  -- opened or last reopened
    due_at             timestamptz not null,  -- of the processing clock; infinity: none, or paused
    closed_at          timestamptz,
    customer_id        bigint,                -- null: anonymous
    office_id          integer not null,
    service_id         integer not null,
    process_id         integer not null,
    segment_id         integer not null,      -- 0: none
    case_manager_id    integer not null,      -- accountable; 0: nobody yet
    handling_agency_id integer not null,
    handler_id         integer not null,      -- whose work it is now; 0: it waits in its queue
    queue_id           integer not null,
    expected_minutes   integer not null,
    worked_minutes     integer not null,
    contacts           integer not null,
    handovers          integer not null,
    managers           integer not null,      -- changes of case manager
    open_tasks         integer not null,
    reopenings         integer not null,
    channel            smallint not null,
    pause_reason       smallint not null,
    worst_rung         smallint not null,
    contacted_out      boolean not null,
    expert_contact     boolean not null,      -- the customer dealt with a professional
    contact_offices    integer[] not null,
    reference          text not null,         -- follows from id, see proto/reference.h
    state              text not null,
    outcome            text,
    source             text,                  -- of an import
    external_id        text,
    subject            text,                  -- personal
    details            text,                  -- personal
    salt               bytea not null,
    hash               bytea not null,        -- of the last event
    primary key (agency_id, id)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create index kase_due on kase (handling_agency_id, due_at, id) where closed_at is null;
create index kase_queue on kase (queue_id, due_at, id) where closed_at is null;
create index kase_handler on kase (handler_id, due_at, id) where closed_at is null and handler_id <> 0;
create index kase_customer on kase (agency_id, customer_id) where customer_id is not null;
create unique index kase_external on kase (agency_id, source, external_id) where external_id is not null;

-- Append-only. txid orders the live feed: what is below the oldest transaction still running is complete.
create table case_event (
    agency_id integer not null, case_id bigint not null, seq integer not null, kind smallint not null,
    at timestamptz not null, actor_id integer not null,
    office_id integer not null, service_id integer not null, segment_id integer not null, channel smallint not null,
    txid xid8 not null default pg_current_xact_id(),
    facts text not null, -- canonical JSON, kept to the byte because the hash covers it
    hash bytea not null,
    primary key (agency_id, case_id, seq)
);
create index case_event_feed on case_event (txid);

create table contact (
    agency_id integer not null, id bigint not null, at timestamptz not null,
    case_id bigint,        -- null: a contact without a case
    customer_id bigint,    -- of a contact without a case; else the case knows
    office_id integer not null, service_id integer not null, segment_id integer not null, staff_id integer not null,
    channel smallint not null, direction smallint not null, purpose smallint not null, cause smallint not null,
    wait_s integer, duration_s integer,
    summary text,          -- personal
    primary key (agency_id, id)
);
create index contact_customer on contact (agency_id, customer_id) where customer_id is not null;

create table task (
    agency_id integer not null, id bigint not null, case_id bigint not null, kind smallint not null, state smallint not null,
    queue_id integer not null, assignee_id integer not null, opened_by integer not null,
    opened_at timestamptz not null, answered_at timestamptz, expected_minutes integer not null, minutes integer not null,
    question text, answer text, -- personal
    salt bytea not null,
    primary key (agency_id, id)
);
create index task_case on task (agency_id, case_id);
create index task_queue on task (queue_id, opened_at, id) where state = 1;
create index task_assignee on task (assignee_id, opened_at, id) where state = 1 and assignee_id <> 0;

-- owner_id: the case (later also the complaint) whose clock it is; ids of both come from one sequence.
create table clock (
    agency_id integer not null, owner_id bigint not null, id bigint not null,
    kind smallint not null, state smallint not null, standard_id integer not null,
    started_at timestamptz not null, since timestamptz not null, reason smallint not null, paused_us bigint not null,
    due_at timestamptz, next_rung smallint not null, next_rung_at timestamptz,
    interval_count smallint not null, extended_amount integer not null,
    claimed_until timestamptz, -- a daemon is at it; see db/query/clock_take_due.sql
    primary key (agency_id, owner_id, id)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create index clock_due on clock (agency_id, next_rung_at) where next_rung_at is not null;

create table clock_interval (
    agency_id integer not null, clock_id bigint not null, seq smallint not null, state smallint not null,
    from_at timestamptz not null, to_at timestamptz not null, reason smallint not null, actor_id integer not null,
    primary key (agency_id, clock_id, seq)
);

-- The key claims a rung: each fires once.
create table clock_rung (
    agency_id integer not null, clock_id bigint not null, percent smallint not null, case_id bigint not null,
    due_at timestamptz not null, fired_at timestamptz not null,
    primary key (agency_id, clock_id, percent)
);

create table note (
    agency_id integer not null, id bigint not null, case_id bigint not null, staff_id integer not null, at timestamptz not null,
    visible boolean not null,
    body text, -- personal; null once erased
    salt bytea not null,
    primary key (agency_id, id)
);

create table case_link (
    agency_id integer not null, case_id bigint not null, other_case_id bigint not null, kind smallint not null,
    staff_id integer not null, at timestamptz not null,
    primary key (agency_id, case_id, other_case_id)
);
create index case_link_other on case_link (agency_id, other_case_id);

create table notice (
    agency_id integer not null, id bigint not null, staff_id integer not null, case_id bigint not null, kind smallint not null,
    percent smallint not null, at timestamptz not null, seen_at timestamptz,
    primary key (agency_id, id)
);
create index notice_unseen on notice (staff_id, id) where seen_at is null;

-- Counters. A batch writes its moves as one row of arrays, which costs next to nothing and waits for nobody; a moment later
-- they are summed into counter_total (db/query/counter_fold.sql). Readers read the view, which is exact at any moment.
create table counter_journal (
    agency_id integer not null, ord integer[] not null, -- of the command in its batch
    day date[] not null, metric smallint[] not null, office_id integer[] not null, service_id integer[] not null,
    channel smallint[] not null, segment_id integer[] not null, bucket integer[] not null, value bigint[] not null,
    refused integer[] not null -- commands of the batch that were refused: their moves do not count
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
create table counter_total (
    agency_id integer not null, day date not null, metric smallint not null, office_id integer not null, service_id integer not null,
    channel smallint not null, segment_id integer not null, bucket integer not null, value bigint not null,
    primary key (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create view counter with (security_invoker = true) as
    select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value from counter_total
    union all
    select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value
    from (
        select agency_id, refused, unnest(ord) as ord, unnest(day) as day, unnest(metric) as metric, unnest(office_id) as office_id,
            unnest(service_id) as service_id, unnest(channel) as channel, unnest(segment_id) as segment_id,
            unnest(bucket) as bucket, unnest(value) as value
        from counter_journal
    ) moves
    where ord <> all (refused);

-- Commands of the batch under way that its first statements have refused; the later ones leave them out.
create function refused_commands() returns integer[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('onestop.refused', true), ''), '{}')::integer[] $$;

-- The first answer to each Idempotency-Key, written in the transaction of what it did. Kept two days.
create table idempotency (
    agency_id integer not null, staff_id integer not null,
    key bytea not null,       -- first 16 bytes of the SHA-256 of the key
    request bytea not null,   -- the same of method, path and body
    status smallint not null, answer text not null, at timestamptz not null default now(),
    primary key (agency_id, staff_id, key)
);
create index idempotency_at on idempotency using brin (at);
