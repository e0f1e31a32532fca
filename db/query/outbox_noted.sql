-- The delivery of a confirmation is noted on its case, or there is nothing to note. $1 agency, $2 id -> (nothing)
update outbox set confirms = false, claimed_until = null where agency_id = $1::integer and id = $2::bigint
