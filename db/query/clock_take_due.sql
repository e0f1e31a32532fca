-- Claims due clocks for ten seconds, so that no two daemons work on one. $1 agencies integer[], $2 the daemon's time, $3 at most per agency,
-- $4 largest difference to the database's clock in milliseconds -> owner of each, earliest first, and its kind of record (0: a case)
update clock c set claimed_until = now() + interval '10 seconds'
from (
    select f.* from unnest($1::integer[]) as of_agency (id) cross join lateral (
        select d.agency_id, d.owner_id, d.id from clock d
        where d.agency_id = of_agency.id and d.next_rung_at <= $2::timestamptz and (d.claimed_until is null or d.claimed_until < now())
        order by d.next_rung_at limit $3::integer for update skip locked) f
    where abs(extract(epoch from clock_timestamp() - $2::timestamptz)) * 1000 <= $4::integer) due
where c.agency_id = due.agency_id and c.owner_id = due.owner_id and c.id = due.id
returning c.owner_id, coalesce((select r.kind from record r where r.agency_id = c.agency_id and r.id = c.owner_id), 0)
