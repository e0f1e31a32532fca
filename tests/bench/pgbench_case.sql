-- One logged case as one transaction of one client: the same rows as tests/bench/batch.c, the counters moved at once.
--   pgbench -n -M prepared -c 8 -j 2 -T 10 -D base=… -D n=0 -f tests/bench/pgbench_case.sql DATABASE
-- base: an id above all others, for example 1000 * nextval('id_block') after a jump of the sequence
\set n :n + 1
\set id :base + (:client_id * 1000000 + :n) * 3
\set office random(1, 3)
\set service random(1, 20)
\set channel random(1, 4)
\set staff random(1, 200)
\set queue random(1, 10)
\set days random(1, 10)
\set wait random(1, 40)
begin;
insert into idempotency (agency_id, staff_id, key, request, status, answer)
values (1, :staff, int8send(:id::bigint) || int8send(0), int8send(0) || int8send(0), 201, '{}');
insert into kase values (1, :id, 1, :staff, now(), now(), now(), now() + :days::integer * interval '1 day', null, null, :office, :service, 1, 0, :staff, 1,
    :staff, :queue, 30, 0, 1, 0, 1, 0, 0, :channel, 0, 0, false, false, array[:office::integer]::integer[], upper(to_hex(:id::bigint)), 'open', null, null, null,
    'a street lamp is out, number ' || :n::text, null, int8send(:id::bigint) || int8send(0),
    int8send(:id::bigint) || int8send(0) || int8send(0) || int8send(0));
insert into case_event values (1, :id, 1, 1, now(), :staff, :office, :service, 0, :channel, default,
    '{"reference":"' || upper(to_hex(:id::bigint)) || '","process-id":1,"received-at":1795298400000000,"queue-id":' || :queue::text
    || ',"case-manager-id":' || :staff::text || ',"route":"least-load","state":"open","front-desk":1,"contact-id":' || (:id::bigint + 1)::text
    || ',"purpose":2,"clock-id":' || (:id::bigint + 2)::text || ',"expected-minutes":30,"digest":"0000000000000000000000000000000000000000000000000000000000000001"}',
    int8send(:id::bigint) || int8send(0) || int8send(0) || int8send(0));
insert into contact values (1, :id::bigint + 1, now(), :id, null, :office, :service, 0, :staff, :channel, 1, 2, 1, 120, 300, null);
insert into clock values (1, :id, :id::bigint + 2, 1, 1, 1, now(), now(), 0, 0, now() + :days::integer * interval '1 day', 0, now() + interval '1 day', 0, 0, null);
insert into counter_total as c values
    (1, current_date, 1, :office, :service, :channel, 0, 0, 1), (1, current_date, 2, :office, :service, :channel, 0, 0, 1),
    (1, current_date, 3, :office, :service, :channel, 0, 0, 1), (1, current_date, 4, :office, :service, :channel, 0, 0, 1),
    (1, current_date, 5, :office, :service, :channel, 0, 0, 1), (1, current_date, 6, :office, :service, :channel, 0, 0, 1),
    (1, current_date, 7, :office, :service, :channel, 0, :wait, 1)
on conflict (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket) do update set value = c.value + excluded.value;
commit;
