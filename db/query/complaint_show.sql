-- One complaint, whole. $1 agency, $2 id → json text
select (b.brief || jsonb_build_object(
    'customer_name', (select k.name from customer k where k.agency_id = c.agency_id and k.id = customer_now(c.agency_id, c.customer_id)),
    'text', c.body, 'about', (select coalesce(jsonb_agg(person(i)), '[]') from unnest(c.about) i),
    'logged_at', instant(c.logged_at), 'logged_by', person(c.logged_by), 'happened_at', instant(c.happened_at),
    'not_opened', c.not_opened, 'ask_until', instant(c.ask_until), 'ombudsman', l.definition ->> 'ombudsman',
    'converted_to', (select k.reference from kase k where k.agency_id = c.agency_id and k.id = c.converted_case_id),
    'told', case when c.state = 6 then l.definition ->> 'ombudsman'
        else (select l.definition -> 'stages' -> s.stage ->> 'told' from complaint_stage s
            where s.agency_id = c.agency_id and s.id = c.id order by s.seq desc limit 1) end,
    'stages', (select coalesce(jsonb_agg(jsonb_build_object(
            'stage', l.definition -> 'stages' -> s.stage ->> 'code', 'name', l.definition -> 'stages' -> s.stage ->> 'name',
            'answerer', person(s.answerer_id), 'queue', (select q.code from queue q where q.id = s.queue_id limit 1), 'route', s.route,
            'started_at', instant(s.started_at), 'acknowledge_by', instant(s.acknowledge_due),
            'acknowledged_at', instant(s.acknowledged_at), 'due_at', instant(s.due_at), 'ended_at', instant(s.ended_at),
            'send_by', instant(s.send_by), 'end', stage_end_name(s.end_kind), 'outcome', complaint_outcome_name(s.outcome),
            'extended', s.extended, 'extension_reason', s.extension_reason, 'answer', s.answer, 'lesson', s.lesson) order by s.seq), '[]')
        from complaint_stage s where s.agency_id = c.agency_id and s.id = c.id),
    'remedies', (select coalesce(jsonb_agg(jsonb_build_object('id', m.remedy_id, 'what', m.what, 'owner', person(m.owner_id),
            'due_at', instant(m.due_at), 'done_at', instant(m.done_at), 'done_by', person(m.done_by)) order by m.remedy_id), '[]')
        from complaint_remedy m where m.agency_id = c.agency_id and m.id = c.id),
    -- They stand in no print queue: who may see the complaint prints them.
    'letters', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'state', outbox_state_name(o.state), 'created_at', instant(o.created_at),
            'language', o.language, 'address', o.address, 'subject', o.subject, 'body', o.body) order by o.id), '[]')
        from outbox o where o.agency_id = c.agency_id and o.owner_id = c.id and o.kind = 2 and o.secret),
    'events', (select coalesce(jsonb_agg(complaint_event_brief(e) order by e.seq), '[]')
        from case_event e where e.agency_id = c.agency_id and e.case_id = c.id)))::text
from complaint c join complaint_brief b on b.agency_id = c.agency_id and b.id = c.id
    join ladder l on l.agency_id = c.agency_id and l.id = c.ladder_id
where c.agency_id = $1::integer and c.id = $2::bigint
