-- The identifiers of a batch: new ones, taken over by a merge, or given up (customer id 0). One that another customer got
-- since batch_guard looked breaks the key, and the batch is sent again one by one
-- $1 agency, $2 ord[], then an array a column, in this order
with r as materialized (
    select kind, value, customer_id, taken_from
    from (
        select
            unnest($2::integer[]) as ord, unnest($3::text[]) as kind, unnest($4::text[]) as value,
            unnest($5::bigint[]) as customer_id, unnest($6::bigint[]) as taken_from
    ) asked
    where ord <> all ((select refused_commands())::integer[])
),
given_up as (
    delete from customer_identifier i using r
    where i.agency_id = $1::integer and i.kind = r.kind and i.value = r.value and i.customer_id = r.taken_from
        and r.customer_id = 0
),
moved as (
    update customer_identifier i set customer_id = r.customer_id
    from r
    where i.agency_id = $1::integer and i.kind = r.kind and i.value = r.value and i.customer_id = r.taken_from
        and r.customer_id <> 0
    returning i.kind, i.value
)
insert into customer_identifier (agency_id, kind, value, customer_id)
select $1::integer, kind, value, customer_id
from r
where customer_id <> 0 and (kind, value) not in (select kind, value from moved)
    and not exists (
        select from customer_identifier i
        where i.agency_id = $1::integer and i.kind = r.kind and i.value = r.value and i.customer_id = r.customer_id
    )
