-- One version of a framework, as it was applied. $1 agency, $2 code, $3 version (null: the one in force today) -> json text
select json_build_object('framework', f.code, 'version', f.version, 'agency', a.code, 'in_force_from', f.in_force_from,
    'applied_by', person(f.applied_by), 'applied_at', instant(f.applied_at), 'document', f.document::json)::text
from framework f join agency a on a.id = f.agency_id
where f.agency_id = $1::integer and f.code = $2::text
  and f.version = coalesce($3::integer, framework_version(f.agency_id, f.code, (now() at time zone a.time_zone)::date))
