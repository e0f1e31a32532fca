-- Open tasks of queues, those that the caller may see. $1 queues whose tasks are all for the caller to see integer[], $2 queues
-- whose tasks the caller may take integer[], $3 the caller -> queue, tasks
select queue_id, count(*) from task
where state = 1 and (queue_id = any ($1::integer[]) or assignee_id = $3::integer
    or (assignee_id = 0 and queue_id = any ($2::integer[])))
group by queue_id
