-- One absence with what happened to it. $1 agency, $2 id, $3 events at the most -> json text
select (b.brief || in_hand(b.staff_id, back_at(b.to_day, b.time_zone)) || jsonb_build_object(
    'events', (select coalesce(jsonb_agg(event_brief(l.event) || jsonb_build_object(
            'from', date '1970-01-01' + ((l.event).facts::json ->> 'from-day')::integer,
            'to', date '1970-01-01' + ((l.event).facts::json ->> 'to-day')::integer) order by (l.event).seq), '[]')
        from (select e as event from case_event e where e.agency_id = b.agency_id and e.case_id = b.id order by e.seq desc limit $3::integer) l)
))::text
from absence_brief b
where b.agency_id = $1::integer and b.id = $2::bigint
