-- Who is away, by the first day, so that those who are away now come first. $1 whose: staff integer[], $2 from that day on (null: today),
-- $3 up to that day (null: no end), $4 cursor (null: first page), $5 limit -> {"items":[…]}, the last one's place when there are more
with page as materialized (
    select b.brief, b.staff_id, back_at(b.to_day, b.time_zone) as back, p.place
    from absence_brief b cross join lateral (select (b.from_day - date '1970-01-01')::bigint << 32 | b.staff_id as place) p
    where b.staff_id = any ($1::integer[]) and b.withdrawn_at is null
      and b.to_day >= coalesce($2::text::date, (now() at time zone b.time_zone)::date)
      and ($3::text is null or b.from_day <= $3::text::date) and ($4::bigint is null or p.place > $4)
    order by p.place limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(p.brief || in_hand(p.staff_id, p.back) order by p.place)
        filter (where p.number <= $5::integer), '[]'::json))::text,
    max(p.place::text) filter (where p.number = $5::integer and p.total > $5::integer)
from (select *, row_number() over (order by place) as number, count(*) over () as total from page) p
