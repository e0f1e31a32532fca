-- Which contacts of another system are there already. $1 agency, $2 source, $3 external id[] → ord (from 1)
-- The limit keeps the look-up one by one, as in import_known.
select a.ord
from unnest($3::text[]) with ordinality as a (external_id, ord)
    cross join lateral (
        select from contact c where c.agency_id = $1::integer and c.source = $2 and c.external_id = a.external_id limit 1
    ) c
