-- $1 time zone name, $2 from date, $3 to date → from_us bigint, offset_us bigint: each offset (local minus UTC) and the instant it is in force from; the first one has from_us -9223372036854775808
-- PostgreSQL's own zone data are asked at midnight UTC of each day; a change is then sought by the hour and by the minute
-- within the days that differ. Changes fall on whole minutes.
with day as (
    select at as to_at, lag(at) over (order by at) as from_at, here, lag(here) over (order by at) as before
    from (
        select at, (at at time zone $1::text) - (at at time zone 'UTC') as here
        from generate_series($2::date::timestamp at time zone 'UTC', $3::date::timestamp at time zone 'UTC',
                             interval '24 hours') as at
    ) as probe
), change as (
    select minute as at, day.here
    from day
    cross join lateral (
        select min(at) - interval '1 hour' as from_at from generate_series(day.from_at, day.to_at, interval '1 hour') as at
        where (at at time zone $1::text) - (at at time zone 'UTC') = day.here
    ) as hour
    cross join lateral (
        select min(at) as minute
        from generate_series(hour.from_at, hour.from_at + interval '1 hour', interval '1 minute') as at
        where (at at time zone $1::text) - (at at time zone 'UTC') = day.here
    ) as minute
    where day.here <> day.before
)
select '-9223372036854775808'::bigint as from_us, (extract(epoch from here) * 1000000)::bigint as offset_us
from day where from_at is null
union all
select (extract(epoch from at) * 1000000)::bigint, (extract(epoch from here) * 1000000)::bigint from change
order by 1
