-- $1 document jsonb, $2 applied_by integer (null: the operator) → definition_id bigint, file text, path text, reason text: one row with the id (null: nothing has changed), or one row for each thing that only the database can know to be wrong
-- The statements that follow in the same transaction work on the definition whose id this leaves in onestop.definition_id.
with part as (
    select p as part, p ->> 'code' as agency from jsonb_array_elements($1::jsonb -> 'agencies') p
), fault as (
    select 'agencies.json' as file, '/agencies' as path,
           format('agency "%s": the database knows no time zone "%s"', agency, part ->> 'time_zone') as reason
    from part
    where not exists (select from pg_timezone_names z where z.name = part ->> 'time_zone')
    union all
    select agency || '/staff.json', '/staff',
           format('user name "%s" belongs to somebody of agency "%s" and is never given to another agency; take another one',
                  s.user_name, home.code)
    from part
    cross join lateral (select i ->> 'user_name' as user_name from jsonb_array_elements(part -> 'staff') i) s
    join staff t on t.user_name = s.user_name
    join agency home on home.id = t.agency_id
    where home.code <> part.agency
), inserted as (
    insert into desk_definition (document, applied_by)
    select $1::jsonb, $2::integer
    where not exists (select from fault)
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
select kept.id as definition_id, fault.file, fault.path, fault.reason
from kept left join fault on true
order by fault.file, fault.reason
