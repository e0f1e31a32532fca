-- Asks for a run; of a period that is being run already it is that one. $1 agency, $2 report, $3 code, $4 period, $5 from date, $6 to date,
-- $7 who asks -> id, whether it is new boolean
with added as (
    insert into report_run (agency_id, report_id, code, period, from_day, to_day, scheduled, delivers, asked_by)
    values ($1::integer, $2::integer, $3::text, $4::text, $5::date, $6::date, false, false, $7::integer)
    on conflict do nothing
    returning id
)
select id, true from added
union all
select r.id, false from report_run r
where r.agency_id = $1 and r.code = $3 and r.from_day = $5 and r.to_day = $6 and r.state in (1, 2) and not exists (select from added)
