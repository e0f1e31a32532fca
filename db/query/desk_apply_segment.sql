-- → agency text, kind text, code text, change text: writes the segments of the definition being applied and retires those it has no more
with compared as (
    select w.*, t.id, t.retired, t.definition is distinct from w.definition as differs
    from desk_parts('segments') w left join segment t using (agency_id, code)
), added as (
    insert into segment (agency_id, code, name, definition, definition_id)
    select agency_id, code, name, definition, definition_id from compared where id is null order by agency_id, code
), changed as (
    update segment t
    set name = c.name, definition = c.definition, definition_id = c.definition_id, retired = false
    from compared c
    where t.agency_id = c.agency_id and t.id = c.id and (c.differs or c.retired)
), left_out as (
    update segment t
    set retired = true, definition_id = n.definition_id
    from desk_named() n
    where t.agency_id = n.agency_id and not t.retired
      and not exists (select from compared c where c.agency_id = t.agency_id and c.code = t.code)
    returning n.agency, t.code
)
select agency, 'segment' as kind, code, case when id is null or retired then 'new' else 'changed' end as change
from compared where id is null or differs or retired
union all
select agency, 'segment', code, 'retired' from left_out
order by agency, code
