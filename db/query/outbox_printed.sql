-- A letter has been printed. $1 agency, $2 id, $3 by whom -> 1, or 0 when it is no letter
with printed as (
    update outbox set state = 5, ended_at = coalesce(ended_at, now()), ended_by = coalesce(ended_by, $3::integer)
    where agency_id = $1::integer and id = $2::bigint and kind = 2 and state in (1, 5)
    returning 1
)
select count(*) from printed
