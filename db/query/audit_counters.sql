-- Every counter of agencies: all of it, and as much as is folded. $1 agencies integer[] -> see audit.c
select agency_id, day - date '1970-01-01', metric, office_id, service_id, segment_id, channel, bucket, sum(value)::bigint, sum(folded)::bigint
from (
    select agency_id, day, metric, office_id, service_id, segment_id, channel, bucket, value, value as folded from counter_total
    union all
    select agency_id, day, metric, office_id, service_id, segment_id, channel, bucket, value, 0 from counter_moving
) moves
where agency_id = any ($1::integer[]) group by 1, 2, 3, 4, 5, 6, 7, 8
