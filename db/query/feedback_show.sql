-- One suggestion or compliment, whole. $1 agency, $2 id, $3 events at the most; what hangs on it as far as the caller may see it:
-- $4 agencies of whole-agency grants integer[], $5 places of office grants bigint[], $6 the caller -> json text
select (b.brief || jsonb_build_object(
    'case', (select k.reference from kase k where k.agency_id = f.agency_id and k.id = f.case_id
        and (in_scope(k.agency_id, k.office_id, k.handling_agency_id, k.queue_id, $4::integer[], $5::bigint[])
                or $6::integer in (k.handler_id, k.case_manager_id))),
    'improvement', i.brief ->> 'reference',
    'improvement_record', case when i.id is not null then jsonb_build_object('reference', i.brief ->> 'reference',
        'title', i.brief ->> 'title', 'state', i.brief ->> 'state', 'line', i.brief ->> 'line') end,
    'customer_record', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'language', c.language,
            'channel', channel_name(c.channel))
        from customer c where c.agency_id = f.agency_id and c.id = customer_now(f.agency_id, f.customer_id)),
    'events', (select coalesce(jsonb_agg(event_brief(l.event) order by (l.event).seq), '[]')
        from (select e as event from case_event e where e.agency_id = f.agency_id and e.case_id = f.id order by e.seq desc limit $3::integer) l)
))::text
from feedback f
    join feedback_brief b on b.agency_id = f.agency_id and b.id = f.id
    left join lateral (select i.id, ib.brief from improvement i join improvement_brief ib on ib.agency_id = i.agency_id and ib.id = i.id
        where i.agency_id = f.agency_id and i.id = f.improvement_id
          and (i.office_id = 0 or i.agency_id = any ($4::integer[]) or place(i.agency_id, i.office_id) = any ($5::bigint[])
            or i.owner_id = $6::integer)) i on true
where f.agency_id = $1::integer and f.id = $2::bigint
