-- What became of a try. $1 agency, $2 id, $3 state (1: to be tried again), $4 milliseconds until the next try, $5 what went wrong
-- (null: nothing) -> (nothing)
update outbox set
    state = $3::smallint, claimed_until = null, claimed_by = null, last_error = $5::text,
    next_try_at = case when $3 = 1 then now() + $4::bigint * interval '1 millisecond' else next_try_at end,
    ended_at = case when $3 = 1 then null else now() end
where agency_id = $1::integer and id = $2::bigint and state = 1
