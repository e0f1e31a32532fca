-- One record of evidence with its versions. $1 agency, $2 id, $3 events at the most -> json text
select (b.brief || jsonb_build_object(
    'versions', (select jsonb_agg(jsonb_build_object('content', v.content, 'title', v.title, 'date', v.day, 'expires', v.expires,
            'fields', v.fields, 'entered_by', person(v.entered_by), 'entered_at', instant(v.entered_at),
            'checked_by', person(v.checked_by), 'checked_at', instant(v.checked_at),
            'document', case when v.digest is not null then jsonb_build_object('name', v.name, 'type', v.type, 'size', v.size,
                'digest', v.digest) end) order by v.content desc)
        from evidence_version v where v.agency_id = b.agency_id and v.evidence_id = b.id),
    'events', (select coalesce(jsonb_agg(event_brief(l.event) order by (l.event).seq), '[]')
        from (select e as event from case_event e where e.agency_id = b.agency_id and e.case_id = b.id order by e.seq desc limit $3::integer) l)
))::text
from evidence_brief b where b.agency_id = $1::integer and b.id = $2::bigint
