-- → the database's clock, in microseconds
select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us
