-- Takes the last sums of a month of a metric away, if this transaction claimed it. $1 agency, $2 metric, $3 month
delete from counter_sum c
where c.agency_id = $1::integer and c.metric = $2::smallint and c.month = $3::date
  and exists (select from counter_summed s where s.agency_id = $1::integer and s.metric = $2::smallint and s.month = $3::date
              and s.claim = pg_current_xact_id())
