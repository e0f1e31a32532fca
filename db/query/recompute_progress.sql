-- Notes, in the same transaction, how far a pass has come and what recompute_write has written. Pages end in any order. $1 agency,
-- $2 definition, $3 owner and $4 clock come to, $5 how many should have been written -> nothing
update recompute r set claimed_until = now() + interval '10 seconds', pass_moved = r.pass_moved + $5::integer,
    at_owner = case when (r.at_owner, r.at_clock) < ($3::bigint, $4::bigint) then $3::bigint else r.at_owner end,
    at_clock = case when (r.at_owner, r.at_clock) < ($3::bigint, $4::bigint) then $4::bigint else r.at_clock end,
    moved = r.moved + split_part(current_setting('onestop.recomputed'), ',', 1)::integer,
    late = r.late + split_part(current_setting('onestop.recomputed'), ',', 2)::integer
where r.agency_id = $1::integer and r.definition_id = $2::bigint
