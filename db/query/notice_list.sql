-- What the caller has not seen yet, newest first; nothing of a serious complaint about the caller or somebody above them.
-- $1 the caller, $2 cursor id (null: first page), $3 limit, $4 the caller and those above integer[] (see complaint_seen())
-- -> {"items":[…]}, id of the last one when there are more
with page as materialized (
    select n.* from notice n
    where n.staff_id = $1::integer and n.seen_at is null and ($2::bigint is null or n.id < $2)
      and not exists (select from complaint c where c.agency_id = n.agency_id and c.id = n.case_id and c.serious
          and c.about && $4::integer[])
    order by n.id desc limit $3::integer + 1
)
select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', n.id, 'at', instant(n.at), 'kind', event_kind_name(n.kind), 'percent', nullif(n.percent, 0),
        'clock', standard_kind_name(n.clock_kind),
        'about', case when f.id is not null then 'feedback' when i.id is not null then 'improvement'
            when c.id is not null then 'complaint' when p.id is not null then 'sample' when g.id is not null then 'signal'
            when b.id is not null then 'absence' else 'case' end,
        'reference', case when p.id is null then coalesce(k.reference, r.reference) end, 'sample', p.code, 'agency', a.code, 'service', s.code, 'service_name', s.name,
        'subject', coalesce(k.subject, i.title, left(f."text", 100), told.subject, p.title, g.name, away.name),
        'state', coalesce(k.state, improvement_state_name(i.state), feedback_state_name(f.state),
            complaint_state_name(told.state), signal_state_name(g.state)),
        'due_at', instant(coalesce(k.due_at, i.due_at, told.due_at, p.review_on::timestamp at time zone a.time_zone)))
    order by n.id desc) filter (where n.number <= $3::integer), '[]'::json))::text,
    max(n.id::text) filter (where n.number = $3::integer and n.total > $3::integer)
from (select *, row_number() over (order by id desc) as number, count(*) over () as total from page) n
    left join kase k on k.agency_id = n.agency_id and k.id = n.case_id
    left join complaint c on k.id is null and c.agency_id = n.agency_id and c.id = n.case_id
    left join complaint told on told.agency_id = c.agency_id and told.id = c.id and not told.serious -- who reads more is written down
    left join agency a on a.id = n.agency_id
    left join record r on r.agency_id = n.agency_id and r.id = n.case_id
    left join feedback f on f.agency_id = n.agency_id and f.id = n.case_id
    left join improvement i on i.agency_id = n.agency_id and i.id = n.case_id
    left join sample p on p.agency_id = n.agency_id and p.id = n.case_id
    left join signal g on g.agency_id = n.agency_id and g.id = n.case_id
    left join absence b on b.agency_id = n.agency_id and b.id = n.case_id
    left join staff away on away.agency_id = b.agency_id and away.id = b.staff_id
    left join service s on s.agency_id = n.agency_id and s.id = case when c.serious then 0 else coalesce(k.service_id, r.service_id) end
