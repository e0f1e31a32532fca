-- The frameworks of an agency that are in force, each with the newest snapshot. $1 agency -> {"items":[…]}
select json_build_object('items', coalesce(json_agg(json_build_object('framework', f.code, 'agency', a.code, 'version', f.version,
        'names', f.document::json -> 'names', 'in_force_from', f.in_force_from,
        'snapshot', case when s.day is not null then json_build_object('day', s.day, 'version', s.version,
            'components', s.document -> 'components') end)
    order by f.code), '[]'))::text
from agency a
    join framework f on f.agency_id = a.id and f.version = framework_version(f.agency_id, f.code, (now() at time zone a.time_zone)::date)
    left join lateral (select s.day, s.version, s.document from maturity_snapshot s
        where s.agency_id = f.agency_id and s.framework = f.code and s.document is not null order by s.day desc limit 1) s on true
where a.id = $1::integer
