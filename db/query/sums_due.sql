-- Months of metrics that have changed since their sums were made, but not within the last $1 seconds, newest first, $2 at most
-- -> agency, metric, month (its first day), the same since 1970-01-01, whether counters moved anywhere within the last $1 seconds
select c.agency_id, c.metric, c.month, c.month - date '1970-01-01',
    exists (select from counter_changed b where b.changed_at > now() - make_interval(secs => $1::integer))
from counter_changed c left join counter_summed s using (agency_id, metric, month)
where s.change is distinct from c.change and c.changed_at <= now() - make_interval(secs => $1::integer)
order by c.month desc, c.agency_id, c.metric
limit $2::integer
