-- Roles, installation, desk definition, staff and sessions.
--
-- Three roles, none of which owns anything: onestop_write (the daemon's commands), onestop_read (its queries, behind row
-- security), onestop_courier (mail and webhooks). The owner only migrates. Roles belong to the whole server, so two
-- databases of one server share them.
do $$
declare r text;
begin
    foreach r in array array['onestop_write', 'onestop_read', 'onestop_courier'] loop
        if not exists (select from pg_roles where rolname = r) then
            begin
                execute format('create role %I nologin', r);
            exception when duplicate_object or unique_violation then null; -- another database of this server was faster
            end;
        end if;
        if not pg_has_role(current_user, r, 'member') then
            execute format('grant %I to current_user', r);
        end if;
        -- The daemon's own login, where there is one (scripts/cluster): it owns nothing and inherits nothing.
        if exists (select from pg_roles where rolname = 'onestop_daemon') then
            execute format('grant %I to onestop_daemon', r);
        end if;
    end loop;
end $$;

create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table installation (
    only_one      boolean primary key default true check (only_one),
    reference_key bytea not null check (length(reference_key) = 16), -- permutes case references, see proto/reference.h
    created_at    timestamptz not null default now()
);
insert into installation (reference_key) values (uuid_send(gen_random_uuid()));

-- Ids of everything that grows are given out by the daemon from blocks of this sequence, so that a whole write set is known
-- before it is sent. One value is a block of 1000 ids: id = value * 1000 + 0 … 999.
create sequence id_block start 1;

-- Every definition ever applied, as one document, so that two of them can be compared. The tables below are its parts.
create table desk_definition (
    id         bigint generated always as identity primary key,
    document   jsonb not null,
    applied_by integer,
    applied_at timestamptz not null default now()
);

create table agency (
    id            integer generated always as identity primary key,
    code          text not null unique,
    name          text not null,
    time_zone     text not null,
    definition    jsonb not null,
    definition_id bigint not null references desk_definition,
    retired       boolean not null default false
);

-- The parts of a definition that keep one row each: changed in place, retired when they leave the definition.
create table office (
    agency_id integer not null references agency, id integer generated always as identity, code text not null, name text not null,
    definition jsonb not null, definition_id bigint not null references desk_definition, retired boolean not null default false,
    primary key (agency_id, id), unique (agency_id, code)
);
-- Each copy has an id sequence of its own; foreign keys are not copied.
create table queue (like office including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
create table skill (like office including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
create table segment (like office including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
create table service (like office including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);

-- The parts that keep versions: a changed part is a new row, and what began with an old row goes on with it.
create table calendar (
    agency_id integer not null references agency, id integer generated always as identity, code text not null, name text not null,
    version integer not null, definition jsonb not null, definition_id bigint not null references desk_definition,
    retired boolean not null default false, primary key (agency_id, id), unique (agency_id, code, version)
);
create table process (like calendar including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
create table standard (like calendar including all, foreign key (agency_id) references agency,
    foreign key (definition_id) references desk_definition);
-- Dates in force: a past period is judged by the standard and the calendar of its day.
alter table standard add column in_force_from date not null;
alter table calendar add column in_force_from date not null;

create table staff (
    agency_id integer not null references agency, id integer generated always as identity, user_name text not null unique,
    name text not null, definition jsonb not null, definition_id bigint not null references desk_definition,
    retired boolean not null default false, primary key (agency_id, id), unique (id)
);
create table absence (
    agency_id integer not null, staff_id integer not null, from_day date not null, to_day date not null,
    primary key (agency_id, staff_id, from_day), foreign key (agency_id, staff_id) references staff,
    check (to_day >= from_day)
);

-- The definition that is being applied in this transaction (onestop.definition_id, set by db/query/desk_apply_begin.sql;
-- empty: none), as rows: the agencies it names, and the items of one kind.
create function desk_named() returns table (agency_id integer, agency text, part jsonb, definition_id bigint)
    language sql stable as $$
    select a.id, a.code, p, d.id
    from desk_definition d
    cross join lateral jsonb_array_elements(d.document -> 'agencies') p
    join agency a on a.code = p ->> 'code'
    where d.id = nullif(current_setting('onestop.definition_id', true), '')::bigint
$$;
create function desk_parts(kind text)
    returns table (agency_id integer, agency text, code text, name text, definition jsonb, definition_id bigint)
    language sql stable as $$
    select n.agency_id, n.agency, coalesce(i ->> 'code', i ->> 'user_name'), i ->> 'name', i, n.definition_id
    from desk_named() n cross join lateral jsonb_array_elements(n.part -> kind) i
$$;

create table credential (
    agency_id integer not null, staff_id integer not null, password_hash text not null, changed_at timestamptz not null default now(),
    must_change boolean not null default false,
    primary key (agency_id, staff_id), foreign key (agency_id, staff_id) references staff
);
-- Failed log-ins by name and by address, kept for a short time, so that throttling holds across daemons. Names that do not
-- exist are counted like others. subject: 'name ' or 'address ' and the SHA-256 of it in hex.
create table login_failure (
    subject text primary key, failures integer not null, locked_until timestamptz not null, last_at timestamptz not null default now()
);
create table session (
    agency_id integer not null, token_hash bytea not null, staff_id integer not null, created_at timestamptz not null default now(),
    used_at timestamptz not null default now(), expires_at timestamptz not null, revoked_at timestamptz, client text not null default '',
    primary key (agency_id, token_hash), unique (token_hash), foreign key (agency_id, staff_id) references staff
);
create index session_staff on session (agency_id, staff_id);
