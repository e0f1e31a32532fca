-- A report in use. $1 agencies integer[], $2 code -> agency, id, definition text; no row: none, several: the code is of several agencies
select r.agency_id, r.id, r.definition::text from report r
where r.agency_id = any ($1::integer[]) and r.code = $2::text and not r.retired
  and r.version = (select max(v.version) from report v where v.agency_id = r.agency_id and v.code = r.code)
