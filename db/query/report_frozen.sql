-- What files of a run are made of, and the file if it was made. $1 agencies integer[], $2 run, $3 format, $4 language, $5 withheld boolean
-- -> agency, code, period, state, edition, digest in hex, the day it was frozen (days since 1970-01-01, of the agency), figures and figures
-- of the edition before (null: there is a file, or no such edition), content bytea (null: not made yet), whether it tells what was answered
-- to surveys boolean, definition
select r.agency_id, r.code, r.period, r.state, r.edition, encode(r.digest, 'hex'),
    (r.frozen_at at time zone a.time_zone)::date - date '1970-01-01',
    case when f.content is null then r.figures end, case when f.content is null then b.figures end, f.content,
    position('"of_answers":true' in r.figures) > 0, r.definition
from report_run r join agency a on a.id = r.agency_id
    left join report_run b on b.agency_id = r.agency_id and b.id = r.before_id
    left join report_file f on f.agency_id = r.agency_id and f.run_id = r.id and f.format = $3::smallint and f.language = $4::text
        and f.withheld = $5::boolean
where r.agency_id = any ($1::integer[]) and r.id = $2::bigint
