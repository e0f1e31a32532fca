-- Standards of the caller's agencies by the version in force today, else the next one, else the last, with what has come of them.
-- $1 agency (null: all), $2 kind (null: all), $3 metrics of met, $4 of missed smallint[]; of answers to surveys: $5 agencies in which
-- the caller sees small groups integer[] -> {"items":[…]}, null
-- What answers say of a standard is withheld from all others: a month and a quarter that grow would tell each answer as it comes, and the scope
-- of a standard cuts groups of its own. What they may be told, results of surveys tell (workflow/survey_guard.h).
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
), judged as (
    select v.*, s.name, s.definition as d, s.definition ?| '{unit,seconds,survey}' or s.definition ->> 'kind' = 'right-first-time' or c.code is not null as measured,
        coalesce(month_met, 0) as month_met, coalesce(month_missed, 0) as month_missed,
        coalesce(quarter_met, 0) as quarter_met, coalesce(quarter_missed, 0) as quarter_missed,
        s.definition ? 'survey' and v.agency_id <> all ($5::integer[]) as guarded
    from shown v join standard s on s.agency_id = v.agency_id and s.id = v.id
        left join counted c on c.agency_id = v.agency_id and c.code = v.code
)
select json_build_object('items', coalesce(json_agg(json_build_object('code', v.code, 'agency', a.code, 'name', v.name,
        'kind', d ->> 'kind', 'unit', d ->> 'unit', 'amount', coalesce(d -> 'amount', d -> 'seconds'),
        'target_percent', d -> 'target_percent', 'published', d -> 'published', 'in_force_from', v.in_force_from,
        'in_force_to', v.in_force_to, 'services', coalesce(d -> 'services', '[]'), 'channels', coalesce(d -> 'channels', '[]'),
        'segments', coalesce(d -> 'segments', '[]'),
        'asks', case when d ? 'survey' then json_build_object('survey', d ->> 'survey', 'question', d ->> 'question', 'answers',
            (select json_agg(kept) from jsonb_array_elements_text(coalesce(d -> 'satisfied', jsonb_build_array(d -> 'good'))) kept)) end,
        'month', case when measured then judged(date_trunc('month', v.day)::date, case when not guarded then month_met end,
            case when not guarded then month_missed end) end,
        'quarter', case when measured then judged(date_trunc('quarter', v.day)::date, case when not guarded then quarter_met end,
            case when not guarded then quarter_missed end) end)
    order by a.code, d ->> 'kind', v.code), '[]'))::text, null
from judged v join agency a on a.id = v.agency_id
where $2::text is null or d ->> 'kind' = $2
