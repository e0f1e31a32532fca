-- How many answered a survey, in all its versions, by what it can be broken down by, for workflow/survey_guard.h. $1 agency, $2 code, $3 first
-- and $4 last day, metrics: $5 answered, $6 answers (bucket: see workflow/survey.h), $7 offices to be left out integer[]
-- -> question ('': the survey as a whole), office, service, channel, segment, n; by question, the whole first
with version as materialized (
    select i.id, i.definition from instrument i where i.agency_id = $1::integer and i.code = $2::text
),
question as (
    select v.id, (q.ord - 1)::integer as number, q.q ->> 'code' as code
    from version v cross join lateral jsonb_array_elements(v.definition -> 'questions') with ordinality q (q, ord)
)
select case c.metric when $5::smallint then '' else q.code end as question, c.office_id, c.service_id, c.channel, c.segment_id,
    sum(c.value)::bigint as n
from counter c
    left join question q on c.metric = $6::smallint and q.id = c.bucket / 256 and q.number = c.bucket % 256 / 8
where c.agency_id = $1::integer and c.day between $3::date and $4::date and c.office_id <> all ($7::integer[])
  and (c.metric = $5::smallint and c.bucket in (select v.id from version v) or c.metric = $6::smallint and q.code is not null)
group by 1, 2, 3, 4, 5
having sum(c.value) > 0
order by 1, 2, 3, 4, 5
