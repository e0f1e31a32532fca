-- Snapshots of a framework, oldest first. $1 agency, $2 framework, $3 first and $4 last day, $5 an element, whose conditions are wanted (null:
-- levels only) -> json text; no row: the agency has no such framework
select json_build_object('framework', $2::text, 'agency', a.code, 'from', $3::date, 'to', $4::date, 'element', $5::text,
    'items', (select coalesce(json_agg(json_build_object('day', s.day, 'version', s.version, 'made_at', instant(s.made_at),
            'components', case when $5::text is null then s.document -> 'components' end,
            'elements', (select coalesce(json_agg(case when $5::text is null then e.e - 'conditions' else e.e end order by e.ord), '[]')
                from jsonb_array_elements(s.document -> 'elements') with ordinality e (e, ord)
                where $5::text is null or e.e ->> 'element' = $5)) order by s.day), '[]')
        from maturity_snapshot s
        where s.agency_id = a.id and s.framework = $2::text and s.document is not null and s.day between $3::date and $4::date))::text
from agency a
where a.id = $1::integer and exists (select from framework f where f.agency_id = a.id and f.code = $2::text)
