-- Marks notices seen. $1 agency, $2 staff, $3 the newest one -> how many
with seen as (
    update notice set seen_at = now()
    where agency_id = $1::integer and staff_id = $2::integer and id <= $3::bigint and seen_at is null
    returning 1
)
select count(*) from seen
