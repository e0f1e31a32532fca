-- Counters up to a day, for indicators (workflow/indicator.h). $1 agency, $2 last day; what is asked for, an array a column: $3 metrics, $4 first days,
-- $5 slices that matter as bits (workflow/sum.h), $6 whether each day apart -> place in what is asked for, day since 1970-01-01, office, service,
-- channel, segment (0 where it does not matter), then either bucket, value, null, or of a month's sums their set, null, packed (workflow/sum.h)
with asked as materialized (
    select place - 1 as place, metric, since, slices, daily
    from unnest($3::smallint[], $4::date[], $5::smallint[], $6::boolean[]) with ordinality a (metric, since, slices, daily, place)
),
months as materialized (
    select a.place, a.metric, a.slices, a.daily, c.month, greatest(c.month, a.since) as first,
        least((c.month + interval '1 month')::date - 1, $2::date) as last, s.slices as set, s.packed -- null as in measure_rows.sql
    from asked a
        join counter_changed c on c.agency_id = $1::integer and c.metric = a.metric
            and c.month between date_trunc('month', a.since)::date and $2::date
        left join counter_summed d on d.agency_id = c.agency_id and d.metric = c.metric and d.month = c.month and d.change = c.change
        left join counter_sum s on s.agency_id = d.agency_id and s.metric = d.metric and s.month = d.month and s.slices
            = (a.slices | case when a.daily or c.month < a.since or (c.month + interval '1 month')::date - 1 > $2::date then 1 else 0 end)::smallint
)
select m.place, m.month - date '1970-01-01', 0, 0, 0, 0, m.set::integer, null::bigint, m.packed
from months m
where m.packed is not null
union all
select m.place, case when m.daily then t.day else m.first end - date '1970-01-01',
    case when m.slices & 2 <> 0 then t.office_id else 0 end, case when m.slices & 4 <> 0 then t.service_id else 0 end,
    case when m.slices & 8 <> 0 then t.channel else 0 end, case when m.slices & 16 <> 0 then t.segment_id else 0 end,
    t.bucket, sum(t.value)::bigint, null
from months m
    cross join lateral generate_series(m.first, m.last, interval '1 day') as d (day)
    cross join lateral (
        select c.day, c.office_id, c.service_id, c.channel, c.segment_id, c.bucket, c.value from counter_total c
        where c.agency_id = $1::integer and c.day = d.day::date and c.metric = m.metric
        offset 0 -- by its key, day by day: metrics stand between the days of one
    ) t
where m.packed is null
group by 1, 2, 3, 4, 5, 6, 7
union all
select a.place, case when a.daily then c.day else a.since end - date '1970-01-01',
    case when a.slices & 2 <> 0 then c.office_id else 0 end, case when a.slices & 4 <> 0 then c.service_id else 0 end,
    case when a.slices & 8 <> 0 then c.channel else 0 end, case when a.slices & 16 <> 0 then c.segment_id else 0 end,
    c.bucket, sum(c.value)::bigint, null
from counter_moves($1::integer, (select min(since) from asked), $2::date, $3::smallint[]) c join asked a on a.metric = c.metric
where c.day >= a.since
group by 1, 2, 3, 4, 5, 6, 7
