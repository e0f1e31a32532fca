-- Lets a message that is not sent wait again from now on. One that is held because its address bounces: the address is said to be good
-- again, and all that is held for it waits again. Consent is asked for again all the same. $1 agency, $2 id -> how many wait again
-- (secret ones wait again and are not counted)
with wanted as (
    select id, kind = 1 and state = 4 and not unwanted as bounced, address_hash(address) as hash from outbox
    where agency_id = $1::integer and id = $2::bigint and state <> 2
), cleared as (
    delete from bounce b using wanted w where b.agency_id = $1::integer and b.address = w.hash and w.bounced
), waiting as (
    update outbox o set
        state = 1, unwanted = false, tries = 0, waiting_since = now(), next_try_at = now(), ended_at = null, ended_by = null
    from wanted w
    where o.agency_id = $1::integer and (o.id = w.id
        or (w.bounced and o.kind = 1 and o.state = 4 and not o.unwanted and address_hash(o.address) = w.hash))
    returning o.secret
)
select count(*) filter (where not secret) from waiting
