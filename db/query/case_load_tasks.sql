-- Open tasks of cases. $1 agencies integer[], $2 case ids bigint[] -> one row a task, in the order of load.c
select t.case_id, t.id, t.kind, t.state, t.queue_id, t.assignee_id, t.opened_by, t.question,
    (extract(epoch from t.opened_at) * 1000000)::bigint, t.expected_minutes, encode(t.salt, 'hex')
from kase k join task t on t.agency_id = k.agency_id and t.case_id = k.id
where k.agency_id = any ($1::integer[]) and k.id = any ($2::bigint[]) and k.open_tasks > 0 and t.state = 1
order by t.case_id, t.id
