-- When the next rung is due, and how far the daemon's clock is off. $1 agencies integer[], $2 the daemon's time
-- -> microseconds or null, milliseconds that the daemon is behind the database
select (extract(epoch from min(f.next_rung_at)) * 1000000)::bigint, (extract(epoch from clock_timestamp() - $2::timestamptz) * 1000)::bigint
from unnest($1::integer[]) as of_agency (id) cross join lateral (
    select d.next_rung_at from clock d where d.agency_id = of_agency.id and d.next_rung_at > $2::timestamptz
    order by d.next_rung_at limit 1) f
