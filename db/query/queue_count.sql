-- What waits in queues, of all agencies, by what decides who may see it. $1 now, $2 what is due before then is due soon
-- -> queue, home agency, office, agency that works it, open, unassigned, overdue, due soon
-- Days that are over are summed; only what is due between the start of today and $2 is counted, in the index alone.
with total as materialized (
    select queue_id, agency_id, office_id, handling_agency_id, sum(open)::bigint as open, sum(unassigned)::bigint as unassigned,
        coalesce(sum(open) filter (where due_day < due_day($1::timestamptz)), 0)::bigint as overdue
    from waiting where handler_id = 0 group by 1, 2, 3, 4
), near as materialized (
    select k.queue_id, k.agency_id, k.office_id, k.handling_agency_id, count(*) filter (where k.due_at <= $1::timestamptz) as overdue,
        count(*) filter (where k.due_at > $1::timestamptz) as due_soon
    from (select distinct queue_id from total) of_queue cross join lateral (
        select queue_id, agency_id, office_id, handling_agency_id, due_at from kase
        where queue_id = of_queue.queue_id and closed_at is null
          and due_at >= due_day($1::timestamptz)::timestamp at time zone 'UTC' and due_at <= $2::timestamptz
        offset 0) k
    group by 1, 2, 3, 4
)
select queue_id, agency_id, office_id, handling_agency_id, t.open, t.unassigned, t.overdue + coalesce(n.overdue, 0), coalesce(n.due_soon, 0)
from total t left join near n using (queue_id, agency_id, office_id, handling_agency_id)
where t.open <> 0
