-- Reports in use, by agency and code. $1 agencies integer[] -> {"items":[…]}, null
select json_build_object('items', coalesce(json_agg(json_build_object(
    'code', r.code, 'name', r.name, 'agency', a.code, 'version', r.version, 'period', r.definition ->> 'period',
    'schedule', r.definition -> 'schedule', 'publish', coalesce((r.definition ->> 'publish')::boolean, false),
    'texts', r.definition -> 'texts', 'sections', jsonb_array_length(r.definition -> 'sections'),
    'recipients', (select coalesce(jsonb_agg(jsonb_build_object('code', t ->> 'code', 'name', t ->> 'name', 'kind', t ->> 'kind',
            'format', t ->> 'format', 'language', t ->> 'language')), '[]')
        from jsonb_array_elements(r.definition -> 'recipients') t),
    'last', (select l.period from report_run l where l.agency_id = r.agency_id and l.code = r.code and l.edition is not null
        order by l.to_day desc limit 1)) order by a.code, r.code), '[]'::json))::text, null::text
from report r join agency a on a.id = r.agency_id
where r.agency_id = any ($1::integer[]) and not r.retired
  and r.version = (select max(v.version) from report v where v.agency_id = r.agency_id and v.code = r.code)
