-- Complaints that the caller sees, newest first. $1 the caller, $2 line integer[], $3 agencies integer[], $4 places bigint[],
-- $5 keys bigint[] (see complaint_seen()), $6 cursor id (null: first page), $7 limit, $8 agency (null: all), $9 state set
-- integer[] (null: all), $10 answerer, $11 waiting for somebody boolean (null: all), $12 due before, $13 subject, $14 queue of its stage
-- → {"items":[brief …]}, id of the last one when there are more, serious ones among them as complaint_note_reads() takes them
with page as materialized (
    select c.agency_id, c.id, c.serious from complaint c join record r on r.agency_id = c.agency_id and r.id = c.id
    where complaint_seen(c, r.office_id, $1::integer, $2::integer[], $3::integer[], $4::bigint[], $5::bigint[])
      and ($6::bigint is null or c.id < $6) and ($8::integer is null or c.agency_id = $8)
      and ($9::integer[] is null or c.state = any ($9)) and ($10::integer is null or (c.state = 1 and c.answerer_id = $10))
      and ($11::boolean is null or (c.state = 1 and c.answerer_id = 0) = $11)
      and ($12::timestamptz is null or (c.state = 1 and c.due_at < $12)) and ($13::text is null or c.subject = $13)
      and ($14::integer is null or (c.state = 1 and c.queue_id = $14))
    order by c.id desc limit $7::integer + 1
),
shown as materialized (select * from page order by id desc limit $7::integer),
serious as materialized (select agency_id, array_agg(id) as ids from shown where serious group by agency_id)
select json_build_object('items', coalesce(json_agg(b.brief order by p.id desc), '[]'::json))::text,
    case when (select count(*) from page) > $7::integer then min(p.id)::text end,
    (select string_agg(agency_id || ':' || ids::text, ' ') from serious)
from shown p join complaint_brief b on b.agency_id = p.agency_id and b.id = p.id
