-- Standards of the caller's agencies by the version in force today, else the next one, else the last, with what has come of them.
-- $1 agency (null: all), $2 kind (null: all), $3 metrics of met, $4 of missed smallint[] -> {"items":[…]}, null
with today as (select a.id as agency_id, (now() at time zone a.time_zone)::date as day from agency a where a.id = any (seen_agencies())
        and not a.retired and ($1::integer is null or a.id = $1)),
counted as (
    select s.agency_id, s.code,
        coalesce(sum(c.value) filter (where c.metric = any ($3::smallint[]) and c.day >= date_trunc('month', t.day)), 0)::bigint as month_met,
        coalesce(sum(c.value) filter (where c.metric = any ($4::smallint[]) and c.day >= date_trunc('month', t.day)), 0)::bigint as month_missed,
        coalesce(sum(c.value) filter (where c.metric = any ($3::smallint[])), 0)::bigint as quarter_met,
        coalesce(sum(c.value) filter (where c.metric = any ($4::smallint[])), 0)::bigint as quarter_missed
    from today t join counter c on c.agency_id = t.agency_id and c.day >= date_trunc('quarter', t.day) and c.metric = any ($3::smallint[] || $4::smallint[])
        join standard s on s.agency_id = c.agency_id and s.id = c.bucket
    group by s.agency_id, s.code
), shown as (
    select distinct on (v.agency_id, v.code) v.*, t.day from today t
        join standard_versions(seen_agencies()) v on v.agency_id = t.agency_id
    order by v.agency_id, v.code, v.in_force_from <= t.day and coalesce(v.in_force_to >= t.day, true) desc, v.in_force_from > t.day desc,
        case when v.in_force_from > t.day then v.in_force_from - t.day else t.day - v.in_force_from end
)
select json_build_object('items', coalesce(json_agg(json_build_object('code', v.code, 'agency', a.code, 'name', s.name,
        'kind', d ->> 'kind', 'unit', d ->> 'unit', 'amount', coalesce(d -> 'amount', d -> 'seconds'),
        'target_percent', d -> 'target_percent', 'published', d -> 'published', 'in_force_from', v.in_force_from,
        'in_force_to', v.in_force_to, 'services', coalesce(d -> 'services', '[]'), 'channels', coalesce(d -> 'channels', '[]'),
        'segments', coalesce(d -> 'segments', '[]'),
        'month', case when d ?| '{unit,seconds}' or c.code is not null
            then judged(date_trunc('month', v.day)::date, coalesce(month_met, 0), coalesce(month_missed, 0)) end,
        'quarter', case when d ?| '{unit,seconds}' or c.code is not null
            then judged(date_trunc('quarter', v.day)::date, coalesce(quarter_met, 0), coalesce(quarter_missed, 0)) end)
    order by a.code, d ->> 'kind', v.code), '[]'))::text, null
from shown v join standard s on s.agency_id = v.agency_id and s.id = v.id join agency a on a.id = v.agency_id
    cross join lateral (select s.definition as d) said left join counted c on c.agency_id = v.agency_id and c.code = v.code
where $2::text is null or d ->> 'kind' = $2
