-- The rules to judge a day by, and the targets. $1 agency, $2 framework, $3 version (null: the one in force on the day; before the first was, the
-- first), $4 day -> version, in force on that day, document; then of each target: element, level, day since 1970-01-01
select f.version, f.version is not distinct from framework_version($1::integer, $2::text, $4::date), f.document, t.element, t.level,
    t.by_day - date '1970-01-01'
from framework f
    left join maturity_target t on t.agency_id = f.agency_id and t.framework = f.code
where f.agency_id = $1::integer and f.code = $2::text
  and f.version = coalesce($3::integer, framework_version($1, $2, $4::date), (select min(version) from framework where agency_id = $1 and code = $2))
