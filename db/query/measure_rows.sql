-- Sums of counters for a measure (workflow/measure.h). $1 agency, $2 first and $3 last day, $4 metrics smallint[], $5 'day', 'week', 'month',
-- 'quarter', 'year', or null: all days in one; $6 slices that matter as bits (workflow/measure.h: enum dimension), only those of $7 office,
-- $8 service, $9 channel, $10 segment (0: any) → first day of the period since 1970-01-01, office, service, channel, segment (0 where it does not
-- matter), metric, bucket, value
select (case when $5::text is null then $2::date else greatest(date_trunc($5, day)::date, $2::date) end) - date '1970-01-01',
    case when $6::integer & 2 <> 0 then office_id else 0 end, case when $6::integer & 4 <> 0 then service_id else 0 end,
    case when $6::integer & 8 <> 0 then channel else 0 end, case when $6::integer & 16 <> 0 then segment_id else 0 end,
    metric, bucket, sum(value)::bigint
from counter
where agency_id = $1::integer and day between $2::date and $3::date and metric = any ($4::smallint[])
  and (office_id = $7::integer or $7 = 0) and (service_id = $8::integer or $8 = 0)
  and (channel = $9::integer or $9 = 0) and (segment_id = $10::integer or $10 = 0)
group by 1, 2, 3, 4, 5, 6, 7
having sum(value) <> 0
