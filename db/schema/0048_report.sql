-- Reports: what an administration wants reported (versions of a part of its definition), runs with the figures that they froze,
-- the files made of them, to whom they went, and what is public. And files that go along with a message.

create table report (like process including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
grant insert, update on report to onestop_write;
grant select on report to onestop_read, onestop_write;

-- A run is of one period of one report. What it froze (figures, definition, changes, digest) never changes again; an edition is
-- never run over. One that finds the figures of the edition before ends as unchanged.
create table report_run (
    agency_id     integer not null,
    id            bigint generated always as identity,
    code          text not null,
    report_id     integer not null,                 -- the version that it was asked for with
    period        text not null,                    -- "2011-08"
    from_day      date not null,
    to_day        date not null,
    scheduled     boolean not null,                 -- the one of its period that comes by itself
    delivers      boolean not null,                 -- goes to its recipients, and to the public if it says so, when it is done
    asked_by      integer not null,                 -- 0: by itself
    asked_at      timestamptz not null default now(),
    state         smallint not null default 1,      -- enum report_state
    percent       smallint not null default 0,
    doing         text not null default 'waiting',
    tries         integer not null default 0,
    claimed_until timestamptz,
    began_at      timestamptz,
    cancelled_by  integer,                          -- it ends at its next step
    ended_at      timestamptz,
    error         text,
    same_as       bigint,                           -- unchanged: the run whose figures these are
    frozen_at     timestamptz,
    edition       integer,
    before_id     bigint,                           -- the run of the edition before
    figures       text,
    definition    text,
    changes       text,                             -- what is different from the edition before
    digest        bytea,                            -- SHA-256 of figures
    primary key (agency_id, id),
    unique (id),
    check ((figures is null) = (frozen_at is null) and (figures is null) = (edition is null)
        and (figures is null) = (digest is null) and (figures is null) = (definition is null))
);
create unique index report_run_edition on report_run (agency_id, code, from_day, to_day, edition) where edition is not null;
create unique index report_run_scheduled on report_run (agency_id, code, from_day, to_day) where scheduled;
create unique index report_run_open on report_run (agency_id, code, from_day, to_day) where state in (1, 2);
create index report_run_due on report_run (id) where state in (1, 2);
create index report_run_frozen on report_run (agency_id, frozen_at) where frozen_at is not null;

create function report_stays_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.code, new.from_day, new.to_day, new.frozen_at, new.edition, new.before_id, new.figures, new.definition,
            new.changes, new.digest)
        is distinct from (old.code, old.from_day, old.to_day, old.frozen_at, old.edition, old.before_id, old.figures, old.definition,
            old.changes, old.digest) then
        raise exception 'a frozen report stays as it is' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger report_stays_frozen before update or delete on report_run for each row when (old.frozen_at is not null)
    execute function report_stays_frozen();

-- What was made of a run, for ever: asked for again, it is the same bytes.
create table report_file (
    agency_id integer not null, run_id bigint not null,
    format    smallint not null,   -- enum report_format
    language  text not null,
    withheld  boolean not null,    -- small groups are left out: as it is delivered and published
    content   bytea not null,
    made_at   timestamptz not null default now(),
    primary key (agency_id, run_id, format, language, withheld),
    foreign key (agency_id, run_id) references report_run
);
create function report_file_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a file of a report stays as it is' using errcode = 'integrity_constraint_violation';
end $$;
create trigger report_file_stays before update or delete on report_file for each row execute function report_file_stays();

-- A message to one recipient. delivered_at: a mail server or an endpoint took it; confirmed_at: the recipient said so.
create table report_delivery (
    agency_id    integer not null,
    id           bigint not null,              -- of its message in the outbox
    run_id       bigint not null,
    recipient    text not null,                -- its code in the definition
    kind         smallint not null,            -- enum recipient_kind
    name         text not null,
    address      text not null,                -- e-mail address or URL
    format       smallint not null,
    language     text not null,
    asked_by     integer not null,             -- 0: by itself
    asked_at     timestamptz not null default now(),
    delivered_at timestamptz,
    failed_at    timestamptz,                  -- given up, or refused for good; another try may still deliver it
    error        text,
    confirmed_at timestamptz,
    confirmed_by text,                         -- who said that it has arrived
    noted_by     integer,                      -- who wrote that down
    primary key (agency_id, id),
    foreign key (agency_id, run_id) references report_run
);
create unique index report_delivery_once on report_delivery (agency_id, run_id, recipient) where asked_by = 0;
create index report_delivery_run on report_delivery (agency_id, run_id);

