-- $1 document jsonb, $2 applied_by integer (null: the operator), $3 the version that was seen bigint (null: whichever it is)
-- → definition_id bigint, file text, path text, fault integer (enum fault of db/desk_apply.c, which words it), version bigint, stale boolean, and up to six texts that the fault speaks of: one row with the id (null: nothing has changed), or one row for each thing that only the database can know to be wrong; the version is the newest definition until now that names one of the agencies (null: none), and nothing is changed when it is stale: another than the one that was seen
-- The statements that follow in the same transaction work on the definition whose id this leaves in onestop.definition_id.
with part as (
    select p as part, p ->> 'code' as agency from jsonb_array_elements($1::jsonb -> 'agencies') p
), newest as (
    select max(d.id) as version
    from part join desk_definition d
        on d.document @> jsonb_build_object('agencies', jsonb_build_array(jsonb_build_object('code', part.agency)))
), seen as (
    select version, coalesce(version, 0) <> $3::bigint as stale from newest
), fault as (
    select 'agencies.json' as file, '/agencies' as path, 1 as fault, array[agency, part ->> 'time_zone'] as said
    from part
    where not exists (select from pg_timezone_names z where z.name = part ->> 'time_zone')
    union all
    select agency || '/staff.json', '/staff', 2, array[s.user_name, home.code]
    from part
    cross join lateral (select i ->> 'user_name' as user_name from jsonb_array_elements(part -> 'staff') i) s
    join staff t on t.user_name = s.user_name
    join agency home on home.id = t.agency_id
    where home.code <> part.agency
    union all
    select agency || '/staff.json', '/staff', 3,
           array[t.user_name, d ->> 'from', d ->> 'to', r.reference, a.from_day::text, a.to_day::text]
    from part
    cross join lateral jsonb_array_elements(part -> 'staff') s
    cross join lateral jsonb_array_elements(s -> 'absences') d
    join staff t on t.user_name = s ->> 'user_name'
    join absence a on a.agency_id = t.agency_id and a.staff_id = t.id and a.id is not null and a.withdrawn_at is null
        and a.from_day <= (d ->> 'to')::date and a.to_day >= (d ->> 'from')::date
    join record r on r.agency_id = a.agency_id and r.id = a.id
), inserted as (
    insert into desk_definition (document, applied_by)
    select $1::jsonb, $2::integer
    where not exists (select from fault) and not exists (select from seen where stale)
      and exists (
        select from part
        where part.part is distinct from (
            select p
            from desk_definition d cross join lateral jsonb_array_elements(d.document -> 'agencies') p
            where p ->> 'code' = part.agency
            order by d.id desc limit 1))
    returning id
), kept as (
    select nullif(set_config('onestop.definition_id', coalesce((select id::text from inserted), ''), true), '')::bigint as id
)
select kept.id as definition_id, fault.file, fault.path, fault.fault, seen.version, coalesce(seen.stale, false),
    said[1], said[2], said[3], said[4], said[5], said[6]
from kept cross join seen left join fault on true
order by fault.file, fault.fault, fault.said
