-- A letter about a serious complaint has been printed. $1 agency, $2 complaint, $3 letter, $4 by whom -> 1, or 0 when there is none
with printed as (
    update outbox set state = 5, ended_at = coalesce(ended_at, now()), ended_by = coalesce(ended_by, $4::integer)
    where agency_id = $1::integer and id = $3::bigint and owner_id = $2::bigint and secret and kind = 2 and state in (1, 5)
    returning 1
)
select count(*) from printed
