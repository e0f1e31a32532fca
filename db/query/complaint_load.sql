-- A complaint for commands. $1 agencies integer[], $2 id → json text as complaint_load.c reads it; no row: there is none
select jsonb_build_object(
    'agency_id', c.agency_id, 'id', c.id, 'version', r.version, 'hash', encode(r.hash, 'hex'), 'office_id', r.office_id,
    'service_id', r.service_id, 'segment_id', r.segment_id, 'channel', r.channel, 'reference', r.reference, 'state', c.state,
    'ladder_id', c.ladder_id, 'subject', c.subject, 'serious', c.serious, 'secret_role', c.secret_role, 'about', c.about,
    'complained_case_id', c.complained_case_id, 'customer_id', coalesce(customer_now(c.agency_id, c.customer_id), 0),
    'converted_case_id', c.converted_case_id,
    'case_manager_id', c.case_manager_id, 'logged_by', c.logged_by, 'received_at', as_us(c.received_at),
    'logged_at', as_us(c.logged_at), 'happened_at', as_us(c.happened_at), 'closed_at', as_us(c.closed_at),
    'ask_until', as_us(c.ask_until), 'not_opened', c.not_opened, 'body', c.body, 'salt', encode(c.salt, 'hex'),
    'contact', (select jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'address', p.address, 'language', p.language,
            'channel', p.channel)
        from customer p where p.agency_id = c.agency_id and p.id = customer_now(c.agency_id, c.customer_id)),
    'stages', (select coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'answerer_id', s.answerer_id, 'queue_id', s.queue_id,
            'route', s.route, 'started_at', as_us(s.started_at), 'acknowledge_due', as_us(s.acknowledge_due),
            'acknowledged_at', as_us(s.acknowledged_at), 'due_at', as_us(s.due_at), 'ended_at', as_us(s.ended_at),
            'send_by', as_us(s.send_by), 'end_kind', s.end_kind, 'outcome', s.outcome, 'extended', s.extended,
            'extension_reason', s.extension_reason, 'answer', s.answer, 'lesson', s.lesson) order by s.seq), '[]')
        from complaint_stage s where s.agency_id = c.agency_id and s.id = c.id),
    'remedies', (select coalesce(jsonb_agg(jsonb_build_object('remedy_id', m.remedy_id, 'what', m.what, 'owner_id', m.owner_id,
            'due_at', as_us(m.due_at), 'done_at', as_us(m.done_at), 'done_by', m.done_by) order by m.remedy_id), '[]')
        from complaint_remedy m where m.agency_id = c.agency_id and m.id = c.id),
    'clocks', (select coalesce(jsonb_agg(running_clock(k)), '[]')
        from clock k where k.agency_id = c.agency_id and k.owner_id = c.id and k.state = 1))::text
from complaint c join record r on r.agency_id = c.agency_id and r.id = c.id
where c.agency_id = any ($1::integer[]) and c.id = $2::bigint
