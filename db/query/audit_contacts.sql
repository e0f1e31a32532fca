-- Every contact of agencies. $1 agencies integer[] -> see audit.c
select agency_id, office_id, service_id, segment_id, channel, cause, (extract(epoch from at) * 1000000)::bigint, coalesce(wait_s, -1),
    coalesce(duration_s, -1)
from contact where agency_id = any ($1::integer[])
