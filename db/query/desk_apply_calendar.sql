-- → agency text, kind text, code text, change text: adds a version of each calendar of the definition being applied that has changed, and retires those it has no more. A calendar may stand there several times, each time in force from another day
-- A calendar without in_force_from is in force from always on when it is new, and a change of it from today on, so that past
-- days keep the hours of their time; unless another one, with a date, has taken its place already. A change of one with a date
-- counts from today on at the earliest, unless it is over.
with wanted as (
    select w.*, (w.definition ->> 'in_force_from')::date as given,
           (now() at time zone a.time_zone)::date as today
    from desk_parts('calendars') w join agency a on a.id = w.agency_id
), compared as (
    select w.*, t.id, t.retired, t.definition is distinct from w.definition as differs,
           (select coalesce(max(c.version), 0) from calendar c where c.agency_id = w.agency_id and c.code = w.code) as last_version,
           exists (select from wanted o where o.agency_id = w.agency_id and o.code = w.code and o.given <= w.today) as replaced,
           exists (select from wanted o where o.agency_id = w.agency_id and o.code = w.code and o.given > w.given
                   and o.given <= w.today) as over
    from wanted w
    left join lateral (
        select c.* from calendar c
        where c.agency_id = w.agency_id and c.code = w.code
          and (c.definition ->> 'in_force_from')::date is not distinct from w.given
        order by c.version desc limit 1
    ) t on true
), added as (
    insert into calendar (agency_id, code, name, version, definition, definition_id, in_force_from)
    select agency_id, code, name, last_version + row_number() over (partition by agency_id, code order by given nulls first),
           definition, definition_id,
           case when last_version = 0 then coalesce(given, date '1970-01-01')
                when given is null then case when replaced then date '1970-01-01' else today end
                when over then given else greatest(given, today) end
    from compared where differs order by agency_id, code, given nulls first
), returned as (
    update calendar c set retired = false, definition_id = w.definition_id
    from compared w
    where c.agency_id = w.agency_id and c.id = w.id and w.retired and not w.differs
), left_out as (
    update calendar c
    set retired = true
    from desk_named() n
    where c.agency_id = n.agency_id and not c.retired
      and not exists (select from compared w
                      where w.agency_id = c.agency_id and w.code = c.code
                        and w.given is not distinct from (c.definition ->> 'in_force_from')::date)
    returning n.agency, c.code
), change as (
    select agency, code, case when id is null or retired then 'new' else 'changed' end as change
    from compared where differs or retired
    union all
    select agency, code, 'retired' from left_out
)
select distinct agency, 'calendar' as kind, code, change from change order by agency, code, change
