-- How many open cases wait, by what decides who may count them: of queues (handler_id 0) and of who works on them (queue_id
-- and office_id 0). By the day (UTC) they are due, because overdue and due soon depend on the time: full days are summed
-- here, the rest of a day is counted in the index. Moves come from triggers, so whoever writes a case keeps them right. As
-- with counters, a batch appends a row of arrays to a journal and waits for nobody; a moment later moves are summed into
-- waiting_total (waiting_fold.sql).
create function due_day(due_at timestamptz) returns date language sql immutable parallel safe
    as $$ select (due_at at time zone 'UTC')::date $$;

create table waiting_journal (
    agency_id integer not null, handling_agency_id integer not null,
    queue_id integer[] not null, office_id integer[] not null, handler_id integer[] not null, due_day date[] not null,
    open bigint[] not null -- cases that came, or went if below 0
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
create table waiting_total (
    agency_id integer not null, handling_agency_id integer not null, queue_id integer not null, office_id integer not null,
    handler_id integer not null, due_day date not null, open bigint not null, unassigned bigint not null,
    primary key (handler_id, queue_id, agency_id, office_id, handling_agency_id, due_day)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- A case moves what waits in its queue, and what its handler has.
create view waiting_move with (security_invoker = true) as
    select m.agency_id, m.handling_agency_id, w.queue_id, w.office_id, w.handler_id, m.due_day, m.open, m.open * w.unassigned as unassigned
    from (
        select agency_id, handling_agency_id, unnest(queue_id) as queue_id, unnest(office_id) as office_id,
            unnest(handler_id) as handler_id, unnest(due_day) as due_day, unnest(open) as open
        from waiting_journal
    ) m cross join lateral (values (m.queue_id, m.office_id, 0, (m.handler_id = 0)::integer), (0, 0, m.handler_id, 0))
        as w (queue_id, office_id, handler_id, unassigned)
    where w.queue_id <> 0 or w.handler_id <> 0;
create view waiting with (security_invoker = true) as
    select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day, open, unassigned from waiting_total
    union all
    select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day, open, unassigned from waiting_move;

-- Of cases that came or went; the argument is 1 or -1.
create function waiting_come_or_go() returns trigger language plpgsql as $$
begin
    insert into waiting_journal (agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day, open)
    select agency_id, handling_agency_id, array_agg(queue_id), array_agg(office_id), array_agg(handler_id),
        array_agg(due_day(due_at)), array_agg(tg_argv[0]::bigint)
    from moved where closed_at is null group by agency_id, handling_agency_id;
    return null;
end $$;
create function waiting_change() returns trigger language plpgsql as $$
begin
    insert into waiting_journal (agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day, open)
    select agency_id, handling_agency_id, array_agg(queue_id), array_agg(office_id), array_agg(handler_id),
        array_agg(due_day), array_agg(open)
    from (
        select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day(due_at) as due_day, sum(open)::bigint as open
        from (
            select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_at, -1 as open from was where closed_at is null
            union all
            select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_at, 1 from became where closed_at is null
        ) moves
        group by 1, 2, 3, 4, 5, 6
        having sum(open) <> 0
    ) changes
    group by agency_id, handling_agency_id;
    return null;
end $$;
create trigger waiting_come after insert on kase referencing new table as moved
    for each statement execute function waiting_come_or_go('1');
create trigger waiting_go after delete on kase referencing old table as moved
    for each statement execute function waiting_come_or_go('-1');
create trigger waiting_change after update on kase referencing old table as was new table as became
    for each statement execute function waiting_change();

insert into waiting_journal (agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day, open)
select agency_id, handling_agency_id, array_agg(queue_id), array_agg(office_id), array_agg(handler_id), array_agg(due_day), array_agg(open)
from (
    select agency_id, handling_agency_id, queue_id, office_id, handler_id, due_day(due_at) as due_day, count(*) as open
    from kase where closed_at is null group by 1, 2, 3, 4, 5, 6
) found
group by agency_id, handling_agency_id;

grant select on waiting, waiting_move, waiting_journal, waiting_total to onestop_write, onestop_read;
grant insert, update, delete on waiting_journal, waiting_total to onestop_write;
do $$
declare t text;
begin
    foreach t in array array['waiting_journal', 'waiting_total'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy write_all on %I to onestop_write using (true) with check (true)', t);
        execute format('create policy owner_all on %I to current_user using (true) with check (true)', t);
        execute format('create policy read_own on %I for select to onestop_read using (agency_id = any ((select seen_agencies())::integer[]))', t);
        execute format('create policy read_handed_over on %I for select to onestop_read using (handling_agency_id = any ((select seen_agencies())::integer[]))', t);
    end loop;
end $$;

-- What of a person's work is due in the rest of a day is read from this index alone.
drop index kase_handler;
create index kase_handler on kase (handler_id, due_at, id) include (agency_id, handling_agency_id)
    where closed_at is null and handler_id <> 0;
