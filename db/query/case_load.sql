-- Cases for commands. $1 agencies integer[], $2 ids bigint[] -> one row a case, in the order of load.c
select id, agency_id, version, encode(hash, 'hex'), office_id, service_id, process_id, segment_id, customer_id, channel,
    (extract(epoch from received_at) * 1000000)::bigint, (extract(epoch from opened_at) * 1000000)::bigint, opened_by, state,
    case_manager_id, handling_agency_id, handler_id, queue_id, pause_reason,
    case when isfinite(due_at) then (extract(epoch from due_at) * 1000000)::bigint end,
    (extract(epoch from closed_at) * 1000000)::bigint, outcome, (extract(epoch from last_open_at) * 1000000)::bigint,
    contacts, handovers, open_tasks, reopenings, worked_minutes, managers, worst_rung, expected_minutes, contact_offices,
    contacted_out, expert_contact, source, external_id, subject, details, encode(salt, 'hex'), reference, right_standard_id,
    marks, queue_minutes
from kase where agency_id = any ($1::integer[]) and id = any ($2::bigint[])
