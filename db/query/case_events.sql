-- Events of a case. $1 agency, $2 id, $3 after seq, $4 limit -> json text {"items":[…]}, seq of the last one when there are more
select json_build_object('items', coalesce(json_agg(event_brief(e.event) || coalesce(e.why, '{}') order by e.seq) filter (where e.number <= $4::integer), '[]'::json))::text,
    max(e.seq) filter (where e.number = $4::integer and e.total > $4::integer)
from (select *, row_number() over (order by seq) as number, count(*) over () as total from (
    select c as event, c.seq,
        (select jsonb_build_object('why', n.body) from note n where n.agency_id = c.agency_id
            and n.id = (c.facts::json ->> 'note-id')::bigint and c.kind in (3, 10, 13) and n.body is not null) as why
    from case_event c where c.agency_id = $1::integer and c.case_id = $2::bigint and c.seq > $3::integer
    order by c.seq limit $4::integer + 1) f) e
