-- What of the moves that are not folded yet a figure is of. Rows of the journal that have no such day or metric are passed over before
-- they are unrolled: most figures are of days that are over, and most moves are of today. Kept apart from the view counter_moving, into
-- which no condition on a day reaches.
create function counter_moves(of_agency integer, since date, until date, of_metrics smallint[])
returns table (day date, metric smallint, office_id integer, service_id integer, channel smallint, segment_id integer, bucket integer, value bigint)
language sql stable parallel safe as $$
    select day, metric, office_id, service_id, channel, segment_id, bucket, value
    from (
        select refused, unnest(ord) as ord, unnest(day) as day, unnest(metric) as metric, unnest(office_id) as office_id,
            unnest(service_id) as service_id, unnest(channel) as channel, unnest(segment_id) as segment_id,
            unnest(bucket) as bucket, unnest(value) as value
        from counter_journal j
        where j.agency_id = of_agency and since <= any (j.day) and until >= any (j.day) and j.metric && of_metrics
    ) moves
    where ord <> all (refused) and day between since and until and metric = any (of_metrics)
$$;
