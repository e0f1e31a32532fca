-- Claims confirmations that were delivered and are not noted on their cases yet, for ten seconds, so that no two daemons work on
-- one. $1 agencies integer[], $2 at most per agency -> agency, id, case, when it was delivered (microseconds)
update outbox o set claimed_until = now() + interval '10 seconds'
from (
    select f.* from unnest($1::integer[]) as of_agency (id) cross join lateral (
        select d.agency_id, d.id from outbox d
        where d.agency_id = of_agency.id and d.confirms and d.kind = 1 and d.state = 2
          and (d.claimed_until is null or d.claimed_until < now())
        order by d.id limit $2::integer for update skip locked) f) delivered
where o.agency_id = delivered.agency_id and o.id = delivered.id
returning o.agency_id, o.id, o.owner_id, (extract(epoch from o.ended_at) * 1000000)::bigint
