-- What was changed of the clocks of a complaint from outside: extensions, recomputations. $1 agency, $2 id -> clock id, json text; in order
-- Of the reasons of a stage's extensions the last one is kept.
select (f ->> 'clock-id')::bigint, json_build_object(
    'kind', case event_kind_name(e.kind) when 'recomputed' then 'recomputed' else 'extended' end, 'at', instant(e.at), 'by', s.name,
    'amount', (f ->> 'extended-by')::integer,
    'reason', case when f ->> 'extended-by' is not null and lead(e.seq) over (partition by f ->> 'stage', e.kind order by e.seq) is null
        then (select t.extension_reason from complaint_stage t where t.agency_id = e.agency_id and t.id = e.case_id
              and t.stage = (f ->> 'stage')::integer - 1) end,
    'moved_by', f ->> 'moved-by', 'was_due_at', instant(to_timestamp((f ->> 'was-due-at')::numeric / 1000000)),
    'due_at', instant(to_timestamp((f ->> 'due-at')::numeric / 1000000)))::text
from case_event e cross join lateral (select e.facts::json as f offset 0) parsed
    left join staff s on s.id = e.actor_id
where e.agency_id = $1::integer and e.case_id = $2::bigint and event_kind_name(e.kind) in ('complaint-extended', 'recomputed')
order by e.seq
