-- Sums of counters up to a day, for indicators (workflow/indicator.h). $1 agency, $2 last day; what is asked for, an array a column: $3 metrics,
-- $4 first days, $5 channels as bits (0: all), $6 buckets (0: all), $7 split (1 office, 2 service, 3 channel, 4 segment, 5 bucket, 6 day; 0: none);
-- $8 metrics of complaints smallint[], whose buckets from $9 on are of serious ones -> place in what is asked for, key of the split, value
select a.place - 1,
    case a.split when 1 then c.office_id when 2 then c.service_id when 3 then c.channel when 4 then c.segment_id when 5 then c.bucket
        when 6 then c.day - date '1970-01-01' else 0 end,
    sum(c.value)::bigint
from unnest($3::smallint[], $4::date[], $5::integer[], $6::integer[], $7::smallint[]) with ordinality
        a (metric, since, channels, bucket, split, place)
    join counter c on c.metric = a.metric and c.agency_id = $1::integer
        and c.day between (select min(s) from unnest($4::date[]) s) and $2::date and c.metric = any ($3::smallint[])
where c.day >= a.since and (a.channels = 0 or a.channels & (1 << c.channel) <> 0) and a.bucket in (0, c.bucket)
  and not (c.bucket >= $9::integer and c.metric = any ($8::smallint[]))
group by 1, 2
having sum(c.value) <> 0
order by 1, 2
