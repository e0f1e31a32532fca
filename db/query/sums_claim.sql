-- Notes that sums of a month of a metric are made by this transaction, unless there are some of that change already.
-- $1 agency, $2 metric, $3 month, $4 change
insert into counter_summed as s (agency_id, metric, month, change, claim)
values ($1::integer, $2::smallint, $3::date, $4::bigint, pg_current_xact_id())
on conflict (agency_id, metric, month) do update set change = excluded.change, claim = excluded.claim where s.change <> excluded.change
