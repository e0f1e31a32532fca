-- Whose complaint it is after a merge, in which queue it counts, and what follows a customer into another record.

-- The queue of the stage it is at, whoever answers it; it waits there while nobody does.
update complaint c set queue_id = s.queue_id
from complaint_stage s
where c.state = 1 and s.agency_id = c.agency_id and s.id = c.id
  and s.seq = (select max(l.seq) from complaint_stage l where l.agency_id = c.agency_id and l.id = c.id);

create index complaint_customer on complaint (agency_id, customer_id) where customer_id <> 0;
create index feedback_customer on feedback (agency_id, customer_id) where customer_id is not null;
create index reply_customer on reply (agency_id, customer_id) where customer_id is not null;
grant update (customer_id) on reply to onestop_write;

create or replace view complaint_brief with (security_invoker = true) as
select c.agency_id, c.id, jsonb_build_object(
    'reference', r.reference, 'version', r.version, 'state', complaint_state_name(c.state), 'agency', a.code,
    'subject', c.subject, 'serious', c.serious, 'ladder', l.code,
    'stage', case when c.state = 1 or c.state = 2 then l.definition -> 'stages' -> s.stage ->> 'code' end,
    'office', (select o.code from office o where o.id = r.office_id limit 1), 'service', v.code, 'channel', channel_name(r.channel),
    'case', k.reference, 'customer', customer_now(c.agency_id, c.customer_id), 'answerer', person(c.answerer_id),
    'queue', case when c.answerer_id = 0 then (select q.code from queue q where q.id = c.queue_id limit 1) end,
    'received_at', instant(c.received_at), 'due_at', instant(c.due_at),
    'acknowledge_by', case when c.state = 1 and s.acknowledged_at is null then instant(s.acknowledge_due) end,
    'closed_at', instant(c.closed_at), 'outcome', complaint_outcome_name(s.outcome)) as brief
from complaint c
    join record r on r.agency_id = c.agency_id and r.id = c.id
    join agency a on a.id = c.agency_id
    join ladder l on l.agency_id = c.agency_id and l.id = c.ladder_id
    left join service v on v.agency_id = c.agency_id and v.id = r.service_id
    left join kase k on k.agency_id = c.agency_id and k.id = c.complained_case_id
    left join lateral (select * from complaint_stage t where t.agency_id = c.agency_id and t.id = c.id order by seq desc limit 1) s on true;
