-- Every counter of agencies, over its writers. $1 agencies integer[] -> see audit.c
select agency_id, day - date '1970-01-01', metric, office_id, service_id, segment_id, channel, bucket, sum(value)::bigint
from counter where agency_id = any ($1::integer[]) group by 1, 2, 3, 4, 5, 6, 7, 8
