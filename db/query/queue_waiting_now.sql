-- What waits in a queue now, cases and tasks. $1 queue -> due, on the hour, in microseconds (null: no time is promised), how many, minutes
select (extract(epoch from date_trunc('hour', due_at)) * 1000000)::bigint, count(*), sum(minutes)::bigint
from (
    select nullif(due_at, 'infinity') as due_at, minutes_left(expected_minutes, worked_minutes) as minutes
    from kase where queue_id = $1::integer and closed_at is null
    union all
    select null, expected_minutes from task where queue_id = $1::integer and state = 1
) waiting
group by 1 order by 1
