-- What follows its customer into another record (merge): contacts without a case, complaints, feedback, replies. Cases move by events
-- of their own; invitations to surveys stay where they are, in the order of their record, and are found from there (last_invitation())
-- $1 agency, $2 ord[], $3 from customer id[], $4 to customer id[]
with moves as materialized (
    select from_customer_id, to_customer_id
    from (
        select
            unnest($2::integer[]) as ord, unnest($3::bigint[]) as from_customer_id,
            unnest($4::bigint[]) as to_customer_id
    ) r
    where ord <> all ((select refused_commands())::integer[])
),
complaints as (
    update complaint t set customer_id = m.to_customer_id
    from moves m where t.agency_id = $1::integer and t.customer_id = m.from_customer_id
),
feedbacks as (
    update feedback t set customer_id = m.to_customer_id
    from moves m where t.agency_id = $1::integer and t.customer_id = m.from_customer_id
),
replies as (
    update reply t set customer_id = m.to_customer_id
    from moves m where t.agency_id = $1::integer and t.customer_id = m.from_customer_id
)
update contact t set customer_id = m.to_customer_id
from moves m where t.agency_id = $1::integer and t.customer_id = m.from_customer_id
