-- Notes how far a pass has come with the complaints, and keeps the claim. $1 agency, $2 definition, $3 complaint come to -> nothing
update recompute r set claimed_until = now() + interval '10 seconds', at_complaint = $3::bigint
where r.agency_id = $1::integer and r.definition_id = $2::bigint
