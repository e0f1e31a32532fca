-- What a batch has to say to customers and other systems; an occasion that was told before is not told again
-- $1 agency, $2 ord[], then an array a column, in this order
insert into outbox (
    agency_id, id, kind, owner_id, created_at, waiting_since, next_try_at, endpoint, language, address, subject, body, html,
    secret, customer_id, occasion, confirms
)
select
    $1::integer, id, kind, owner_id, at, at, at, endpoint, language, address, subject, body, html, secret, customer_id,
    occasion, confirms
from (
    select
        unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::smallint[]) as kind,
        unnest($5::bigint[]) as owner_id, unnest($6::timestamptz[]) as at, unnest($7::text[]) as endpoint,
        unnest($8::text[]) as language, unnest($9::text[]) as address, unnest($10::text[]) as subject,
        unnest($11::text[]) as body, unnest($12::text[]) as html, unnest($13::boolean[]) as secret,
        unnest($14::bigint[]) as customer_id, unnest($15::text[]) as occasion, unnest($16::boolean[]) as confirms
) r
where ord <> all ((select refused_commands())::integer[])
on conflict (agency_id, owner_id, occasion) where owner_id <> 0 do nothing
