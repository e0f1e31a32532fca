-- Versions of the frameworks of an agency. $1 agency, $2 code (null: all) -> {"items":[…]}
select json_build_object('items', coalesce(json_agg(json_build_object('framework', f.code, 'version', f.version, 'agency', a.code,
        'names', f.document::json -> 'names', 'in_force_from', f.in_force_from,
        'in_force', f.version = framework_version(f.agency_id, f.code, (now() at time zone a.time_zone)::date),
        'applied_by', person(f.applied_by), 'applied_at', instant(f.applied_at))
    order by f.code, f.version desc), '[]'))::text
from framework f join agency a on a.id = f.agency_id
where f.agency_id = $1::integer and ($2::text is null or f.code = $2)
