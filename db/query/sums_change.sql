-- The change that counters of a month are at: looked at before them, so that what changes meanwhile is noticed. $1 agency, $2 metric, $3 month
select change from counter_changed where agency_id = $1::integer and metric = $2::smallint and month = $3::date
