-- The new cases of a batch
-- $1 agency, $2 ord[], then an array a column, in this order
insert into kase (
    agency_id, id, version, opened_by, received_at, opened_at, last_open_at, due_at, closed_at, customer_id,
    office_id, service_id, process_id, segment_id, case_manager_id, handling_agency_id, handler_id, queue_id,
    expected_minutes, worked_minutes, contacts, handovers, managers, open_tasks, reopenings, channel, pause_reason,
    worst_rung, contacted_out, expert_contact, contact_offices, reference, state, outcome, source, external_id,
    subject, details, salt, hash, right_standard_id, marks
)
select
    $1::integer, id, version, opened_by, received_at, opened_at, last_open_at, due_at, closed_at, customer_id,
    office_id, service_id, process_id, segment_id, case_manager_id, handling_agency_id, handler_id, queue_id,
    expected_minutes, worked_minutes, contacts, handovers, managers, open_tasks, reopenings, channel, pause_reason,
    worst_rung, contacted_out, expert_contact, contact_offices::integer[], reference, state, outcome, source,
    external_id, subject, details, salt, hash, right_standard_id, marks
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::integer[]) as version,
        unnest($5::integer[]) as opened_by, unnest($6::timestamptz[]) as received_at,
        unnest($7::timestamptz[]) as opened_at, unnest($8::timestamptz[]) as last_open_at,
        unnest($9::timestamptz[]) as due_at, unnest($10::timestamptz[]) as closed_at,
        unnest($11::bigint[]) as customer_id, unnest($12::integer[]) as office_id,
        unnest($13::integer[]) as service_id, unnest($14::integer[]) as process_id,
        unnest($15::integer[]) as segment_id, unnest($16::integer[]) as case_manager_id,
        unnest($17::integer[]) as handling_agency_id, unnest($18::integer[]) as handler_id,
        unnest($19::integer[]) as queue_id, unnest($20::integer[]) as expected_minutes,
        unnest($21::integer[]) as worked_minutes, unnest($22::integer[]) as contacts,
        unnest($23::integer[]) as handovers, unnest($24::integer[]) as managers,
        unnest($25::integer[]) as open_tasks, unnest($26::integer[]) as reopenings,
        unnest($27::smallint[]) as channel, unnest($28::smallint[]) as pause_reason,
        unnest($29::smallint[]) as worst_rung, unnest($30::boolean[]) as contacted_out,
        unnest($31::boolean[]) as expert_contact, unnest($32::text[]) as contact_offices,
        unnest($33::text[]) as reference, unnest($34::text[]) as state, unnest($35::text[]) as outcome,
        unnest($36::text[]) as source, unnest($37::text[]) as external_id, unnest($38::text[]) as subject,
        unnest($39::text[]) as details, unnest($40::bytea[]) as salt, unnest($41::bytea[]) as hash,
        unnest($42::integer[]) as right_standard_id, unnest($43::smallint[]) as marks
) r
where ord <> all ((select refused_commands())::integer[])
