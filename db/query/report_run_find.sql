-- Where a run belongs. $1 agencies integer[], $2 id -> agency, report's code, state, whether it is frozen, the run whose figures it found; no row: none
select agency_id, code, state, frozen_at is not null, same_as from report_run where agency_id = any ($1::integer[]) and id = $2::bigint
