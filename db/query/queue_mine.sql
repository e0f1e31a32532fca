-- What the caller works on. $1 the caller, $2 now, $3 what is due before then is due soon
-- -> open, overdue, due soon, tasks, notices not seen. Days that are over are summed, as in queue_count.
select total.open, total.overdue + near.overdue, near.due_soon,
    (select count(*) from task where assignee_id = $1::integer and assignee_id <> 0 and state = 1),
    (select count(*) from notice where staff_id = $1::integer and seen_at is null)
from (
    select coalesce(sum(open), 0)::bigint as open,
        coalesce(sum(open) filter (where due_day < due_day($2::timestamptz)), 0)::bigint as overdue
    from waiting where handler_id = $1::integer and handler_id <> 0
) total, (
    select count(*) filter (where due_at <= $2::timestamptz) as overdue, count(*) filter (where due_at > $2::timestamptz) as due_soon
    from kase
    where handler_id = $1::integer and handler_id <> 0 and closed_at is null
      and due_at >= due_day($2::timestamptz)::timestamp at time zone 'UTC' and due_at <= $3::timestamptz
) near
