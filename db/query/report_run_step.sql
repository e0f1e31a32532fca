-- How far a run has come; its claim goes on. $1 agency, $2 id, $3 percent, $4 what it is doing (enum report_step) -> whether it was cancelled boolean
update report_run set percent = $3::smallint, doing = $4::smallint, claimed_until = now() + interval '2 minutes'
where agency_id = $1::integer and id = $2::bigint and state = 2
returning cancelled_by is not null and frozen_at is null
