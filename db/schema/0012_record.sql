-- Records: what has events of its own and is no case (workflow/record.h). Ids are of the sequence of cases' ids; a record's
-- events are in case_event, its clocks in clock, under its id. Each kind has a table of its own beside it.
create table record (
    agency_id integer not null references agency, id bigint not null, kind smallint not null, version integer not null,
    office_id integer not null, service_id integer not null, segment_id integer not null, channel smallint not null,
    hash bytea not null, -- of its last event
    primary key (agency_id, id)
);

-- The second wall of a table whose rows belong to agencies: as in 0004_walls.sql, for what came later.
create procedure wall(t text) language plpgsql as $$
begin
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy write_all on %I to onestop_write using (true) with check (true)', t);
    execute format('create policy owner_all on %I to current_user using (true) with check (true)', t);
    execute format('create policy read_own on %I for select to onestop_read'
        || ' using (agency_id = any ((select seen_agencies())::integer[]))', t);
    execute format('grant select on %I to onestop_read, onestop_write', t);
end $$;
revoke execute on procedure wall from public;

call wall('record');
grant insert, update on record to onestop_write;
