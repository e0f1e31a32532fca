-- → staff_id integer, open_cases bigint, minutes bigint, last_assigned_at_us bigint: the work in hand of everyone who has some, by staff_id
-- Minutes are those expected that were not worked yet, and never less than a tenth: a case that took longer is still work.
select staff_id, sum(cases)::bigint as open_cases, sum(minutes)::bigint as minutes,
       (extract(epoch from max(last_at)) * 1000000)::bigint as last_assigned_at_us
from (
    select handler_id as staff_id, count(*) as cases, max(last_open_at) as last_at,
           sum(minutes_left(expected_minutes, worked_minutes)) as minutes
    from kase
    where closed_at is null and handler_id <> 0
    group by handler_id
    union all
    select assignee_id, 0, max(opened_at), sum(expected_minutes)
    from task
    where state = 1 and assignee_id <> 0
    group by assignee_id
) as work
group by staff_id
order by staff_id
