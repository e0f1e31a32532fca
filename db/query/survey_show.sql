-- One survey, whole. $1 agency, $2 id, $3 events at the most; whether the caller sees the case: $4 agencies of whole-agency grants
-- integer[], $5 places of office grants bigint[], $6 the caller; $7 the caller reads answers, $8 the caller sees who is invited
-- -> json text
select (b.brief || jsonb_build_object(
    'name', i.name, 'case', (select k.reference from kase k where k.agency_id = s.agency_id and k.id = s.case_id
        and (k.agency_id = any ($4::integer[]) or k.handling_agency_id = any ($4::integer[])
          or place(k.agency_id, k.office_id) = any ($5::bigint[]) or $6::integer in (k.handler_id, k.case_manager_id))),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'address', c.address,
            'language', c.language, 'channel', channel_name(c.channel))
        from customer c where $8::boolean and c.agency_id = s.agency_id and c.id = customer_now(s.agency_id, s.customer_id)),
    'asks', survey_in_language(i.definition, survey_language(i.definition, s.language)),
    'answers', case when $7::boolean then s.answers end, 'free_text', case when $7::boolean then s.free_text end,
    'events', (select coalesce(jsonb_agg(event_brief(l.event) order by (l.event).seq), '[]')
        from (select e as event from case_event e where e.agency_id = s.agency_id and e.case_id = s.id order by e.seq desc limit $3::integer) l)
))::text
from survey s
    join survey_brief b on b.agency_id = s.agency_id and b.id = s.id
    join instrument i on i.agency_id = s.agency_id and i.id = s.instrument_id
where s.agency_id = $1::integer and s.id = $2::bigint
