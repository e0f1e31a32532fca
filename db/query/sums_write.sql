-- Writes the sums of a month of a metric, if this transaction makes them. $1 agency, $2 metric, $3 month, $4 slices smallint[], $5 packed bytea[]
insert into counter_sum (agency_id, metric, month, slices, packed)
select $1::integer, $2::smallint, $3::date, s.slices, s.packed
from (select unnest($4::smallint[]) as slices, unnest($5::bytea[]) as packed) s
where exists (select from counter_summed c where c.agency_id = $1::integer and c.metric = $2::smallint and c.month = $3::date
              and c.claim = pg_current_xact_id())
