-- Takes a run off the public page. $1 agency, $2 run, $3 by whom -> how many
with withdrawn as (
    update publication set withdrawn_at = now(), withdrawn_by = $3::integer
    where agency_id = $1::integer and run_id = $2::bigint and withdrawn_at is null
    returning 1
)
select count(*) from withdrawn
