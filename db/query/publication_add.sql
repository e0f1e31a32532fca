-- Puts a frozen run on the public page; editions before it go. $1 agency, $2 run, $3 by whom (0: by itself) -> (nothing)
with run as (
    select r.* from report_run r where r.agency_id = $1::integer and r.id = $2::bigint and r.frozen_at is not null
), replaced as (
    update publication p set withdrawn_at = now(), withdrawn_by = $3::integer
    from run join report_run o on o.agency_id = run.agency_id and o.code = run.code and o.from_day = run.from_day and o.to_day = run.to_day
    where p.agency_id = run.agency_id and p.run_id = o.id and o.id <> run.id and p.withdrawn_at is null
)
insert into publication (agency_id, run_id, published_by)
select agency_id, id, $3 from run
on conflict do nothing
