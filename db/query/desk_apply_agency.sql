-- → agency text, kind text, code text, change text: writes the agencies of the definition being applied; those it does not name stay
with wanted as (
    select p ->> 'code' as code, p ->> 'name' as name, p ->> 'time_zone' as time_zone, d.id as definition_id,
           p - '{calendars,skills,offices,queues,segments,standards,processes,ladders,services,staff,surveys,reports,charts}'::text[] as definition
    from desk_definition d cross join lateral jsonb_array_elements(d.document -> 'agencies') p
    where d.id = nullif(current_setting('onestop.definition_id', true), '')::bigint
), compared as (
    select w.*, a.id, a.retired, a.definition is distinct from w.definition as differs
    from wanted w left join agency a using (code)
), added as (
    insert into agency (code, name, time_zone, definition, definition_id)
    select code, name, time_zone, definition, definition_id from compared where id is null order by code
), changed as (
    update agency a
    set name = c.name, time_zone = c.time_zone, definition = c.definition, definition_id = c.definition_id, retired = false
    from compared c
    where a.id = c.id and (c.differs or c.retired)
)
select code as agency, 'agency' as kind, code, case when id is null or retired then 'new' else 'changed' end as change
from compared where id is null or differs or retired
order by code
