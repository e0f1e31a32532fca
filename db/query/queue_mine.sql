-- What the caller works on. $1 the caller, $2 now, $3 what is due before then is due soon
-- -> open, overdue, due soon, tasks, notices not seen
select open, overdue, due_soon, (select count(*) from task where assignee_id = $1::integer and assignee_id <> 0 and state = 1),
    (select count(*) from notice where staff_id = $1::integer and seen_at is null)
from (
    select count(*) as open, count(*) filter (where due_at <= $2::timestamptz) as overdue,
        count(*) filter (where due_at > $2::timestamptz and due_at <= $3::timestamptz) as due_soon
    from kase where handler_id = $1::integer and handler_id <> 0 and closed_at is null
) as mine
