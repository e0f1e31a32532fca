-- One case, whole. $1 agency, $2 id, $3 its steps and process, json text, $4 events at the most, and whose linked cases the caller may see:
-- $5 agencies of whole-agency grants integer[], $6 places of office grants bigint[], $7 the caller -> json text
-- offset 0: behind row security, only a plain column may be looked up in an index; JSON taken apart may not.
select (b.brief::jsonb || jsonb_build_object(
    'details', k.details, 'contacts_count', k.contacts, 'handovers', k.handovers,
    'customer_record', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'language', c.language,
            'channel', channel_name(c.channel))
        from customer c where c.agency_id = k.agency_id and c.id = k.customer_id),
    'clocks', (select coalesce(jsonb_agg(jsonb_build_object('kind', standard_kind_name(c.kind), 'state', clock_state_name(c.state),
            'started_at', instant(c.started_at), 'due_at', instant(c.due_at), 'next_warning_at', instant(c.next_rung_at),
            'paused', pause_reason_name(c.reason), 'ended_at', case when c.state = 3 then instant(c.since) end,
            'in_time', coalesce(case when c.state = 3 then c.since else now() end <= c.due_at, true),
            'extended', nullif(c.extended_amount, 0), 'standard', s.code, 'standard_name', s.name,
            'standard_in_force_from', s.in_force_from) order by c.kind, c.id), '[]')
        from clock c left join standard s on s.agency_id = c.agency_id and s.id = c.standard_id
        where c.agency_id = k.agency_id and c.owner_id = k.id),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'state', task_state_name(t.state), 'question', t.question,
            'answer', t.answer, 'assignee', person(t.assignee_id), 'opened_by', person(t.opened_by),
            'opened_at', instant(t.opened_at), 'answered_at', instant(t.answered_at), 'minutes', t.minutes,
            'queue', (select q.code from queue q where q.id = t.queue_id limit 1)) order by t.id), '[]')
        from task t where t.agency_id = k.agency_id and t.case_id = k.id),
    'links', (select coalesce(jsonb_agg(jsonb_build_object('kind', link_kind_name(l.kind), 'reference', o.reference,
            'status', case when o.closed_at is null then 'open' else 'closed' end, 'subject', o.subject)), '[]')
        from case_link l join kase o on o.agency_id = l.agency_id
            and o.id = case when l.case_id = k.id then l.other_case_id else l.case_id end
        where l.agency_id = k.agency_id and (l.case_id = k.id or l.other_case_id = k.id)
          and (in_scope(o.agency_id, o.office_id, o.handling_agency_id, o.queue_id, $5::integer[], $6::bigint[]) or $7::integer in (o.handler_id, o.case_manager_id))),
    'notes', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'at', instant(n.at), 'by', person(n.staff_id), 'visible', n.visible,
            'body', n.body) order by n.id), '[]')
        from (select (e.facts::json ->> 'note-id')::bigint as id from case_event e
            where e.agency_id = k.agency_id and e.case_id = k.id and (e.kind in (3, 5, 10, 13) or event_kind_name(e.kind) = 'extended') offset 0) named
        join note n on n.agency_id = k.agency_id and n.id = named.id),
    'contacts', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'at', instant(c.at), 'by', person(c.staff_id),
            'channel', channel_name(c.channel), 'direction', direction_name(c.direction), 'purpose', purpose_name(c.purpose),
            'cause', cause_name(c.cause), 'wait_s', c.wait_s, 'duration_s', c.duration_s, 'summary', c.summary) order by c.id), '[]')
        from (select (e.facts::json ->> 'contact-id')::bigint as id from case_event e
            where e.agency_id = k.agency_id and e.case_id = k.id and e.kind in (1, 6) offset 0) named
        join contact c on c.agency_id = k.agency_id and c.id = named.id),
    'events', (select coalesce(jsonb_agg(event_brief(l.event) || coalesce(l.why, '{}') order by (l.event).seq), '[]')
        from (select e as event, 
            (select jsonb_build_object('why', n.body) from note n where n.agency_id = e.agency_id
                and n.id = (e.facts::json ->> 'note-id')::bigint and e.kind in (3, 10, 13) and n.body is not null) as why from case_event e where e.agency_id = k.agency_id and e.case_id = k.id order by e.seq desc limit $4::integer) l)
) || $3::jsonb)::text
from kase k join case_brief b on b.agency_id = k.agency_id and b.id = k.id
where k.agency_id = $1::integer and k.id = $2::bigint
