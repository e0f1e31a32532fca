-- The run of a period that comes by itself, once; with it the period before is looked at again, if it was run: what was corrected since
-- makes a new edition. $1 agency, $2 report, $3 code, $4 period, $5 from date, $6 to date, $7 to $9 the period before likewise -> how many
with added as (
    insert into report_run (agency_id, report_id, code, period, from_day, to_day, scheduled, delivers, asked_by)
    select $1::integer, $2::integer, $3::text, $4::text, $5::date, $6::date, true, true, 0
    where not exists (select from report_run r where r.agency_id = $1 and r.code = $3 and r.from_day = $5 and r.to_day = $6 and r.scheduled)
    on conflict do nothing
    returning id
), again as (
    insert into report_run (agency_id, report_id, code, period, from_day, to_day, scheduled, delivers, asked_by)
    select $1, $2, $3, $7::text, $8::date, $9::date, false, true, 0
    from added
    where exists (select from report_run r
        where r.agency_id = $1 and r.code = $3 and r.from_day = $8 and r.to_day = $9 and r.edition is not null)
    on conflict do nothing
)
select count(*) from added
