-- A queue as it stood at the end of days. $1 agency, $2 queue, $3 first and $4 last day
-- -> day (days since 1970-01-01), minutes of capacity (null: not known), minutes and cases left
select day - date '1970-01-01', capacity_minutes, backlog_minutes, backlog_cases from queue_day
where agency_id = $1::integer and queue_id = $2::integer and day between $3::date and $4::date
order by day
