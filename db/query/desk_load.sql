-- → kind text, agency_id integer, id bigint, code text, name text, version integer, in_force_from integer (days since 1970-01-01), retired boolean, definition text: everything a snapshot is made of, of one moment, by kind and id
-- Kind "installation": id is the newest definition, code the reference key in hex, version today (days since 1970-01-01, UTC).
-- Kind "absence": id is the staff member's, in_force_from and version the first and last day.
select *
from (
    select 'installation' as kind, 0 as agency_id, coalesce((select max(id) from desk_definition), 0) as id,
           encode(reference_key, 'hex') as code, null as name, (now() at time zone 'UTC')::date - date '1970-01-01' as version,
           null::integer as in_force_from, false as retired, null as definition
    from installation
    union all
    select 'agency', id, id, code, name, null, null, retired, definition::text from agency
    union all
    select 'calendar', agency_id, id, code, name, version, in_force_from - date '1970-01-01', retired, definition::text from calendar
    union all
    select 'skill', agency_id, id, code, name, null, null, retired, definition::text from skill
    union all
    select 'office', agency_id, id, code, name, null, null, retired, definition::text from office
    union all
    select 'queue', agency_id, id, code, name, null, null, retired, definition::text from queue
    union all
    select 'segment', agency_id, id, code, name, null, null, retired, definition::text from segment
    union all
    select 'standard', agency_id, id, code, name, version, in_force_from - date '1970-01-01', retired, definition::text from standard
    union all
    select 'process', agency_id, id, code, name, version, null, retired, definition::text from process
    union all
    select 'ladder', agency_id, id, code, name, version, in_force_from - date '1970-01-01', retired, definition::text from ladder
    union all
    select 'service', agency_id, id, code, name, null, null, retired, definition::text from service
    union all
    select 'staff', agency_id, id, user_name, name, null, null, retired, definition::text from staff
    union all
    select 'survey', agency_id, id, code, name, version, null, retired, definition::text from instrument
    union all
    select 'chart', agency_id, id, code, name, version, null, retired, definition::text from chart
    union all
    select 'absence', agency_id, staff_id, null, null, to_day - date '1970-01-01', from_day - date '1970-01-01', false, null from absence
        where withdrawn_at is null
) as part
order by kind, id, in_force_from
