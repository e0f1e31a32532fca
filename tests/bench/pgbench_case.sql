-- One logged case as one transaction of one client: the rows that the daemon writes for POST /api/v1/cases, as wide as
-- those, one statement a table, the counters moved at once.
--   pgbench -n -M prepared -c 8 -j 2 -T 10 -D base=… -D customers=… -D n=0 -f tests/bench/pgbench_case.sql DATABASE
-- base: an id above all others, for example 1000 * nextval('id_block') after a jump of the sequence
-- customers: ids 1 to this one exist in agency 1
\set n :n + 1
\set id :base + (:client_id * 1000000 + :n) * 3
\set office random(1, 2)
\set service random(1, 8)
\set channel random(1, 2)
\set staff random(1, 20)
\set queue random(1, 5)
\set days random(1, 10)
\set wait random(1, 200)
\set duration random(1, 200)
\set customer random(1, :customers)
begin;
select c.id, c.agency_id, c.segment_id, c.language,
    (select k.case_manager_id from kase k where k.agency_id = c.agency_id and k.customer_id = c.id and k.case_manager_id <> 0
     order by k.id desc limit 1)
from customer c where c.agency_id = 1 and c.id = :customer and c.merged_into is null;
insert into idempotency (agency_id, staff_id, key, request, status, answer)
values (1, :staff, int8send(:id::bigint) || int8send(0), int8send(0) || int8send(0), 201,
    '{"etag":1,"location":"/api/v1/cases/' || lpad(:id::text, 9, '0') || '","body":{"reference":"' || lpad(:id::text, 9, '0')
    || '","version":1,"status":"open","state":"new","outcome": null,"subject":"The street lamp in front of the house is out, number '
    || :n::text || '","customer":' || :customer::text || ',"agency":"city","service":"s' || :service::text
    || '","service_name":"Permit","office":"hall' || :office::text
    || '","channel":"phone","segment": null,"queue":"q2","handling_agency":"city","case_manager":{"user_name":"city.cm11","name":"Manager 11"},'
    || '"handler":{"user_name":"city.cm11","name":"Manager 11"},"received_at":"2026-11-21T22:34:45.152955Z","opened_at":"2026-11-21T22:34:45.152955Z",'
    || '"due_at":"2026-12-06T22:34:45.152955Z","closed_at": null,"paused": null,"rung":0,"expected_minutes":20,"worked_minutes":0,"open_tasks":0,'
    || '"reopenings":0,"external_id": null}}');
insert into kase values (1, :id, 1, :staff, now(), now(), now(), now() + :days::integer * interval '1 day', null, :customer, :office, :service, 1, 0,
    :staff, 1, :staff, :queue, 20, 0, 1, 0, 1, 0, 0, :channel, 0, 0, false, false, array[:office::integer]::integer[], lpad(:id::text, 9, '0'), 'new', null,
    null, null, 'The street lamp in front of the house is out, number ' || :n::text,
    'The lamp has been out since Monday evening; the neighbours have seen sparks from the cable when it rains. '
    || 'Please call before coming, the gate is locked in the morning. Ticket of the previous visit: ' || :id::text || '.',
    int8send(:id::bigint) || int8send(0), int8send(:id::bigint) || int8send(0) || int8send(0) || int8send(0));
insert into case_event values (1, :id, 1, 1, now(), :staff, :office, :service, 0, :channel, default,
    '{"reference":"' || lpad(:id::text, 9, '0') || '","process-id":1,"customer-id":' || :customer::text || ',"received-at":1795298400000000,"queue-id":'
    || :queue::text || ',"case-manager-id":' || :staff::text || ',"route":"least-load: 20 of 20 able, 340 of 2400 minutes","state":"new","front-desk":1,"contact-id":'
    || (:id::bigint + 1)::text || ',"direction":1,"purpose":2,"cause":1,"contact-office-id":1,"clock-kind":1,"clock-id":' || (:id::bigint + 2)::text
    || ',"standard-id":1,"due-at":1796596485152955,"expected-minutes":20,"digest":"6ab6c0a27efbf111ee00a983bd86332d2c1bf970e522853b8a732bc686c67a7c"}',
    int8send(:id::bigint) || int8send(0) || int8send(0) || int8send(0));
insert into contact values (1, :id::bigint + 1, now(), :id, null, :office, :service, 0, :staff, :channel, 1, 2, 1, :wait, :duration, null);
insert into clock values (1, :id, :id::bigint + 2, 1, 1, 1, now(), now(), 0, 0, now() + :days::integer * interval '1 day', 0, now() + interval '1 day', 0, 0, null);
insert into counter_total as c values
    (1, current_date, 1, :office, :service, :channel, 0, 0, 1), (1, current_date, 12, :office, :service, :channel, 0, 0, 1),
    (1, current_date, 13, :office, :service, :channel, 0, 0, 1), (1, current_date, 17, :office, :service, :channel, 0, 0, 1),
    (1, current_date, 22, :office, :service, :channel, 0, 0, 20), (1, current_date, 28, :office, :service, :channel, 0, :wait, 1),
    (1, current_date, 29, :office, :service, :channel, 0, :duration, 1)
on conflict (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket) do update set value = c.value + excluded.value;
commit;
