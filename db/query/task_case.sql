-- The case of a task. $1 agencies integer[], $2 task id -> case id
select case_id from task where agency_id = any ($1::integer[]) and id = $2::bigint
