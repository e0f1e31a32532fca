-- One service of the catalogue, whole, with what is promised today. $1 agency, $2 id -> json text
select json_build_object(
    'code', s.code, 'agency', a.code, 'agency_name', a.name, 'name', s.name, 'kind', d ->> 'kind', 'description', d ->> 'description',
    'fee', d -> 'fee', 'documents', d -> 'documents', 'channels', d -> 'channels', 'expected_minutes', d -> 'expected_minutes',
    'skill', d ->> 'skill', 'queue', d ->> 'queue', 'process', d ->> 'process', 'words', d -> 'words', 'faq', d -> 'faq',
    'law', d ->> 'law', 'steps', coalesce(d -> 'steps', '[]'), 'plain', d -> 'plain',
    'info', service_info(d, (now() at time zone a.time_zone)::date),
    'related', (select coalesce(json_agg(json_build_object('agency', ra.code, 'code', r.code, 'name', r.name)
            order by told.number), '[]')
        from jsonb_array_elements_text(d -> 'related') with ordinality told (name, number)
            join agency ra on ra.code = case when told.name like '%/%' then split_part(told.name, '/', 1) else a.code end
            join service r on r.agency_id = ra.id and r.code = regexp_replace(told.name, '^.*/', '') and not r.retired),
    'standard', (select json_build_object('code', p.code, 'name', p.name, 'unit', p.definition ->> 'unit',
            'amount', p.definition -> 'amount', 'target_percent', p.definition -> 'target_percent',
            'in_force_from', p.in_force_from,
            'text', (p.definition ->> 'target_percent') || ' % within ' || (p.definition ->> 'amount') || ' '
                || replace(p.definition ->> 'unit', '-', ' '))
        from standard p
        where p.agency_id = s.agency_id and p.code = d ->> 'standard' and not p.retired
          and p.in_force_from <= (now() at time zone a.time_zone)::date
          and coalesce((p.definition ->> 'in_force_to')::date >= (now() at time zone a.time_zone)::date, true)
        order by p.in_force_from desc, p.version desc limit 1),
    'offices', (select coalesce(json_agg(json_build_object('code', o.code, 'name', o.name, 'address', o.definition ->> 'address',
            'phone', o.definition ->> 'phone') order by o.name), '[]')
        from office o where not o.retired and (o.agency_id = s.agency_id or o.definition -> 'serves' ? a.code)))::text
from service s join agency a on a.id = s.agency_id cross join lateral (select s.definition) as said (d)
where s.agency_id = $1::integer and s.id = $2::integer and not s.retired
