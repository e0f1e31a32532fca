-- → nothing: makes the absences of the staff of the definition being applied those that it names; those that were entered stay
with wanted as (
    select s.agency_id, t.id as staff_id, (a ->> 'from')::date as from_day, (a ->> 'to')::date as to_day
    from desk_parts('staff') s
    join staff t on t.agency_id = s.agency_id and t.user_name = s.code
    cross join lateral jsonb_array_elements(s.definition -> 'absences') a
), gone as (
    delete from absence a
    using desk_named() n
    where a.agency_id = n.agency_id and a.id is null
      and not exists (select from wanted w where w.agency_id = a.agency_id and w.staff_id = a.staff_id and w.from_day = a.from_day)
)
insert into absence as a (agency_id, staff_id, from_day, to_day)
select agency_id, staff_id, from_day, to_day from wanted
on conflict (agency_id, staff_id, from_day) where id is null do update set to_day = excluded.to_day where a.to_day <> excluded.to_day
