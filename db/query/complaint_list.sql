-- Complaints that the caller sees, newest first. $1 the caller, $2 line integer[], $3 agencies integer[], $4 places bigint[],
-- $5 keys bigint[] (see complaint_seen()), $6 cursor id (null: first page), $7 limit, $8 agency (null: all), $9 state set
-- integer[] (null: all), $10 answerer, $11 waiting for somebody boolean (null: all), $12 due before, $13 subject, $14 queue
-- → {"items":[brief …]}, id of the last one when there are more
with page as materialized (
    select c.agency_id, c.id from complaint c join record r on r.agency_id = c.agency_id and r.id = c.id
    where complaint_seen(c, r.office_id, $1::integer, $2::integer[], $3::integer[], $4::bigint[], $5::bigint[])
      and ($6::bigint is null or c.id < $6) and ($8::integer is null or c.agency_id = $8)
      and ($9::integer[] is null or c.state = any ($9)) and ($10::integer is null or (c.state = 1 and c.answerer_id = $10))
      and ($11::boolean is null or (c.state = 1 and c.answerer_id = 0) = $11)
      and ($12::timestamptz is null or (c.state = 1 and c.due_at < $12)) and ($13::text is null or c.subject = $13)
      and ($14::integer is null or c.queue_id = $14)
    order by c.id desc limit $7::integer + 1
)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc) filter (where p.number <= $7::integer), '[]'::json))::text,
    max(p.id::text) filter (where p.number = $7::integer and p.total > $7::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) p
    join complaint_brief b on b.agency_id = p.agency_id and b.id = p.id
