-- The second wall: what each role may do at all, and which rows the read role sees.
grant usage on schema public to onestop_write, onestop_read, onestop_courier;
grant select on all tables in schema public to onestop_write;
grant usage on sequence id_block to onestop_write;
grant insert on desk_definition to onestop_write;
grant insert, update on agency, office, queue, skill, segment, service, calendar, process, standard, staff to onestop_write;
grant insert, update, delete on absence to onestop_write;
grant insert, update on credential, session to onestop_write;
grant insert, update, delete on login_failure to onestop_write;
grant delete on session to onestop_write;
grant insert, update on customer to onestop_write;
grant insert, update, delete on customer_identifier to onestop_write;
grant insert, update on kase, clock, task, counter_total, notice to onestop_write;
grant insert, delete, update on counter_journal to onestop_write; -- update: only to lock
grant insert on case_event, clock_interval, clock_rung, note to onestop_write;
grant insert, update on case_link to onestop_write;
grant insert, update (customer_id) on contact to onestop_write;
grant insert, delete on idempotency to onestop_write;
grant delete on notice to onestop_write;

-- The read role sees the rows of the agencies that the daemon names in the transaction (onestop.agencies, '{1,2}'), and of
-- cases that were handed over to them. It never sees credentials, sessions or idempotency records.
grant select on agency, office, queue, skill, segment, service, calendar, process, standard, staff, absence, desk_definition,
    customer, customer_identifier, kase, case_event, contact, task, clock, clock_interval, clock_rung, note, case_link, notice, counter,
    counter_total, counter_journal
    to onestop_read;

create function seen_agencies() returns integer[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('onestop.agencies', true), ''), '{}')::integer[] $$;

do $$
declare t text;
begin
    foreach t in array array['customer', 'customer_identifier', 'kase', 'case_event', 'contact', 'task', 'clock', 'clock_interval',
                             'clock_rung', 'note', 'case_link', 'notice', 'counter_total', 'counter_journal'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy write_all on %I to onestop_write using (true) with check (true)', t);
        execute format('create policy owner_all on %I to current_user using (true) with check (true)', t);
        execute format('create policy read_own on %I for select to onestop_read using (agency_id = any ((select seen_agencies())::integer[]))', t);
    end loop;
    -- What hangs on a case that was handed over: seen when the case is.
    create policy read_handed_over on kase for select to onestop_read
        using (handling_agency_id = any ((select seen_agencies())::integer[]));
    foreach t in array array['case_event', 'contact', 'task', 'clock_rung', 'note', 'case_link'] loop
        execute format('create policy read_handed_over on %1$I for select to onestop_read using (exists (select from kase k '
            || 'where k.agency_id = %1$I.agency_id and k.id = %1$I.case_id and k.handling_agency_id <> k.agency_id))', t);
    end loop;
    create policy read_handed_over on clock for select to onestop_read using (exists (select from kase k
        where k.agency_id = clock.agency_id and k.id = clock.owner_id and k.handling_agency_id <> k.agency_id));
    create policy read_handed_over on clock_interval for select to onestop_read using (exists (select from clock c
        where c.agency_id = clock_interval.agency_id and c.id = clock_interval.clock_id));
end $$;
