-- What a charter shows beside figures: its offices and those that serve it, its services, its public lines, its published reports.
-- $1 agency, $2 lines and reports at the most → kind text, id integer, text text (of a line) or json text, language text, day
-- integer (days since 1970-01-01)
select kind, id, told, language, day
from (
    select 1 as part, 'office' as kind, o.id, json_build_object('address', o.definition -> 'address', 'phone', o.definition -> 'phone')::text as told,
        null as language, null::integer as day, row_number() over (order by o.agency_id <> a.id, o.name, o.id) as number
    from agency a join office o on o.agency_id = a.id or o.definition -> 'serves' ? a.code
    where a.id = $1::integer and not o.retired
    union all
    select 2, 'service', s.id, json_build_object('description', s.definition -> 'description', 'fee', round(f.amount, case scale(f.amount) when 1 then 2 else scale(f.amount) end)::text,
        'currency', s.definition #> '{fee,currency}', 'fee_text', s.definition #> '{fee,text}', 'documents', s.definition -> 'documents')::text,
        null, null, row_number() over (order by s.name, s.id)
    from service s cross join lateral (select (s.definition #>> '{fee,amount}')::numeric) f (amount) where s.agency_id = $1 and not s.retired
    union all
    select 3, 'said', 0, i.line, i.language, (i.published_at at time zone a.time_zone)::date - date '1970-01-01',
        row_number() over (order by i.published_at desc, i.id desc)
    from improvement i join agency a on a.id = i.agency_id
    where i.agency_id = $1 and i.published and i.line is not null
    union all
    select 4, 'report', 0, json_build_object('code', p.code, 'period', p.period, 'titles', p.titles)::text, null,
        (p.published_at at time zone a.time_zone)::date - date '1970-01-01', row_number() over (order by p.from_day desc, p.code)
    from publication_brief p join agency a on a.id = p.agency_id where p.agency_id = $1
) as part
where part.part < 3 or number <= $2::integer
order by part, number
