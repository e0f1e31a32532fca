-- Evidence that counts at the end of a day (workflow/indicator.h: facts). $1 agency, $2 day -> as maturity_definition
select 'evidence', evidence_kind_name(e.kind), r.reference, null::integer, e.day - date '1970-01-01', e.expires - date '1970-01-01', 1, 1,
    e.fields::text
from evidence_at($1::integer, day_end($1, $2::date), $2) e join record r on r.agency_id = $1 and r.id = e.id
order by e.day, e.id
