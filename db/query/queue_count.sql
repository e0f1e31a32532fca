-- What waits in queues, of all agencies, by what decides who may see it: read from one index alone. $1 now, $2 what is due
-- before then is due soon -> queue, home agency, office, agency that works it, open, unassigned, overdue, due soon
select queue_id, agency_id, office_id, handling_agency_id, count(*), count(*) filter (where handler_id = 0),
    count(*) filter (where due_at <= $1::timestamptz),
    count(*) filter (where due_at > $1::timestamptz and due_at <= $2::timestamptz)
from kase where closed_at is null group by 1, 2, 3, 4
