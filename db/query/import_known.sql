-- Which requests of another system were imported already. $1 agency, $2 source, $3 external id[] → ord (from 1)
-- The limit keeps the look-up one by one: a plan from when the table was empty would read all that was imported.
select a.ord
from unnest($3::text[]) with ordinality as a (external_id, ord)
    cross join lateral (
        select from kase k where k.agency_id = $1::integer and k.source = $2 and k.external_id = a.external_id limit 1
    ) k
