-- Signals of a chart that reach to a day or beyond. $1 agency, $2 code, $3 measure, $4 day -> rule, side, first and last day (since 1970-01-01)
select rule, side, from_day - date '1970-01-01', to_day - date '1970-01-01' from signal
where agency_id = $1::integer and chart = $2::text and measure = $3::text and to_day >= $4::date
