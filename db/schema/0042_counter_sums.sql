-- Sums of counters by month, so that figures of a year need not read a row a case. They are made in the background (db/sums.h), a month and
-- metric at a time, and count only as long as nothing has changed since: whoever writes counter_total moves counter_changed in the same
-- transaction, by the triggers below. Readers take what is unchanged from counter_sum and everything else from counter_total and
-- counter_journal (db/query/measure_rows.sql), so that figures are exact at any moment.
create table counter_changed (
    agency_id integer not null, metric smallint not null, month date not null, -- its first day
    change bigint not null, changed_at timestamptz not null,
    primary key (agency_id, metric, month)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- The change that sums were made at, or before a later one; by which transaction.
create table counter_summed (
    agency_id integer not null, metric smallint not null, month date not null,
    change bigint not null, claim xid8 not null,
    primary key (agency_id, metric, month)
) with (fillfactor = 50);
-- For each set of slices its sums, packed as workflow/sum.h has it.
create table counter_sum (
    agency_id integer not null, metric smallint not null, slices smallint not null, month date not null, packed bytea not null,
    primary key (agency_id, metric, slices, month)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
alter table counter_sum alter column packed set storage external; -- it would not get smaller

create function counter_bump() returns trigger language plpgsql as $$
begin
    insert into counter_changed as c (agency_id, metric, month, change, changed_at)
    select agency_id, metric, date_trunc('month', day)::date, 1, now() from moved group by 1, 2, 3 order by 1, 2, 3
    on conflict (agency_id, metric, month) do update set change = c.change + 1, changed_at = now();
    return null;
end $$;
create trigger counter_come after insert on counter_total referencing new table as moved
    for each statement execute function counter_bump();
create trigger counter_change after update on counter_total referencing new table as moved
    for each statement execute function counter_bump();
create trigger counter_go after delete on counter_total referencing old table as moved
    for each statement execute function counter_bump();
insert into counter_changed (agency_id, metric, month, change, changed_at)
select distinct agency_id, metric, date_trunc('month', day)::date, 1, now() from counter_total;

-- What has been written and not been folded yet.
create view counter_moving with (security_invoker = true) as
    select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value
    from (
        select agency_id, refused, unnest(ord) as ord, unnest(day) as day, unnest(metric) as metric, unnest(office_id) as office_id,
            unnest(service_id) as service_id, unnest(channel) as channel, unnest(segment_id) as segment_id,
            unnest(bucket) as bucket, unnest(value) as value
        from counter_journal
    ) moves
    where ord <> all (refused);
create or replace view counter with (security_invoker = true) as
    select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value from counter_total
    union all
    select agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value from counter_moving;

grant select on counter_changed, counter_summed, counter_sum, counter_moving to onestop_write, onestop_read;
grant insert, update on counter_changed, counter_summed to onestop_write;
grant insert, delete on counter_sum to onestop_write;
do $$
declare t text;
begin
    foreach t in array array['counter_changed', 'counter_summed', 'counter_sum'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy write_all on %I to onestop_write using (true) with check (true)', t);
        execute format('create policy owner_all on %I to current_user using (true) with check (true)', t);
        execute format('create policy read_own on %I for select to onestop_read using (agency_id = any ((select seen_agencies())::integer[]))', t);
    end loop;
end $$;
