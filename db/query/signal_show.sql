-- One signal, whole. $1 agency, $2 id, $3 events at the most -> json text
select (b.brief || jsonb_build_object(
    'events', (select coalesce(jsonb_agg(event_brief(l.event) order by (l.event).seq), '[]')
        from (select e as event from case_event e where e.agency_id = b.agency_id and e.case_id = b.id order by e.seq desc limit $3::integer) l)
))::text
from signal_brief b
where b.agency_id = $1::integer and b.id = $2::bigint
