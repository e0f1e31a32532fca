-- Maturity: frameworks in their versions, what each day was judged, and where an agency wants to be.

-- The rules of an agency. A version is in force from its day until a later one is; versions stay.
create table framework (
    agency_id integer not null references agency, code text not null, version integer not null,
    document text not null, -- as it was sent (config/framework.h)
    in_force_from date not null, applied_by integer not null, applied_at timestamptz not null default now(),
    primary key (agency_id, code, version)
);

-- One a day, agency and framework, of a day that is over: levels, and the figure of every condition. The row is claimed first
-- (document null) by the daemon that judges the day.
create table maturity_snapshot (
    agency_id integer not null, framework text not null, day date not null,
    claimed_until timestamptz not null,
    version integer,    -- of the rules that judged
    made_at timestamptz,
    document jsonb,     -- {"components":[…],"elements":[…]}, see daemon/maturity_json.h
    primary key (agency_id, framework, day)
);
-- A snapshot is kept as it was made: neither a new version of the rules nor anybody's hand changes it.
create function snapshot_stays() returns trigger language plpgsql as $$
begin
    if old.document is not null then
        raise exception 'a snapshot of maturity is never rewritten';
    end if;
    return new;
end $$;
create trigger snapshot_stays before update or delete on maturity_snapshot for each row execute function snapshot_stays();

create table maturity_target (
    agency_id integer not null, framework text not null, element text not null,
    level text not null, by_day date not null,
    set_by integer not null, set_at timestamptz not null default now(),
    primary key (agency_id, framework, element)
);

call wall('framework');
call wall('maturity_snapshot');
call wall('maturity_target');
grant insert on framework to onestop_write;
grant insert, update on maturity_snapshot to onestop_write;
grant insert, update, delete on maturity_target to onestop_write;

-- The version in force on a day: of those that are, the one that was applied last. Null: none is.
create function framework_version(of_agency integer, of_code text, day date) returns integer language sql stable parallel safe as $$
    select max(f.version) from framework f where f.agency_id = of_agency and f.code = of_code and f.in_force_from <= day $$;

-- The end of a local day of an agency, exclusive; of today, now.
create function day_end(of_agency integer, day date) returns timestamptz language sql stable parallel safe as $$
    select least((day + 1)::timestamp at time zone a.time_zone, now()) from agency a where a.id = of_agency $$;
-- Its beginning.
create function day_begin(of_agency integer, day date) returns timestamptz language sql stable parallel safe as $$
    select day::timestamp at time zone a.time_zone from agency a where a.id = of_agency $$;
-- A day as the daemon counts it: since 1970-01-01.
create function day_number(at timestamptz, of_agency integer) returns integer language sql stable parallel safe as $$
    select (at at time zone a.time_zone)::date - date '1970-01-01' from agency a where a.id = of_agency $$;
