-- Who has these identifiers already. $1 agencies integer[], $2 json text [{"kind","value"}] -> agency, kind, value, customer id
select i.agency_id, i.kind, i.value, i.customer_id
from json_to_recordset($2::json) as wanted (kind text, value text)
    join customer_identifier i using (kind, value)
where i.agency_id = any ($1::integer[])
