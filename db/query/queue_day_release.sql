-- A day of an agency is recorded, or it is tried again: the next one may claim. $1 agency
update queue_day_turn set claimed_until = null where agency_id = $1::integer
