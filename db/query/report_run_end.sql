-- A run ends. $1 agency, $2 id, $3 state, $4 what went wrong (null: nothing), $5 the run whose figures these are (null: none) -> (nothing)
update report_run set state = $3::smallint, error = $4::text, same_as = $5::bigint, ended_at = now(), claimed_until = null,
    percent = case when $3::smallint in (3, 4) then 100 else percent end
where agency_id = $1::integer and id = $2::bigint and state = 2
