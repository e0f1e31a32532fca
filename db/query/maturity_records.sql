-- What records say at the end of a day (workflow/indicator.h: facts), serious complaints left out. $1 agency, $2 day, $3 kinds of facts that are
-- wanted text[], $4 of each the first day date[] (null: all) -> as maturity_definition
with place as materialized (select a.id, day_end(a.id, $2::date) as moment from agency a where a.id = $1::integer),
wanted as materialized (
    select w.kind, day_begin($1, w.since) as since from unnest($3::text[], $4::date[]) w (kind, since)
),
register as materialized (
    select i.*, r.reference from place cross join lateral improvements_at(place.id, place.moment) i
        join record r on r.agency_id = place.id and r.id = i.id
    where exists (select from wanted where kind in ('change', 'idea', 'action'))
),
fact (kind, what, reference, at, numerator, fields) as (
    -- one in several languages is one
    select distinct 'sample', case when bool_and(s.paper) over (partition by s.code) then 'paper' else 'electronic' end, s.code, null::timestamptz, 1,
        null::jsonb
    from wanted w cross join place cross join lateral samples_at(place.id, place.moment) s where w.kind = 'sample'
    union all
    select w.kind, null, r.reference || ' ' || s.seq, null, 1, null
    from wanted w cross join place cross join lateral stages_stuck(place.id, place.moment) s
        join record r on r.agency_id = place.id and r.id = s.id
    where w.kind = 'complaint-stage-stuck'
    union all
    select w.kind, case o.kind when 1 then 'suggestion' else 'complaint' end, r.reference, o.due_at, case when o.answered_at is null then 0 else 1 end, null
    from wanted w cross join place cross join lateral answers_owed(place.id, w.since, place.moment) o
        join record r on r.agency_id = place.id and r.id = o.id
    where w.kind = 'due-answer'
    union all
    select w.kind, case o.kind when 1 then 'suggestion' else 'complaint' end, r.reference, o.at, case when o.linked_at is null then 0 else 1 end, null
    from wanted w cross join place cross join lateral changes_owed(place.id, w.since, place.moment) o
        join record r on r.agency_id = place.id and r.id = o.id
    where w.kind = 'heard'
    union all
    select w.kind, null, g.reference, g.state_at, 1, null from wanted w cross join register g
    where w.kind = 'change' and g.state = 6 and g.from_feedback
    union all
    select w.kind, null, g.reference, g.added_at, 1, null from wanted w cross join register g where w.kind = 'idea'
    union all
    select w.kind, improvement_state_name(g.state), g.reference, g.due_at, 1,
        jsonb_build_object('owner', g.owner_id <> 0, 'cost', g.costed, 'done', g.state = 6)
    from wanted w cross join register g where w.kind = 'action' and g.state between 3 and 6
)
select kind, what, reference, null::integer, day_number(at, $1), null::integer, numerator, 1, fields::text from fact
