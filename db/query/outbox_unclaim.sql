-- Gives back what a courier had in hand that has ended: the next one with its number starts with this. $1 the courier -> (nothing)
update outbox set claimed_until = null, claimed_by = null
where claimed_by = $1::bigint and claimed_until is not null and state = 1
