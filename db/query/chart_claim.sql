-- Claims the look of a day at a chart for a minute. $1 agency, $2 code, $3 the agency's local day, $4 the first day of the last
-- period that has ended: what ended before the first look is not told -> whether it is claimed, since and day of the last look
-- (days since 1970-01-01; null: none); no row: somebody else begins to look just now
with claimed as (
    insert into chart_look as l (agency_id, code, since, claimed_until)
    values ($1::integer, $2::text, $4::date, now() + interval '1 minute')
    on conflict (agency_id, code) do update set claimed_until = excluded.claimed_until
    where (l.looked_on is null or l.looked_on < $3::date) and (l.claimed_until is null or l.claimed_until < now())
    returning l.since, l.looked_on
)
select true, since - date '1970-01-01', looked_on - date '1970-01-01' from claimed
union all
select false, since - date '1970-01-01', looked_on - date '1970-01-01' from chart_look
where agency_id = $1::integer and code = $2::text and not exists (select from claimed)
