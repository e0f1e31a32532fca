-- → agency_id integer, agency text, standards text of integer[], changed text of text[]: what of the running clocks the definition being applied may move, an agency a row; noted for the daemons
-- What this transaction has written has its number. A calendar moves the clocks of all standards that count by it, a time zone
-- those of the agency.
with mine as (
    select n.agency_id, n.agency, n.definition_id,
           exists (select from agency a where a.id = n.agency_id and a.xmin = pg_current_xact_id()::xid) as all_of_it
    from desk_named() n
), changed_standard as (
    select distinct s.agency_id, s.code from standard s where s.xmin = pg_current_xact_id()::xid
), changed_calendar as (
    select distinct c.agency_id, c.code from calendar c where c.xmin = pg_current_xact_id()::xid
), touched as (
    select m.agency_id, m.agency, m.definition_id, array_agg(s.id order by s.id) as standards,
           coalesce(array_agg(distinct s.code) filter (where o.code is not null), '{}') as changed
    from mine m
    join standard s on s.agency_id = m.agency_id and s.definition ? 'unit'
    left join changed_standard o on o.agency_id = s.agency_id and o.code = s.code
    left join changed_calendar c on c.agency_id = s.agency_id and c.code = s.definition ->> 'calendar'
    where o.code is not null or c.code is not null or m.all_of_it
    group by m.agency_id, m.agency, m.definition_id
), moving as (
    select t.* from touched t
    where exists (select from clock k where k.agency_id = t.agency_id and k.state <> 3 and k.standard_id = any (t.standards))
), noted as (
    insert into recompute (agency_id, definition_id, standards, changed)
    select agency_id, definition_id, standards, changed from moving
)
select agency_id, agency, standards::text, changed::text from moving order by agency
