-- Takes what is due for one courier: agencies in random order, in each what has waited longest. What goes to an address that
-- is known to bounce is held instead. A claim that is not settled runs out, and the message is sent again.
-- $1 the courier bigint, $2 how many, $3 milliseconds of the claim, $4 whether e-mail can be sent boolean, $5 domain of message ids
-- -> agency id, id, kind, message id, tries, created, waiting since (microseconds), agency, endpoint, language, address, subject,
-- body, html, held; in no order
with due as materialized (
    select a.code, f.*
    from (
        select g.id, g.code, k.kind from agency g cross join (values (1), (3)) k (kind)
        where k.kind <> 1 or $4::boolean order by random()) a
    cross join lateral (
        select o.agency_id, o.id, o.kind, o.address from outbox o
        where o.agency_id = a.id and o.kind = a.kind and o.state = 1 and o.next_try_at <= now()
          and (o.claimed_until is null or o.claimed_until < now())
        order by o.next_try_at limit $2::integer for update skip locked) f
    limit $2::integer
), judged as (
    select d.*, d.kind = 1 and exists (
        select from bounce b where b.agency_id = d.agency_id and b.address = address_hash(d.address)) as bounces
    from due d
)
update outbox o set
    state = case when j.bounces then 4 else 1 end,
    last_error = case when j.bounces then 'the address is known to bounce' else o.last_error end,
    ended_at = case when j.bounces then now() end,
    tries = o.tries + case when j.bounces then 0 else 1 end,
    claimed_by = case when j.bounces then null else $1::bigint end,
    claimed_until = case when j.bounces then null else now() + $3::integer * interval '1 millisecond' end,
    message_id = coalesce(o.message_id, j.code || '.' || o.id || case when o.kind = 1 then '@' || $5::text else '' end)
from judged j
where o.agency_id = j.agency_id and o.id = j.id
returning o.agency_id, o.id, o.kind, o.message_id, o.tries, (extract(epoch from o.created_at) * 1000000)::bigint,
    (extract(epoch from o.waiting_since) * 1000000)::bigint, j.code, o.endpoint, o.language, o.address, o.subject, o.body, o.html,
    j.bounces
