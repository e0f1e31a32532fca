-- → agency_id integer, agency text, standards text of integer[], changed text of text[], ladders text of integer[]: what of the running clocks the definition being applied may move, an agency a row; noted for the daemons
-- What this transaction has written has its number. A calendar moves the clocks of all standards and ladders that count by it, a time zone
-- those of the agency. A new version of a ladder moves nothing: complaints end on the one they began on.
with mine as (
    select n.agency_id, n.agency, n.definition_id,
           exists (select from agency a where a.id = n.agency_id and a.xmin = pg_current_xact_id()::xid) as all_of_it
    from desk_named() n
), changed_standard as (
    select distinct s.agency_id, s.code from standard s where s.xmin = pg_current_xact_id()::xid
), changed_calendar as (
    select distinct c.agency_id, c.code from calendar c where c.xmin = pg_current_xact_id()::xid
), of_standards as (
    select m.agency_id, array_agg(s.id order by s.id) as standards,
           coalesce(array_agg(distinct s.code) filter (where o.code is not null), '{}') as changed
    from mine m
    join standard s on s.agency_id = m.agency_id and s.definition ? 'unit'
    left join changed_standard o on o.agency_id = s.agency_id and o.code = s.code
    left join changed_calendar c on c.agency_id = s.agency_id and c.code = s.definition ->> 'calendar'
    where o.code is not null or c.code is not null or m.all_of_it
    group by m.agency_id
), of_ladders as (
    select m.agency_id, array_agg(l.id order by l.id) as ladders
    from mine m
    join ladder l on l.agency_id = m.agency_id
    left join changed_calendar c on c.agency_id = l.agency_id and c.code = l.definition ->> 'calendar'
    where c.code is not null or m.all_of_it
    group by m.agency_id
), touched as (
    select m.agency_id, m.agency, m.definition_id, coalesce(s.standards, '{}') as standards, coalesce(s.changed, '{}') as changed,
           coalesce(l.ladders, '{}') as ladders
    from mine m left join of_standards s using (agency_id) left join of_ladders l using (agency_id)
), moving as (
    select t.* from touched t
    where exists (select from clock k where k.agency_id = t.agency_id and k.state <> 3 and k.standard_id = any (t.standards))
       or exists (select from complaint c where c.agency_id = t.agency_id and c.state = 1 and c.ladder_id = any (t.ladders))
), noted as (
    insert into recompute (agency_id, definition_id, standards, changed, ladders)
    select agency_id, definition_id, standards, changed, ladders from moving
)
select agency_id, agency, standards::text, changed::text, ladders::text from moving order by agency
