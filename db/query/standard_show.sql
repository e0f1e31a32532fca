-- One standard, all its versions, with what has come of each. $1 agency, $2 code, $3 metrics of met, $4 of missed smallint[]; of answers
-- to surveys: $5 agencies in which the caller sees small groups integer[] -> json text; what is withheld: see standard_list.sql
with today as (select (now() at time zone a.time_zone)::date as day, a.code as agency, a.id as agency_id from agency a
        where a.id = $1::integer and a.id = any (seen_agencies())),
counted as (
    select s.in_force_from,
        coalesce(sum(c.value) filter (where c.metric = any ($3::smallint[]) and c.day >= date_trunc('month', t.day)), 0)::bigint as month_met,
        coalesce(sum(c.value) filter (where c.metric = any ($4::smallint[]) and c.day >= date_trunc('month', t.day)), 0)::bigint as month_missed,
        coalesce(sum(c.value) filter (where c.metric = any ($3::smallint[])), 0)::bigint as quarter_met,
        coalesce(sum(c.value) filter (where c.metric = any ($4::smallint[])), 0)::bigint as quarter_missed
    from today t join counter c on c.agency_id = t.agency_id and c.day >= date_trunc('quarter', t.day) and c.metric = any ($3::smallint[] || $4::smallint[])
        join standard s on s.agency_id = c.agency_id and s.id = c.bucket and s.code = $2::text
    group by s.in_force_from
), version as (
    select v.in_force_from, v.in_force_to, v.in_force_from <= t.day and coalesce(v.in_force_to >= t.day, true) as now, s.name,
        s.definition as d, t.day, s.definition ?| '{unit,seconds,survey}' or s.definition ->> 'kind' = 'right-first-time' or c.in_force_from is not null as measured,
        coalesce(month_met, 0) as month_met, coalesce(month_missed, 0) as month_missed,
        coalesce(quarter_met, 0) as quarter_met, coalesce(quarter_missed, 0) as quarter_missed,
        s.definition ? 'survey' and t.agency_id <> all ($5::integer[]) as guarded
    from today t join standard_versions(array[t.agency_id]) v on v.code = $2
        join standard s on s.agency_id = v.agency_id and s.id = v.id left join counted c on c.in_force_from = v.in_force_from
), total as (
    select bool_or(measured) as measured, min(day) as day, sum(month_met)::bigint as month_met, sum(month_missed)::bigint as month_missed,
        sum(quarter_met)::bigint as quarter_met, sum(quarter_missed)::bigint as quarter_missed, bool_or(guarded) as guarded
    from version
)
select json_build_object('code', $2::text, 'agency', (select agency from today),
    'kind', min(d ->> 'kind'), 'versions', json_agg(json_build_object('name', name, 'in_force_from', in_force_from,
        'in_force_to', in_force_to, 'in_force', now, 'unit', d ->> 'unit', 'amount', coalesce(d -> 'amount', d -> 'seconds'),
        'calendar', d ->> 'calendar', 'cutoff', d ->> 'cutoff', 'roll_to', d ->> 'roll_to', 'target_percent', d -> 'target_percent',
        'published', d -> 'published', 'services', coalesce(d -> 'services', '[]'), 'channels', coalesce(d -> 'channels', '[]'),
        'segments', coalesce(d -> 'segments', '[]'), 'department_pauses', coalesce(d -> 'department_pauses', 'false'),
        'extension_max', coalesce(d -> 'extension_max', '0'),
        'extension_roles', coalesce(d -> 'extension_roles', case when d ? 'extension_max' then '["team-lead"]' else '[]' end::jsonb),
        'asks', case when d ? 'survey' then json_build_object('survey', d ->> 'survey', 'question', d ->> 'question', 'answers',
            (select json_agg(kept) from jsonb_array_elements_text(coalesce(d -> 'satisfied', jsonb_build_array(d -> 'good'))) kept)) end,
        'month', case when measured then judged(date_trunc('month', day)::date, case when not guarded then month_met end,
            case when not guarded then month_missed end) end,
        'quarter', case when measured then judged(date_trunc('quarter', day)::date, case when not guarded then quarter_met end,
            case when not guarded then quarter_missed end) end)
    order by in_force_from desc),
    'month', (select case when measured then judged(date_trunc('month', day)::date, case when not guarded then month_met end,
        case when not guarded then month_missed end) end from total),
    'quarter', (select case when measured then judged(date_trunc('quarter', day)::date, case when not guarded then quarter_met end,
        case when not guarded then quarter_missed end) end from total),
    'named_by', (select coalesce(json_agg(v.code order by v.code), '[]') from service v
        where v.agency_id = $1 and not v.retired and v.definition ->> 'standard' = $2))::text
from version having count(*) > 0
