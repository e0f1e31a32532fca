-- → agency text, kind text, code text, change text: adds a version of each ladder of the definition being applied that has changed, and retires those it has no more. A ladder may stand there several times, each time in force from another day
with wanted as (
    select w.*, (w.definition ->> 'in_force_from')::date as in_force_from from desk_parts('ladders') w
), compared as (
    select w.*, t.id, t.retired, t.definition is distinct from w.definition as differs,
           (select coalesce(max(s.version), 0) from ladder s where s.agency_id = w.agency_id and s.code = w.code) as last_version
    from wanted w
    left join lateral (
        select s.* from ladder s
        where s.agency_id = w.agency_id and s.code = w.code and s.in_force_from = w.in_force_from
        order by s.version desc limit 1
    ) t on true
), added as (
    insert into ladder (agency_id, code, name, version, definition, definition_id, in_force_from)
    select agency_id, code, name, last_version + row_number() over (partition by agency_id, code order by in_force_from),
           definition, definition_id, in_force_from
    from compared where differs order by agency_id, code, in_force_from
), returned as (
    update ladder s set retired = false, definition_id = c.definition_id
    from compared c
    where s.agency_id = c.agency_id and s.id = c.id and c.retired and not c.differs
), left_out as (
    update ladder s
    set retired = true
    from desk_named() n
    where s.agency_id = n.agency_id and not s.retired
      and not exists (select from compared c
                      where c.agency_id = s.agency_id and c.code = s.code and c.in_force_from = s.in_force_from)
    returning n.agency, s.code
), change as (
    select agency, code, case when id is null or retired then 'new' else 'changed' end as change
    from compared where differs or retired
    union all
    select agency, code, 'retired' from left_out
)
select distinct agency, 'ladder' as kind, code, change from change order by agency, code, change
