-- Adds a version of an agency's framework; the same again from the same day is the version that is there. $1 agency, $2 code, $3 document, $4 day
-- from which it is in force (null: today), $5 by whom -> version (null: refused), whether it is new, in force from, the last day that was judged
with judged as (
    select max(day) as day from maturity_snapshot where agency_id = $1::integer and framework = $2::text and document is not null
),
wanted as (
    select coalesce($4::date, (now() at time zone a.time_zone)::date) as day from agency a where a.id = $1::integer
),
newest as (
    select version, document, in_force_from from framework where agency_id = $1::integer and code = $2::text order by version desc limit 1
),
same as (
    select n.version, n.in_force_from as day from newest n, wanted w where n.document = $3::text and ($4::date is null or n.in_force_from = w.day)
),
added as (
    insert into framework (agency_id, code, version, document, in_force_from, applied_by)
    select $1::integer, $2::text, coalesce((select version from newest), 0) + 1, $3::text, w.day, $5::integer
    from wanted w, judged j where (j.day is null or w.day > j.day) and not exists (select from same)
    returning version
)
select coalesce((select version from same), (select version from added)), exists (select from added),
    coalesce((select day from same), w.day)::text, j.day::text
from wanted w, judged j
