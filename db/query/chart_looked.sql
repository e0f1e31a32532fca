-- $1 agency, $2 code, $3 the agency's local day: the chart has been looked at -> nothing
update chart_look set looked_on = $3::date, claimed_until = null where agency_id = $1::integer and code = $2::text
