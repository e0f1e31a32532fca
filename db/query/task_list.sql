-- Open tasks of professionals, oldest first.
-- $1 only the caller's own boolean, $2 queue (null: all), $3 queues whose tasks are all to be shown integer[], $4 queues whose
-- tasks the caller may take integer[], $5 the caller, $6 cursor microseconds since 1970 (null: first page), $7 cursor id,
-- $8 limit
-- -> {"items":[…]}, instant and id of the last one when there are more
with page as materialized (
    select t.* from task t
    where t.state = 1 and (t.assignee_id = $5::integer or t.queue_id = any ($3::integer[]) or t.queue_id = any ($4::integer[]))
      and (t.assignee_id = $5::integer or (not $1::boolean
        and (t.queue_id = any ($3::integer[]) or (t.assignee_id = 0 and t.queue_id = any ($4::integer[])))))
      and ($2::integer is null or t.queue_id = $2)
      and ($6::bigint is null or (t.opened_at, t.id) > (timestamptz 'epoch' + $6 * interval '1 microsecond', $7::bigint))
    order by t.opened_at, t.id limit $8::integer + 1
)
select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', t.id, 'reference', k.reference, 'agency', a.code, 'service', s.code, 'service_name', s.name, 'subject', k.subject,
        'queue', (select q.code from queue q where q.id = t.queue_id limit 1), 'assignee', person(t.assignee_id),
        'opened_by', person(t.opened_by), 'opened_at', instant(t.opened_at), 'due_at', instant(k.due_at),
        'expected_minutes', t.expected_minutes, 'question', t.question)
    order by t.opened_at, t.id) filter (where t.number <= $8::integer), '[]'::json))::text,
    max((extract(epoch from t.opened_at) * 1000000)::bigint || '_' || t.id) filter (where t.number = $8::integer and t.total > $8::integer)
from (select *, row_number() over (order by opened_at, id) as number, count(*) over () as total from page) t
    join kase k on k.agency_id = t.agency_id and k.id = t.case_id
    left join agency a on a.id = k.agency_id
    left join service s on s.agency_id = k.agency_id and s.id = k.service_id
