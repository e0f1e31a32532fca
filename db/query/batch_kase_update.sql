-- The changed cases of a batch; batch_guard has locked them
-- $1 agency, $2 ord[], then an array a column, in this order
update kase k set
    version = r.version, last_open_at = r.last_open_at, due_at = r.due_at, closed_at = r.closed_at,
    customer_id = r.customer_id, case_manager_id = r.case_manager_id, handling_agency_id = r.handling_agency_id,
    handler_id = r.handler_id, queue_id = r.queue_id, worked_minutes = r.worked_minutes, contacts = r.contacts,
    handovers = r.handovers, managers = r.managers, open_tasks = r.open_tasks, reopenings = r.reopenings,
    pause_reason = r.pause_reason, worst_rung = r.worst_rung, contacted_out = r.contacted_out,
    expert_contact = r.expert_contact, contact_offices = r.contact_offices::integer[], state = r.state,
    outcome = r.outcome, hash = r.hash, right_standard_id = r.right_standard_id, marks = r.marks, queue_minutes = r.queue_minutes
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::integer[]) as version,
        unnest($5::timestamptz[]) as last_open_at, unnest($6::timestamptz[]) as due_at,
        unnest($7::timestamptz[]) as closed_at, unnest($8::bigint[]) as customer_id,
        unnest($9::integer[]) as case_manager_id, unnest($10::integer[]) as handling_agency_id,
        unnest($11::integer[]) as handler_id, unnest($12::integer[]) as queue_id,
        unnest($13::integer[]) as worked_minutes, unnest($14::integer[]) as contacts,
        unnest($15::integer[]) as handovers, unnest($16::integer[]) as managers,
        unnest($17::integer[]) as open_tasks, unnest($18::integer[]) as reopenings,
        unnest($19::smallint[]) as pause_reason, unnest($20::smallint[]) as worst_rung,
        unnest($21::boolean[]) as contacted_out, unnest($22::boolean[]) as expert_contact,
        unnest($23::text[]) as contact_offices, unnest($24::text[]) as state, unnest($25::text[]) as outcome,
        unnest($26::bytea[]) as hash, unnest($27::integer[]) as right_standard_id,
        unnest($28::smallint[]) as marks, unnest($29::integer[]) as queue_minutes
) r
where k.agency_id = $1::integer and k.id = r.id and ord <> all ((select refused_commands())::integer[])
