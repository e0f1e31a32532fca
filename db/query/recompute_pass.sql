-- Ends a pass. It was the last one when it moved nothing and nobody worked by the definition before when it began: ten seconds after the
-- change. $1 agency, $2 definition -> whether it is done, clocks moved, late
update recompute r set
    done_at = case when r.pass_moved = 0 and r.pass_began >= r.created_at + interval '10 seconds' then now() end,
    not_before = greatest(now(), r.created_at + interval '10 seconds'),
    pass_began = null, pass_moved = 0, at_owner = 0, at_clock = 0, at_complaint = 0, claimed_until = null
where r.agency_id = $1::integer and r.definition_id = $2::bigint
returning r.done_at is not null, r.moved, r.late
