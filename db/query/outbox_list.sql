-- What was and is to be sent, newest first. $1 agencies whose messages the caller may see integer[], $2 state (null: all but sent),
-- $3 kind (null: all), $4 cursor id (null: first page), $5 limit -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select o.* from outbox_brief o
    where o.agency_id = any ($1::integer[]) and ($4::bigint is null or o.id < $4)
      and case when $2::smallint is null then o.state <> 2 else o.state = $2 end and ($3::smallint is null or o.kind = $3)
    order by o.id desc limit $5::integer + 1
)
select json_build_object('items', coalesce(json_agg(o.brief order by o.id desc) filter (where o.number <= $5::integer),
        '[]'::json))::text,
    max(o.id::text) filter (where o.number = $5::integer and o.total > $5::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) o
