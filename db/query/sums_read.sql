-- Counters of a month to be summed, but what is in the journal. $1 agency, $2 metric, $3 month
-- -> day (since 1970-01-01), office, service, channel, segment, bucket, value
select c.day - date '1970-01-01', c.office_id, c.service_id, c.channel, c.segment_id, c.bucket, c.value
from generate_series($3::date, ($3::date + interval '1 month')::date - 1, interval '1 day') as d (day)
    cross join lateral (
        select * from counter_total c
        where c.agency_id = $1::integer and c.day = d.day::date and c.metric = $2::smallint and c.value <> 0
        offset 0 -- by its key, day by day: metrics stand between the days of one
    ) c