-- A run on the public page, from then until then.
create table publication (
    agency_id    integer not null,
    id           bigint generated always as identity,
    run_id       bigint not null,
    published_at timestamptz not null default now(),
    published_by integer not null,             -- 0: by itself, as the report is defined
    withdrawn_at timestamptz,
    withdrawn_by integer,
    primary key (agency_id, id),
    foreign key (agency_id, run_id) references report_run
);
create unique index publication_once on publication (agency_id, run_id) where withdrawn_at is null;

do $$
declare t text;
begin
    foreach t in array array['report_run', 'report_file', 'report_delivery', 'publication'] loop
        execute format('call wall(%L)', t);
        execute format('grant insert on %I to onestop_write', t);
    end loop;
end $$;
grant update on report_run, report_delivery, publication to onestop_write;

create function report_state_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{waiting,running,done,unchanged,cancelled,failed}'::text[])[number] $$;
create function report_format_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{html,xlsx,csv,json}'::text[])[number] $$;
create function recipient_kind_name(number integer) returns text language sql immutable parallel safe as $$
    select ('{ministry,council}'::text[])[number] $$;

-- What is public now, the newest edition of each period first told: title by language, as it was when it was run.
create view publication_brief with (security_invoker = true) as
select p.agency_id, p.id, p.run_id, r.code, r.period, r.from_day, r.to_day, r.edition, p.published_at,
    (select jsonb_object_agg(t ->> 'language', t ->> 'title')
     from jsonb_array_elements(r.definition::jsonb -> 'texts') t) as titles
from publication p join report_run r on r.agency_id = p.agency_id and r.id = p.run_id
where p.withdrawn_at is null;
grant select on publication_brief to onestop_read, onestop_write;

create view report_run_brief with (security_invoker = true) as
select r.agency_id, r.id, r.code, jsonb_build_object(
    'id', r.id, 'report', r.code, 'agency', a.code, 'period', r.period, 'from', r.from_day, 'to', r.to_day,
    'scheduled', r.scheduled, 'asked_by', person(r.asked_by), 'asked_at', instant(r.asked_at), 'state', report_state_name(r.state),
    'percent', r.percent, 'doing', case when r.state in (1, 2) then r.doing end, 'ended_at', instant(r.ended_at), 'error', r.error,
    'cancelled_by', person(r.cancelled_by), 'same_as', r.same_as, 'edition', r.edition, 'before', r.before_id,
    'digest', encode(r.digest, 'hex'), 'changes', r.changes::jsonb, 'version', v.version,
    'published_at', (select instant(p.published_at) from publication p
        where p.agency_id = r.agency_id and p.run_id = r.id and p.withdrawn_at is null),
    'deliveries', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'recipient', d.recipient, 'name', d.name,
            'kind', recipient_kind_name(d.kind), 'format', report_format_name(d.format), 'language', d.language,
            'asked_by', person(d.asked_by), 'asked_at', instant(d.asked_at), 'delivered_at', instant(d.delivered_at),
            'failed_at', instant(d.failed_at), 'error', d.error, 'confirmed_at', instant(d.confirmed_at),
            'confirmed_by', d.confirmed_by, 'noted_by', person(d.noted_by)) order by d.id), '[]')
        from report_delivery d where d.agency_id = r.agency_id and d.run_id = r.id)) as brief
from report_run r join agency a on a.id = r.agency_id join report v on v.agency_id = r.agency_id and v.id = r.report_id;
grant select on report_run_brief to onestop_read, onestop_write;

-- A file that goes along with a message: attached to an e-mail, or the body of a webhook.
create table outbox_file (
    agency_id integer not null, id bigint not null, -- of the message
    name      text not null,                        -- "monthly-2011-08.xlsx"
    type      text not null,                        -- its media type
    content   bytea not null,
    primary key (agency_id, id),
    foreign key (agency_id, id) references outbox on delete cascade
);
call wall('outbox_file');
create policy courier_all on outbox_file to onestop_courier using (true);
grant insert on outbox_file to onestop_write;
grant select on outbox_file to onestop_courier;

-- What the courier settles is noted at the delivery, which stays when the message is forgotten. As the owner, since a courier sees
-- no reports.
create function report_delivered() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update report_delivery d set
        delivered_at = case when new.state = 2 then new.ended_at else d.delivered_at end,
        failed_at = case when new.state in (3, 4) then new.ended_at end,
        error = case when new.state in (3, 4) then new.last_error end
    where d.agency_id = new.agency_id and d.id = new.id;
    return null;
end $$;
create trigger report_delivered after update of state on outbox for each row
    when (new.owner_id = 0 and new.customer_id is null and old.state is distinct from new.state)
    execute function report_delivered();
