-- New versions of processes (workflow/indicator.h: facts). $1 agency, $2 day, $3 from which day on
-- -> as maturity_definition
select 'process-version', p.code, p.code || '@' || p.version, p.id, day_number(p.begun_at, $1), null::integer,
    case when p.cocreated then 1 else 0 end, 1,
    jsonb_build_object('previous', b.id, 'fewer_documents', (
        select coalesce(sum(jsonb_array_length(coalesce(n -> 'documents', '[]'))), 0) < coalesce(sum(jsonb_array_length(coalesce(o -> 'documents', '[]'))), 0)
        from jsonb_array_elements(desk_at($1, p.begun_at + interval '1 microsecond') -> 'services') n
            join jsonb_array_elements(desk_at($1, p.begun_at) -> 'services') o on o ->> 'code' = n ->> 'code'
        where n ->> 'process' = p.code))::text
from processes_at($1::integer, day_end($1, $2::date)) p
    join process b on b.agency_id = $1 and b.code = p.code and b.version = p.version - 1
where p.begun_at >= day_begin($1, $3::date)
