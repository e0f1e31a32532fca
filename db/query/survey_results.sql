-- What was answered to all versions of a survey, out of the counters.
-- $1 agency, $2 code, $3 first and $4 last day, $5 office, service, channel or segment (null: in all), metrics: $6 invited,
-- $7 answered, $8 answers (bucket: see workflow/survey.h), $9 the caller is told everything, $10 offices of which the caller is
-- integer[], $11 what else the caller is told text[]: "question:group", question empty for the survey as a whole, group "all" for the total
-- -> json text; no row: there is no such survey
-- What is withheld is decided by workflow/survey_guard.h, and nowhere else.
with version as materialized (
    select id, version, name, kind, definition from (select i.*, i.definition ->> 'kind' as kind from instrument i) i
    where i.agency_id = $1::integer and i.code = $2::text
),
newest as (select * from version order by version desc limit 1),
question as (
    select v.id, (q.ord - 1)::integer as number, q.q ->> 'code' as code, q.q from version v
        cross join lateral jsonb_array_elements(v.definition -> 'questions') with ordinality q (q, ord)
),
counted as materialized (
    select case $5::text when 'office' then c.office_id when 'service' then c.service_id when 'channel' then c.channel
            when 'segment' then c.segment_id else 0 end as key,
        c.metric, c.bucket, sum(c.value)::bigint as value
    from counter c
    where c.agency_id = $1::integer and c.metric in ($6::smallint, $7::smallint, $8::smallint)
      and c.day between $3::date and $4::date
      and case when c.metric = $8::smallint then c.bucket / 256 else c.bucket end in (select id from version)
    group by 1, 2, 3
),
grouped as (
    select grouping(key) = 1 as total, key, coalesce(sum(value) filter (where metric = $6::smallint), 0) as invited,
        coalesce(sum(value) filter (where metric = $7::smallint), 0) as n,
        $9::boolean or ($5::text = 'office' and grouping(key) = 0 and key = any ($10::integer[])) as own
    from counted group by grouping sets ((), (key))
),
shown as materialized (
    select total, key, invited, n, own, case when total then 'all' else key::text end as place,
        not own and ':' || case when total then 'all' else key::text end <> all ($11::text[]) as withheld
    from grouped where total or $5::text is not null
),
answered as (
    select grouping(c.key) = 1 as total, c.key, q.code, q.q ->> 'topic' as topic, q.q ->> 'kind' as kind,
        case q.q ->> 'kind' when 'yes-no' then ('{no,yes}'::text[])[c.bucket % 8] else (c.bucket % 8)::text end as answer,
        case q.q ->> 'kind' when 'yes-no' then q.q ->> 'good' = ('{no,yes}'::text[])[c.bucket % 8]
            else q.q -> 'satisfied' @> to_jsonb(c.bucket % 8) end as satisfied,
        sum(c.value)::bigint as value
    from counted c join question q on q.id = c.bucket / 256 and q.number = c.bucket % 256 / 8
    where c.metric = $8::smallint
    group by grouping sets ((q.code, q.q, c.bucket % 8), (c.key, q.code, q.q, c.bucket % 8))
),
per_answer as (
    select total, key, code, answer, sum(value) as value, sum(value) filter (where satisfied) as satisfied
    from answered group by 1, 2, 3, 4
),
per_question as (
    select a.total, a.key, a.code, sum(a.value) as n, coalesce(sum(a.satisfied), 0) as satisfied,
        jsonb_object_agg(a.answer, a.value) as answers,
        not bool_or(s.own) and a.code || ':' || min(s.place) <> all ($11::text[]) as hidden
    from per_answer a join shown s on s.total = a.total and s.key is not distinct from a.key
    group by 1, 2, 3
),
question_json as (
    select s.total, s.key, jsonb_agg(jsonb_build_object('code', s.code, 'texts', d.q -> 'texts', 'topic', d.q ->> 'topic', 'kind', d.q ->> 'kind',
            'withheld', s.hidden, 'n', case when not s.hidden then s.n end,
            'satisfied', case when not s.hidden then s.satisfied end,
            'share', case when not s.hidden then round(s.satisfied / s.n, 4) end,
            'answers', case when not s.hidden then s.answers end) order by d.number, s.code) as questions
    from per_question s cross join lateral (select q.q, q.number from question q where q.code = s.code order by q.id desc limit 1) d
    group by 1, 2
),
line as (
    select s.total, s.key, s.invited, jsonb_build_object('invited', s.invited, 'withheld', s.withheld,
        'n', case when not s.withheld then s.n end, 'questions', coalesce(q.questions, '[]'::jsonb)) as line
    from shown s left join question_json q on q.total = s.total and q.key is not distinct from s.key
)
select jsonb_build_object('survey', $2::text, 'name', w.name, 'kind', w.kind, 'agency', (select a.code from agency a where a.id = $1::integer),
    'from', nullif($3::date, '1970-01-01'), 'to', nullif($4::date, '9999-12-31'), 'by', $5::text,
    'total', coalesce((select l.line from line l where l.total),
        jsonb_build_object('invited', 0, 'withheld', not $9::boolean, 'n', case when $9::boolean then 0 end, 'questions', '[]'::jsonb)),
    'groups', coalesce((select jsonb_agg(l.line || jsonb_build_object('key', case $5::text
                when 'office' then (select o.code from office o where o.id = l.key limit 1)
                when 'service' then (select v.code from service v where v.agency_id = $1::integer and v.id = l.key)
                when 'channel' then channel_name(l.key)
                when 'segment' then (select g.code from segment g where g.agency_id = $1::integer and g.id = l.key) end)
            order by l.key) from line l where not l.total), '[]'::jsonb))::text
from newest w
