-- Sample replies of a code. $1 agencies integer[], $2 code, $3 language (null: any) -> id, agency, language, agency's code
select s.id, s.agency_id, s.language, a.code
from sample s join agency a on a.id = s.agency_id
where s.agency_id = any ($1::integer[]) and s.code = $2::text and ($3::text is null or s.language = $3)
order by s.agency_id, s.language limit 20
