-- What a desk definition said of an agency, as it was applied. $1 code of the agency, $2 number -> the version as JSON; no row: none
select json_build_object('number', d.id, 'applied_at', instant(d.applied_at), 'applied_by', person(d.applied_by), 'definition', p.part)::text
from desk_definition d cross join lateral jsonb_array_elements(d.document -> 'agencies') p (part)
where d.id = $2::bigint and p.part ->> 'code' = $1::text
