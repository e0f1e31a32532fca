-- Reports that come by themselves. -> agency, id, code, period, days after its end, the first day on which it was so defined (days since
-- 1970-01-01, of the agency), the first day of the newest period that was so run (null: none)
select r.agency_id, r.id, r.code, r.definition ->> 'period', (r.definition #>> '{schedule,day}')::integer,
    (select min((d.applied_at at time zone a.time_zone)::date) - date '1970-01-01'
     from report f join desk_definition d on d.id = f.definition_id where f.agency_id = r.agency_id and f.code = r.code),
    (select max(l.from_day) - date '1970-01-01' from report_run l where l.agency_id = r.agency_id and l.code = r.code and l.scheduled)
from report r join agency a on a.id = r.agency_id
where not r.retired and r.definition #> '{schedule,day}' is not null and not a.retired
  and r.version = (select max(v.version) from report v where v.agency_id = r.agency_id and v.code = r.code)
