-- The record that stands for a customer, and those that were merged into it: what hangs on any of them is the customer's.
create function customer_family(agencies integer[], customer_id bigint) returns table (agency_id integer, id bigint)
language sql stable parallel safe as $$
    with recursive family as (
        select c.agency_id, customer_now(c.agency_id, c.id) as id, 1 as step from customer c
        where c.agency_id = any ($1) and c.id = $2
        union all
        select c.agency_id, c.id, f.step + 1
        from family f join customer c on c.agency_id = f.agency_id and c.merged_into = f.id where f.step < 100
    )
    select f.agency_id, f.id from family f $$;
