-- The queues of an agency as they stood at the end of a day; the key lets each day be recorded once
-- $1 agency, $2 ord[], then an array a column, in this order
insert into queue_day (
    agency_id, day, queue_id, office_id, capacity_minutes, backlog_minutes, backlog_cases
)
select
    $1::integer, day, queue_id, office_id, capacity_minutes, backlog_minutes, backlog_cases
from (
    select
        unnest($2::integer[]) as ord, unnest($3::date[]) as day, unnest($4::integer[]) as queue_id,
        unnest($5::integer[]) as office_id, unnest($6::integer[]) as capacity_minutes,
        unnest($7::bigint[]) as backlog_minutes, unnest($8::bigint[]) as backlog_cases
) r
where ord <> all ((select refused_commands())::integer[])
