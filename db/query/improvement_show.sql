-- One improvement, whole. $1 agency, $2 id, $3 moves json text, $4 events at the most, $5 feedback at the most; what stands behind
-- it as far as the caller may see it: $6 agencies of whole-agency grants integer[], $7 places of office grants bigint[],
-- $8 the caller, $9 line integer[], $10 keys bigint[] (see complaint_seen()) -> json text
select (b.brief || jsonb_build_object(
    'links', (select coalesce(jsonb_agg(jsonb_build_object('kind', basis_name((l.link ->> 'kind')::integer), 'target', l.link ->> 'target',
            'note', l.link ->> 'note', 'by', person((l.link ->> 'by')::integer), 'at', instant((l.link ->> 'at')::timestamptz))
            order by l.number), '[]')
        from jsonb_array_elements(i.links) with ordinality as l (link, number)
        where (l.link ->> 'kind')::integer in (3, 4) or (l.link ->> 'kind')::integer = 2 and (l.link ->> 'by')::integer = $8::integer
           or (l.link ->> 'kind')::integer = 1 and exists (select from complaint t join record tr on tr.agency_id = t.agency_id and tr.id = t.id
                where t.agency_id = i.agency_id and t.id = (l.link ->> 'id')::bigint
                  and complaint_seen(t, tr.office_id, $8::integer, $9::integer[], $6::integer[], $7::bigint[], $10::bigint[]))
           or (l.link ->> 'kind')::integer = 2 and exists (select from kase k
                where k.agency_id = i.agency_id and k.id = (l.link ->> 'id')::bigint
                  and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $6::integer[], $7::bigint[])
                or $8::integer in (k.handler_id, k.case_manager_id)))),
    'feedback', (select coalesce(jsonb_agg(jsonb_build_object('reference', s.reference, 'kind', feedback_kind_name(s.kind),
            'state', feedback_state_name(s.state), 'received_at', instant(s.received_at), 'text', s."text") order by s.id desc), '[]')
        from (select f.*, r.reference from feedback f join record r on r.agency_id = f.agency_id and r.id = f.id
            where f.agency_id = i.agency_id and f.improvement_id = i.id
              and (f.agency_id = any ($6::integer[]) or place(f.agency_id, f.office_id) = any ($7::bigint[]) or f.owner_id = $8::integer
                or f.about_staff_id = $8 and f.kind = 2)
            order by f.id desc limit $5::integer) s),
    'moves', $3::jsonb,
    'events', (select coalesce(jsonb_agg(event_brief(l.event) order by (l.event).seq), '[]')
        from (select e as event from case_event e where e.agency_id = i.agency_id and e.case_id = i.id order by e.seq desc limit $4::integer) l)
))::text
from improvement i join improvement_brief b on b.agency_id = i.agency_id and b.id = i.id
where i.agency_id = $1::integer and i.id = $2::bigint
