-- One run. $1 agencies integer[], $2 id, $3 agencies whose answers to surveys may be told integer[] -> its document, agency
select (case when b.agency_id = any ($3::integer[]) then b.brief else b.brief - 'changes' end)::text, b.agency_id
from report_run_brief b where b.agency_id = any ($1::integer[]) and b.id = $2::bigint
