-- What was changed of the clocks of a case from outside: extensions, recomputations. $1 agency, $2 id -> clock id, json text; in order
select (f ->> 'clock-id')::bigint, json_build_object('kind', event_kind_name(e.kind), 'at', instant(e.at), 'by', s.name,
    'amount', (f ->> 'amount')::integer, 'reason', n.body, 'moved_by', f ->> 'moved-by',
    'was_due_at', instant(to_timestamp((f ->> 'was-due-at')::numeric / 1000000)),
    'due_at', instant(to_timestamp((f ->> 'due-at')::numeric / 1000000)))::text
from case_event e cross join lateral (select e.facts::json as f offset 0) parsed
    left join note n on n.agency_id = e.agency_id and n.id = (f ->> 'note-id')::bigint
    left join staff s on s.id = e.actor_id
where e.agency_id = $1::integer and e.case_id = $2::bigint and event_kind_name(e.kind) in ('extended', 'recomputed')
order by e.seq
