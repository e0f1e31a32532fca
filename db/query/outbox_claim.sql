-- Takes what is due for one courier: agencies in random order, in each what has waited longest. Each time it is asked where a
-- message may go now (outbox_way): it goes there, and when that is another kind of message it becomes one. What nobody wishes, and
-- what goes to an address that is known to bounce, is held instead; so is what is secret and would have to be printed by somebody. A
-- letter is asked about once, and again when its customer changes; then it waits to be printed. A claim that is not settled runs
-- out, and the message is sent again.
-- $1 the courier bigint, $2 how many, $3 milliseconds of the claim, $4 whether e-mail can be sent boolean, $5 domain of message ids,
-- $6 and $7 why it is held that nobody wishes, and that bounces
-- -> agency id, id, kind, message id, tries, created, waiting since (microseconds), agency, endpoint, language, address, subject,
-- body, html, state, whether it is to be sent, name, type and content of the file that goes along (null: none); in no order
with due as materialized (
    select a.code, f.*
    from (
        select g.id, g.code, k.kind from agency g cross join (values (1), (2), (3)) k (kind)
        where k.kind <> 1 or $4::boolean order by random()) a
    cross join lateral (
        select o.agency_id, o.id, o.kind as kind_before, o.address, o.secret from outbox o
        where o.agency_id = a.id and o.kind = a.kind and o.state = 1 and o.next_try_at <= now()
          and (o.claimed_until is null or o.claimed_until < now())
        order by o.next_try_at limit $2::integer for update skip locked) f
    limit $2::integer
), asked as materialized (
    select d.agency_id, d.id, d.code, d.kind_before, case when s.printed then 0 else w.kind end as kind,
        case when s.printed then d.address else w.address end as address
    from due d cross join lateral outbox_way(d.agency_id, d.id) w
        cross join lateral (select d.secret and d.kind_before = 1 and w.kind = 2 as printed) s
), judged as (
    select a.agency_id, a.id, a.code, a.address, a.kind = 0 as unwanted, case when a.kind = 0 then a.kind_before else a.kind end as kind,
        case when a.kind = 0 then $6::text
            when a.kind = 1 and exists (
                select from bounce b where b.agency_id = a.agency_id and b.address = address_hash(a.address))
            then $7::text end as held,
        a.kind = a.kind_before and a.kind <> 2 as sends
    from asked a
)
update outbox o set
    kind = j.kind, address = j.address, unwanted = j.unwanted,
    state = case when j.held is null then 1 else 4 end,
    last_error = coalesce(j.held, o.last_error),
    ended_at = case when j.held is not null then now() end,
    next_try_at = case when j.held is null and j.kind = 2 then 'infinity' else o.next_try_at end,
    tries = o.tries + case when j.held is null and j.sends then 1 else 0 end,
    claimed_by = case when j.held is null and j.sends then $1::bigint end,
    claimed_until = case when j.held is null and j.sends then now() + $3::integer * interval '1 millisecond' end,
    message_id = case when j.held is null and j.sends
        then coalesce(o.message_id, j.code || '.' || o.id || case when j.kind = 1 then '@' || $5::text else '' end)
        else o.message_id end
from judged j
where o.agency_id = j.agency_id and o.id = j.id
returning o.agency_id, o.id, o.kind, o.message_id, o.tries, (extract(epoch from o.created_at) * 1000000)::bigint,
    (extract(epoch from o.waiting_since) * 1000000)::bigint, j.code, o.endpoint, o.language, o.address, o.subject, o.body, o.html,
    o.state, j.held is null and j.sends,
    (select f.name from outbox_file f where f.agency_id = o.agency_id and f.id = o.id),
    (select f.type from outbox_file f where f.agency_id = o.agency_id and f.id = o.id),
    (select f.content from outbox_file f where f.agency_id = o.agency_id and f.id = o.id)
