-- The complaints of a batch with their stages and remedies, whole rows
-- $1 agency, $2 ord[], $3 id[], $4 document text[]
with given as materialized (
    select d.id, d.document::jsonb as document
    from (select unnest($2::integer[]) as ord, unnest($3::bigint[]) as id, unnest($4::text[]) as document) d
    where d.ord <> all ((select refused_commands())::integer[])
),
stages as (
    insert into complaint_stage (
        agency_id, id, seq, stage, answerer_id, queue_id, route, started_at, acknowledge_due, acknowledged_at, due_at, ended_at,
        send_by, end_kind, outcome, extended, extension_reason, answer, lesson
    )
    select $1::integer, g.id, s.seq, (s.j ->> 'stage')::smallint, (s.j ->> 'answerer_id')::integer, (s.j ->> 'queue_id')::integer,
        s.j ->> 'route', at_us(s.j, 'started_at'), at_us(s.j, 'acknowledge_due'), at_us(s.j, 'acknowledged_at'),
        at_us(s.j, 'due_at'), at_us(s.j, 'ended_at'), at_us(s.j, 'send_by'), (s.j ->> 'end_kind')::smallint,
        (s.j ->> 'outcome')::smallint, (s.j ->> 'extended')::integer, s.j ->> 'extension_reason', s.j ->> 'answer',
        s.j ->> 'lesson'
    from given g cross join lateral jsonb_array_elements(g.document -> 'stages') with ordinality as s (j, seq)
    on conflict (agency_id, id, seq) do update set
        answerer_id = excluded.answerer_id, queue_id = excluded.queue_id, route = excluded.route,
        acknowledge_due = excluded.acknowledge_due, acknowledged_at = excluded.acknowledged_at, due_at = excluded.due_at,
        ended_at = excluded.ended_at, send_by = excluded.send_by, end_kind = excluded.end_kind, outcome = excluded.outcome,
        extended = excluded.extended, extension_reason = excluded.extension_reason, answer = excluded.answer,
        lesson = excluded.lesson
),
remedies as (
    insert into complaint_remedy (agency_id, id, remedy_id, what, owner_id, due_at, done_at, done_by)
    select $1::integer, g.id, (m.j ->> 'remedy_id')::bigint, m.j ->> 'what', (m.j ->> 'owner_id')::integer, at_us(m.j, 'due_at'),
        at_us(m.j, 'done_at'), (m.j ->> 'done_by')::integer
    from given g cross join lateral jsonb_array_elements(g.document -> 'remedies') as m (j)
    on conflict (agency_id, id, remedy_id) do update set
        what = excluded.what, owner_id = excluded.owner_id, due_at = excluded.due_at, done_at = excluded.done_at,
        done_by = excluded.done_by
)
insert into complaint (
    agency_id, id, state, ladder_id, subject, serious, secret_role, about, complained_case_id, customer_id,
    converted_case_id, case_manager_id, logged_by, received_at, logged_at, happened_at, closed_at, ask_until, not_opened,
    answerer_id, queue_id, due_at, body, salt
)
select $1::integer, g.id, (d ->> 'state')::smallint, (d ->> 'ladder_id')::integer, d ->> 'subject',
    (d ->> 'serious')::boolean, (d ->> 'secret_role')::smallint,
    array(select i::integer from jsonb_array_elements_text(d -> 'about') i), (d ->> 'complained_case_id')::bigint,
    (d ->> 'customer_id')::bigint, (d ->> 'converted_case_id')::bigint, (d ->> 'case_manager_id')::integer,
    (d ->> 'logged_by')::integer, at_us(d, 'received_at'), at_us(d, 'logged_at'), at_us(d, 'happened_at'), at_us(d, 'closed_at'),
    at_us(d, 'ask_until'), d ->> 'not_opened', (d ->> 'answerer_id')::integer, (d ->> 'queue_id')::integer, at_us(d, 'due_at'),
    d ->> 'body', decode(d ->> 'salt', 'hex')
from given g cross join lateral (select g.document as d) document
on conflict (agency_id, id) do update set
    state = excluded.state, complained_case_id = excluded.complained_case_id, converted_case_id = excluded.converted_case_id,
    case_manager_id = excluded.case_manager_id, closed_at = excluded.closed_at, ask_until = excluded.ask_until,
    answerer_id = excluded.answerer_id, queue_id = excluded.queue_id, due_at = excluded.due_at
