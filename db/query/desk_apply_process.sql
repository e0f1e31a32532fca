-- → agency text, kind text, code text, change text: adds a version of each process of the definition being applied that has changed, and retires the processes it has no more. What a version came of (because) and what its parts are called in further languages is no change of it
with compared as (
    select w.*, t.id, coalesce(t.version, 0) as version, t.retired, process_rules(t.definition) is distinct from process_rules(w.definition) as differs,
        t.definition is distinct from w.definition as touched
    from desk_parts('processes') w
    left join lateral (
        select p.* from process p
        where p.agency_id = w.agency_id and p.code = w.code
        order by p.version desc limit 1
    ) t on true
), added as (
    insert into process (agency_id, code, name, version, definition, definition_id)
    select agency_id, code, name, version + 1, definition, definition_id from compared where differs order by agency_id, code
), returned as (
    update process p set retired = false, definition = c.definition, definition_id = c.definition_id
    from compared c
    where p.agency_id = c.agency_id and p.id = c.id and (c.retired or c.touched) and not c.differs
), left_out as (
    update process p
    set retired = true
    from desk_named() n
    where p.agency_id = n.agency_id and not p.retired
      and not exists (select from compared c where c.agency_id = p.agency_id and c.code = p.code)
    returning n.agency, p.code
)
select agency, 'process' as kind, code, case when id is null or retired then 'new' else 'changed' end as change
from compared where differs or retired or touched
union all
select distinct agency, 'process', code, 'retired' from left_out
order by agency, code
