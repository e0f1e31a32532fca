-- What waits in queues, and what is the caller's own. Counts only what the caller may see.
-- $1 agencies of whole-agency grants integer[], $2 offices of office grants integer[], $3 queues integer[], $4 of them those
-- whose tasks are all for the caller to see integer[], $5 those whose tasks the caller may take integer[], $6 the caller,
-- $7 now, $8 what is due before then is due soon -> json text
with waiting as (
    select k.queue_id, count(*) as open, count(*) filter (where k.handler_id = 0) as unassigned,
        count(*) filter (where k.due_at <= $7::timestamptz) as overdue,
        count(*) filter (where k.due_at > $7::timestamptz and k.due_at <= $8::timestamptz) as due_soon
    from kase k
    where k.closed_at is null and k.queue_id = any ($3::integer[])
      and (k.handling_agency_id = any ($1::integer[]) or k.agency_id = any ($1::integer[]) or k.office_id = any ($2::integer[]))
    group by k.queue_id
),
asked as (
    select t.queue_id, count(*) as tasks from task t
    where t.state = 1 and t.queue_id = any ($3::integer[])
      and (t.queue_id = any ($4::integer[]) or t.assignee_id = $6::integer
        or (t.assignee_id = 0 and t.queue_id = any ($5::integer[])))
    group by t.queue_id
),
mine as (
    select count(*) as open, count(*) filter (where k.due_at <= $7::timestamptz) as overdue,
        count(*) filter (where k.due_at > $7::timestamptz and k.due_at <= $8::timestamptz) as due_soon
    from kase k where k.handler_id = $6::integer and k.handler_id <> 0 and k.closed_at is null
)
select json_build_object(
    'items', (select coalesce(json_agg(json_build_object(
            'code', q.code, 'name', q.name, 'agency', a.code, 'office', q.definition ->> 'office', 'skill', q.definition ->> 'skill',
            'open', coalesce(w.open, 0), 'unassigned', coalesce(w.unassigned, 0), 'overdue', coalesce(w.overdue, 0),
            'due_soon', coalesce(w.due_soon, 0), 'tasks', coalesce(t.tasks, 0)) order by a.code, q.name, q.code), '[]')
        from queue q join agency a on a.id = q.agency_id left join waiting w on w.queue_id = q.id left join asked t on t.queue_id = q.id
        where q.id = any ($3::integer[])),
    'mine', (select json_build_object('open', m.open, 'overdue', m.overdue, 'due_soon', m.due_soon,
            'tasks', (select count(*) from task t where t.assignee_id = $6::integer and t.assignee_id <> 0 and t.state = 1),
            'notices', (select count(*) from notice n where n.staff_id = $6::integer and n.seen_at is null)) from mine m),
    'as_of', instant($7::timestamptz))::text
