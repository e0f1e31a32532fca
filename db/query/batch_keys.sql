-- The idempotency records of a batch. It comes after batch_guard, so that it sees what was committed while that waited for
-- its locks: of two that were sent with one key, the later gets the first one's answer, whatever else stands against it
-- $1 agency, $2 ord[], then an array a column, in this order → ord[] whose key is used, reason[] (BATCH_KEY_USED), -; no
-- row: none
with asked as materialized (
    select
        unnest($2::integer[]) as ord, unnest($3::integer[]) as staff_id, unnest($4::bytea[]) as key,
        unnest($5::bytea[]) as request, unnest($6::smallint[]) as status, unnest($7::text[]) as answer,
        unnest($8::bigint[]) as about
),
kept as (
    insert into idempotency (agency_id, staff_id, key, request, status, answer, about)
    select $1::integer, staff_id, key, request, status, answer, about
    from asked
    where ord <> all ((select refused_commands())::integer[])
    order by staff_id, key
    on conflict do nothing
    returning staff_id, key
),
used as (
    select ord from asked a
    where (select count(*) from kept) <> (select count(*) from asked) -- else there is nothing to look for
        and not exists (select from kept where kept.staff_id = a.staff_id and kept.key = a.key)
        and (
            ord <> all ((select refused_commands())::integer[])
            or exists (
                select from idempotency i
                where i.agency_id = $1::integer and i.staff_id = a.staff_id and i.key = a.key
            )
        )
)
select
    array_agg(ord order by ord), array_agg(2 order by ord), -- BATCH_KEY_USED
    set_config('onestop.refused', (refused_commands() || array_agg(ord))::text, true)
from used
having count(*) > 0
