-- Sums journal rows into counter_total, at most $2 of them, in key order. What another daemon is folding is passed over
-- $1 agency, $2 how many rows → how many were folded
with taken as (
    delete from counter_journal
    where ctid = any (array(
        select ctid from counter_journal where agency_id = $1::integer limit $2::integer for update skip locked
    ))
    returning *
),
sums as materialized ( -- sum first, then sort what is left
    select day, metric, office_id, service_id, channel, segment_id, bucket, sum(value) as value
    from (
        select
            refused, unnest(taken.ord) as ord, unnest(taken.day) as day, unnest(taken.metric) as metric,
            unnest(taken.office_id) as office_id, unnest(taken.service_id) as service_id,
            unnest(taken.channel) as channel, unnest(taken.segment_id) as segment_id, unnest(taken.bucket) as bucket,
            unnest(taken.value) as value
        from taken
    ) moves
    where ord <> all (refused)
    group by day, metric, office_id, service_id, channel, segment_id, bucket
),
folded as (
    insert into counter_total as c (
        agency_id, day, metric, office_id, service_id, channel, segment_id, bucket, value
    )
    select $1::integer, day, metric, office_id, service_id, channel, segment_id, bucket, value
    from sums
    where value <> 0
    order by day, metric, office_id, service_id, channel, segment_id, bucket
    on conflict (agency_id, day, metric, office_id, service_id, channel, segment_id, bucket)
        do update set value = c.value + excluded.value
)
select count(*) from taken
