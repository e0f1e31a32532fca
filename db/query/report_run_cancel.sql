-- Cancels a run that is not done: at once when nobody is at it, else at its next step. $1 agency, $2 id, $3 by whom -> how many
with cancelled as (
    update report_run set cancelled_by = $3::integer, state = case when state = 1 then 5 else state end,
        ended_at = case when state = 1 then now() end
    where agency_id = $1::integer and id = $2::bigint and state in (1, 2) and frozen_at is null
    returning 1
)
select count(*) from cancelled
