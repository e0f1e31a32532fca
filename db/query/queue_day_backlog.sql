-- What waited in the queues of an agency at the end of a day, and at the end of the day recorded before. $1 agency, $2 the instant
-- -> queue, minutes, cases and tasks, minutes before, cases and tasks before
with before as materialized (
    select queue_id, backlog_minutes, backlog_cases from queue_day
    where agency_id = $1::integer and day = (select max(day) from queue_day where agency_id = $1::integer)
),
now as materialized (
    select queue_id, sum(minutes)::bigint as minutes, count(*) as cases
    from queue_waiting(array(select id from queue where agency_id = $1::integer), $2::timestamptz) group by queue_id
)
select queue_id, coalesce(n.minutes, 0), coalesce(n.cases, 0), coalesce(b.backlog_minutes, 0), coalesce(b.backlog_cases, 0)
from now n full join before b using (queue_id)
