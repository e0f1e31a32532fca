-- Sums of counters for a measure (workflow/measure.h). $1 agency, $2 first and $3 last day, $4 metrics smallint[], $5 'day', 'week', 'month',
-- 'quarter', 'year', or null: all days in one; $6 slices that matter as bits (workflow/measure.h: enum dimension), only those of $7 office,
-- $8 service, $9 channel, $10 segment (0: any); sums that are taken instead (counter_sum.slices): $11 of months that are asked for as a
-- whole, $12 of others → first day of the period since 1970-01-01, office, service, channel, segment (0 where it does not matter), metric, then either
-- bucket, value, null, or of a month's sums their slices, null, packed (workflow/sum.h)
with months as materialized (
    select c.metric, c.month, greatest(c.month, $2::date) as first, least((c.month + interval '1 month')::date - 1, $3::date) as last,
        s.slices, s.packed -- null: counters have changed since, or there are no such sums
    from counter_changed c
        left join counter_summed d on d.agency_id = c.agency_id and d.metric = c.metric and d.month = c.month and d.change = c.change
        left join counter_sum s on s.agency_id = d.agency_id and s.metric = d.metric and s.month = d.month and s.slices
            = case when c.month >= $2::date and (c.month + interval '1 month')::date - 1 <= $3::date then $11::smallint else $12::smallint end
    where c.agency_id = $1::integer and c.metric = any ($4::smallint[]) and c.month between date_trunc('month', $2::date)::date and $3::date
)
select m.month - date '1970-01-01', 0, 0, 0, 0, m.metric, m.slices::integer, null::bigint, m.packed
from months m
where m.packed is not null
union all
select (case when $5::text is null then $2::date else greatest(date_trunc($5, t.day)::date, $2::date) end) - date '1970-01-01',
    case when $6::integer & 2 <> 0 then t.office_id else 0 end, case when $6::integer & 4 <> 0 then t.service_id else 0 end,
    case when $6::integer & 8 <> 0 then t.channel else 0 end, case when $6::integer & 16 <> 0 then t.segment_id else 0 end,
    m.metric, t.bucket, sum(t.value)::bigint, null
from months m
    cross join lateral generate_series(m.first, m.last, interval '1 day') as d (day)
    cross join lateral (
        select c.day, c.office_id, c.service_id, c.channel, c.segment_id, c.bucket, c.value from counter_total c
        where c.agency_id = $1::integer and c.day = d.day::date and c.metric = m.metric
          and (c.office_id = $7::integer or $7 = 0) and (c.service_id = $8::integer or $8 = 0)
          and (c.channel = $9::integer or $9 = 0) and (c.segment_id = $10::integer or $10 = 0)
        offset 0 -- by its key, day by day: metrics stand between the days of one
    ) t
where m.packed is null
group by 1, 2, 3, 4, 5, 6, 7
union all
select (case when $5::text is null then $2::date else greatest(date_trunc($5, day)::date, $2::date) end) - date '1970-01-01',
    case when $6::integer & 2 <> 0 then office_id else 0 end, case when $6::integer & 4 <> 0 then service_id else 0 end,
    case when $6::integer & 8 <> 0 then channel else 0 end, case when $6::integer & 16 <> 0 then segment_id else 0 end,
    metric, bucket, sum(value)::bigint, null
from counter_moves($1::integer, $2::date, $3::date, $4::smallint[])
where (office_id = $7::integer or $7 = 0) and (service_id = $8::integer or $8 = 0)
  and (channel = $9::integer or $9 = 0) and (segment_id = $10::integer or $10 = 0)
group by 1, 2, 3, 4, 5, 6, 7
