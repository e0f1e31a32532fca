-- What the definition of an agency says at the end of a day (workflow/indicator.h: facts). $1 agency, $2 day, $3 kinds of facts that are wanted text[]
-- -> kind, what, reference, key, day and last day since 1970-01-01, numerator, denominator, fields json text
with place as materialized (
    select a.id, day_end(a.id, $2::date) as moment, desk_at(a.id, day_end(a.id, $2::date)) as d from agency a where a.id = $1::integer
),
standard_today as (
    select distinct on (s ->> 'code') s from place cross join lateral jsonb_array_elements(d -> 'standards') s
    where (s ->> 'in_force_from')::date <= $2::date
    order by s ->> 'code', (s ->> 'in_force_from')::date desc
),
-- The default ladder; where none is marked, the first by its code.
ladder_today as (
    select l from place cross join lateral jsonb_array_elements(d -> 'ladders') l
    where (l ->> 'in_force_from')::date <= $2::date
    order by coalesce((l ->> 'default')::boolean, false) desc, l ->> 'code', (l ->> 'in_force_from')::date desc limit 1
),
fact (kind, what, reference, key, day, fields, numerator) as (
    select 'service', s ->> 'kind', s ->> 'code', v.id, null::integer, jsonb_build_object('process', s ->> 'process', 'info', i.reached[cardinality(i.reached)]), 1
    from place cross join lateral jsonb_array_elements(d -> 'services') s join service v on v.agency_id = place.id and v.code = s ->> 'code'
        cross join lateral service_info(s, $2) i (reached)
    where 'service' = any ($3::text[])
    union all
    select 'standard', s ->> 'kind', s ->> 'code', null, null, null, case when coalesce((s ->> 'published')::boolean, true) then 1 else 0 end
    from standard_today where 'standard' = any ($3) and coalesce((s ->> 'in_force_to')::date >= $2, true)
    union all
    -- As the definition has it, where it does; else as it was.
    select 'standard-version', v.said ->> 'kind', s.code, s.id, s.in_force_from - date '1970-01-01',
        jsonb_build_object('in_force_to', v.said -> 'in_force_to', 'active', v.active), case when coalesce((v.said ->> 'published')::boolean, true) then 1 else 0 end
    from place join standard s on s.agency_id = place.id
        left join lateral (select i from jsonb_array_elements(place.d -> 'standards') i
            where i ->> 'code' = s.code and (i ->> 'in_force_from')::date = s.in_force_from) defined (i) on true
        cross join lateral (select coalesce(defined.i, s.definition), defined.i is not null) v (said, active)
    where 'standard-version' = any ($3)
    union all
    select 'ladder-level', null, (l ->> 'code') || ' ' || (t ->> 'code'), null, null, null, 1
    from ladder_today cross join lateral jsonb_array_elements(l -> 'stages') t
    where 'ladder-level' = any ($3) and t ? 'answer' and t -> 'answerer' ? 'role'
    union all
    select 'staff', null, s.user_name, null, null, null, 1 from place cross join lateral staff_at(place.id, place.moment) s where 'staff' = any ($3)
    union all
    select 'office', null, o ->> 'code', v.id, null, null, 1
    from place cross join lateral jsonb_array_elements(d -> 'offices') o join office v on v.agency_id = place.id and v.code = o ->> 'code'
    where 'office' = any ($3)
    union all
    select 'instrument', i.definition ->> 'kind', i.code || '@' || i.version, i.id, null, null, 1
    from instrument i where 'instrument' = any ($3) and i.agency_id = $1
)
select kind, what, reference, key, day, null::integer, numerator, 1, fields::text from fact
