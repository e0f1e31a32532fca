-- Every recorded end of a day of agencies, and the one before it. $1 agencies integer[] -> see audit.c
select agency_id, queue_id, office_id, day - date '1970-01-01', coalesce(capacity_minutes, -1), backlog_minutes, backlog_cases,
    coalesce(lag(backlog_minutes) over before, 0), coalesce(lag(backlog_cases) over before, 0)
from queue_day where agency_id = any ($1::integer[])
window before as (partition by agency_id, queue_id order by day)
